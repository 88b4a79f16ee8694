package demo_test

import (
	"bytes"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"coresync/adapters/export"
	"coresync/adapters/export/exporttest"
	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// bodyOf is what a file holds.
func bodyOf(t *testing.T, f api.File) []byte {
	t.Helper()
	body, err := f.Bytes()
	require.NoError(t, err)
	return body
}

// Any table can be had as a file, in each format (beyond.md rank 16): it is stamped, holds what
// the list holds, is the same bytes for the same position, also when that is past, and opens in
// the programs that people have.
func TestEveryTableIsHadAsAFileThatOpens(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 60, Orgs: 6, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	books, files := make(map[string][]byte), make(map[string]api.File)
	for _, table := range api.ExportTables() {
		for _, format := range api.Formats() {
			f, body := exportTwice(t, d, table, format)
			files[table.Name+"."+format] = f
			f.Body = api.Bytes(body)
			files[table.Name+"."+format] = f
			if format == "xlsx" {
				books[table.Name] = body
			}
		}
	}
	require.Equal(t, export.MostLines, api.MostInPDF, "what pages say that a PDF shows")
	opened := exporttest.Books(t, books)
	for _, table := range api.ExportTables() {
		rows := exporttest.Rows(t, string(bodyOf(t, files[table.Name+".csv"])))
		require.Equal(t, numberOfRows(t, d, table.Name, len(rows)-1), len(rows)-1, "%s: as many as the list has", table.Name)
		exporttest.SameRows(t, rows, opened[table.Name])
		text := exporttest.Text(t, bodyOf(t, files[table.Name+".pdf"]))
		for _, row := range rows {
			for word := range strings.FieldsSeq(row[0]) { // what a row is about
				require.Contains(t, text, word[:min(len(word), 8)], table.Name)
			}
		}
		about, f := opened[table.Name].About, files[table.Name+".csv"]
		for _, what := range []string{"Workspace," + f.Workspace, "As of,", "position "} {
			require.Contains(t, about, what, table.Name)
		}
		require.NotEmpty(t, f.Filter, table.Name)
		require.Contains(t, strings.ReplaceAll(about, `""`, `"`), f.Filter, table.Name)
		require.Contains(t, strings.Join(strings.Fields(text), " "), "Filter: "+strings.Join(strings.Fields(f.Filter), " "), table.Name)
	}
}

// exportTwice makes a file of a table now and of the position of now, which are the same.
func exportTwice(t *testing.T, d *demo.Demo, table api.ExportTable, format string) (api.File, []byte) {
	t.Helper()
	exports, ask := d.App.Services().Exports, askOf(table, format)
	once, err := exports.Export(t.Context(), api.Scope{Tenant: d.Tenant}, ask)
	require.NoError(t, err, "%s as %s", table.Name, format)
	require.Contains(t, once.Data.Name, "-position-")
	body := bodyOf(t, once.Data)
	again, err := exports.Export(t.Context(), api.Scope{Tenant: d.Tenant}, ask)
	require.NoError(t, err)
	require.Equal(t, once.Data.Name, again.Data.Name)
	require.True(t, bytes.Equal(body, bodyOf(t, again.Data)), "%s as %s: the same bytes", table.Name, format)
	if table.Name == api.TableComparison || table.Name == api.TableInbox || format != "csv" {
		return once.Data, body // of two moments, of now alone, or stamped with how it was asked
	}
	past := pastExport(t, d, ask, once.Position.N)
	if table.Name != api.ReportMovements && table.Name != api.ReportLedger { // whose ends are times
		require.Equal(t, once.Data.Name, past.Name)
		require.Equal(t, string(body), string(bodyOf(t, past)), "%s as %s: of that position, the same bytes", table.Name, format)
	}
	return once.Data, body
}

func askOf(table api.ExportTable, format string) api.ExportAsk {
	ask := api.ExportAsk{Table: table.Name, Format: format, Query: url.Values{}}
	if table.Name == api.TableComparison {
		ask.Query.Set("from", "40")
	}
	return ask
}

// pastExport is a file as it was at a position of the log.
func pastExport(t *testing.T, d *demo.Demo, ask api.ExportAsk, position int64) api.File {
	t.Helper()
	if ask.Table == api.TableComparison { // its moments are its own
		ask.Query.Set("to", strconv.FormatInt(position, 10))
	}
	found, err := d.App.Services().Exports.Export(t.Context(), api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Position: position}}, ask)
	require.NoError(t, err, "%s as %s of the past", ask.Table, ask.Format)
	return found.Data
}

// numberOfRows is how many rows a list has; of a report, it is what there is.
func numberOfRows(t *testing.T, d *demo.Demo, table string, otherwise int) int {
	t.Helper()
	has, scope, l := d.App.Services(), api.Scope{Tenant: d.Tenant}, api.List{Limit: 1}
	total := func(n *int64, err error) int {
		require.NoError(t, err, table)
		require.NotNil(t, n, table)
		return int(*n)
	}
	switch table {
	case api.TableAssets:
		l.Sort.By = "name"
		found, err := has.Assets.List(t.Context(), scope, api.AssetFilter{}, l)
		return total(found.Data.Total, err)
	case api.TableAssociation:
		l.Sort.By = "name"
		found, err := has.Associations.List(t.Context(), scope, api.AssociationFilter{}, l)
		return total(found.Data.Total, err)
	case api.TableMapping:
		l.Sort.By = "name"
		found, err := has.Organizations.List(t.Context(), scope, api.OrganizationFilter{}, l)
		return total(found.Data.Total, err)
	case api.TableCustomers:
		l.Sort.By = "name"
		found, err := has.Customers.List(t.Context(), scope, api.CustomerFilter{}, l)
		return total(found.Data.Total, err)
	case api.TableContacts:
		l.Sort.By = "customer"
		found, err := has.Contacts.List(t.Context(), scope, api.ContactFilter{}, l)
		return total(found.Data.Total, err)
	case api.TableAccounts:
		l.Sort.By = "name"
		found, err := has.Access.Accounts(t.Context(), scope, api.AccessFilter{}, l)
		return total(found.Data.Total, err)
	case api.TableTickets:
		l.Sort.By = "number"
		found, err := has.Tickets.List(t.Context(), scope, api.TicketFilter{}, l)
		return total(found.Data.Total, err)
	}
	return otherwise
}

// A file of a moment of the past is the same bytes whenever it is asked for, in each format,
// whatever happens meanwhile: also of ledger, movements and a comparison.
func TestAFileOfThePastStaysWhatItIs(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 40, Orgs: 4, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	head, err := d.App.Store.Head(t.Context(), d.Tenant)
	require.NoError(t, err)
	files := func() map[string][]byte {
		all := make(map[string][]byte)
		for _, table := range api.ExportTables() {
			if table.Name == api.TableInbox {
				continue // it is of now alone
			}
			for _, format := range api.Formats() {
				f := pastExport(t, d, askOf(table, format), head.Position)
				all[f.Name] = bodyOf(t, f)
			}
		}
		return all
	}
	before := files()
	require.Len(t, before, 3*(len(api.ExportTables())-1), "each has a name of its own")
	happens(t, d)
	for name, body := range files() {
		require.True(t, bytes.Equal(before[name], body), "%s: the same bytes", name)
	}
}

// happens lets a day pass on which devices move, change and go.
func happens(t *testing.T, d *demo.Demo) {
	t.Helper()
	d.Sim.Advance(26 * time.Hour)
	devices := d.Sim.Devices()
	require.NoError(t, d.Sim.DeleteDevice(devices[0].ID))
	require.NoError(t, d.Sim.Rename(devices[1].ID, "RENAMED-1"))
	for _, other := range devices { // to another organization
		if other.OrgID != devices[2].OrgID {
			require.NoError(t, d.Sim.MoveDevice(devices[2].ID, other.OrgID, other.LocationID))
			break
		}
	}
	_, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example"})
	require.NoError(t, err)
	scope := api.Scope{Tenant: d.Tenant}
	found, err := d.App.Services().Assets.List(t.Context(), scope, api.AssetFilter{Source: "ninjaone"}, api.List{Limit: 2, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	command := api.Command{Tenant: d.Tenant, Actor: "test"}
	_, err = d.App.Services().Imports.Import(t.Context(), command, api.Import{Kind: "warranties", File: strings.NewReader(
		"external_id,asset_external_id,end\n1," + found.Data.Items[0].ID.String() + ",2031-01-31\n")})
	require.NoError(t, err)
	_, err = d.App.Services().Replacements.SetPolicies(t.Context(), command, api.ReplacementPolicyDraft{Policies: []api.ReplacementPolicyRow{{Category: "Workstation", EndOfLife: "age", MaxAgeMonths: new(12), WarnMonths: new(1)}}})
	require.NoError(t, err)
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
}

// What is wrong with a filter is told, all of it; a list has exactly what is under it, in its
// order and with its columns.
func TestAFileHasExactlyWhatIsUnderItsFilter(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 40, Orgs: 4, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	exports, scope := d.App.Services().Exports, api.Scope{Tenant: d.Tenant}
	ask := func(table, filter, format string) (api.Answer[api.File], error) {
		q, err := url.ParseQuery(filter)
		require.NoError(t, err)
		return exports.Export(t.Context(), scope, api.ExportAsk{Table: table, Query: q, Format: format})
	}
	found, err := ask(api.TableAssets, "category=Workstation&category=Server&sort=-name&col=serial&col=category&age=0-1yr&age=5%2Byr&physical=true", "csv")
	require.NoError(t, err)
	require.Equal(t, "category Workstation or Server; age 0-1yr or 5+yr; physical yes.", found.Data.Filter)
	rows := exporttest.Rows(t, string(bodyOf(t, found.Data)))
	require.Equal(t, []string{"Name", "Manufacturer", "Model", "Serial number", "Category", "Id"}, rows[0])
	for i, row := range rows[1:] {
		require.Contains(t, []string{"Workstation", "Server"}, row[4])
		if i > 0 {
			require.LessOrEqual(t, strings.ToLower(row[0]), strings.ToLower(rows[i][0]))
		}
	}
	for _, wrong := range []struct{ table, filter, format, says string }{
		{api.TableAssets, "category=Moon&colour=red&sort=size", "csv", "category can't be Moon"},
		{api.TableComparison, "of=assets", "csv", "from names the earlier moment"},
		{api.TableAssets, "", "doc", "Choose csv, xlsx or pdf."},
		{api.TableDuplicates, "q=jane", "csv", "duplicates is not narrowed by q"},
	} {
		_, err := ask(wrong.table, wrong.filter, wrong.format)
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), wrong.filter)
		var known *domain.Error
		require.ErrorAs(t, err, &known)
		require.Contains(t, fmt.Sprint(known.Fields), wrong.says)
	}
	_, err = ask("moons", "", "csv")
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}
