package demo_test

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"coresync/adapters/export"
	"coresync/adapters/export/exporttest"
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
	ask := api.ExportAsk{Table: table.Name, Format: format, Query: url.Values{}}
	if table.Name == api.TableComparison {
		ask.Query.Set("from", "40")
	}
	exports := d.App.Services().Exports
	once, err := exports.Export(t.Context(), api.Scope{Tenant: d.Tenant}, ask)
	require.NoError(t, err, "%s as %s", table.Name, format)
	require.Contains(t, once.Data.Name, "-position-")
	body := bodyOf(t, once.Data)
	again, err := exports.Export(t.Context(), api.Scope{Tenant: d.Tenant}, ask)
	require.NoError(t, err)
	require.Equal(t, once.Data.Name, again.Data.Name)
	require.True(t, bytes.Equal(body, bodyOf(t, again.Data)), "%s as %s: the same bytes", table.Name, format)
	if format != "csv" || table.Name == api.TableComparison {
		return once.Data, body
	}
	past, err := exports.Export(t.Context(), api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Position: once.Position.N}}, ask)
	require.NoError(t, err, "%s as %s of the past", table.Name, format)
	if table.Name != api.ReportMovements && table.Name != api.ReportLedger { // whose ends are times
		require.Equal(t, once.Data.Name, past.Data.Name)
		require.Equal(t, string(body), string(bodyOf(t, past.Data)), "%s as %s: of that position, the same bytes", table.Name, format)
	}
	return once.Data, body
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
	case api.TableTickets:
		l.Sort.By = "number"
		found, err := has.Tickets.List(t.Context(), scope, api.TicketFilter{}, l)
		return total(found.Data.Total, err)
	}
	return otherwise
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
		{api.TableContacts, "q=jane", "csv", "contacts is not narrowed by q"},
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
