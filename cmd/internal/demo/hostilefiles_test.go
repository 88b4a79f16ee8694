package demo_test

import (
	"archive/zip"
	"bytes"
	"io"
	"mime"
	"net/mail"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"coresync/adapters/export/exporttest"
	"coresync/adapters/importer"
	"coresync/cmd/internal/demo"
	"coresync/cmd/internal/hostile"
	"coresync/domain"
	"coresync/domain/directory"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// spoilt is a demo in which everything that comes from outside has hostile names.
func spoilt(t *testing.T) (*demo.Demo, *postbox) {
	t.Helper()
	d, box := startWithMail(t)
	require.NoError(t, hostile.Spoil(d.Sim.Sim))
	files, err := hostile.Files()
	require.NoError(t, err)
	for _, kind := range directory.Kinds() {
		_, err := importer.Import(t.Context(), d.App.Store, importer.Request{Tenant: d.Tenant, Kind: kind, File: bytes.NewReader(files[kind]), Actor: "test"})
		require.NoError(t, err, kind)
	}
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	return d, box
}

// No table of hostile names holds a formula, in whatever file it leaves; spreadsheets show the
// names, and paper too.
func TestHostileNamesAreNoFormulasInAnyFile(t *testing.T) {
	t.Parallel()
	d, _ := spoilt(t)
	books, tables, seen := map[string][]byte{}, map[string][][]string{}, 0
	for _, table := range api.ExportTables() {
		ask := api.ExportAsk{Table: table.Name, Query: url.Values{}}
		if table.Name == api.TableComparison {
			ask.Query.Set("from", "40")
		}
		files := map[string][]byte{}
		for _, ask.Format = range api.Formats() {
			made, err := d.App.Services().Exports.Export(t.Context(), api.Scope{Tenant: d.Tenant}, ask)
			require.NoError(t, err, "%s as %s", table.Name, ask.Format)
			files[ask.Format] = bodyOf(t, made.Data)
		}
		books[table.Name], tables[table.Name] = files["xlsx"], exporttest.Rows(t, string(files["csv"]))
		seen += harmless(t, table.Name, tables[table.Name])
		for _, r := range exporttest.Text(t, files["pdf"]) {
			require.True(t, r == '\n' || r == '\f' || !unicode.IsControl(r) && r != '\u202d' && r != '\u202e', "%s as PDF shows %U", table.Name, r)
		}
		require.Empty(t, formulas(t, files["xlsx"]), table.Name)
	}
	require.Greater(t, seen, 40, "the hostile names are in them")
	for name, book := range exporttest.Books(t, books) {
		sheet := exporttest.Rows(t, book.Table)
		require.Len(t, sheet, len(tables[name]), name)
		for i, row := range tables[name] {
			for k, cell := range row {
				require.Equal(t, exporttest.InSheet(oneLine(cell)), oneLine(sheet[i][k]), "%s, row %d, column %d: what LibreOffice shows", name, i, k)
			}
		}
	}
}

// oneLine is a text whose lines end the same way everywhere.
func oneLine(text string) string { return strings.ReplaceAll(text, "\r", "") }

// harmless looks at the cells of a CSV, and counts those that were disarmed.
func harmless(t *testing.T, table string, rows [][]string) (disarmed int) {
	t.Helper()
	for _, row := range rows {
		for _, cell := range row {
			first := []rune(cell + " ")[0]
			require.False(t, strings.ContainsRune("=+@\t\r\n＝＋－＠", first), "%s: %q", table, cell)
			require.False(t, strings.HasPrefix(cell, "-2+"), "%s: %q", table, cell)
			if strings.HasPrefix(cell, "'") {
				disarmed++
			}
		}
	}
	return disarmed
}

// formulas are the sheets of a workbook that hold one.
func formulas(t *testing.T, workbook []byte) (sheets []string) {
	t.Helper()
	parts, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	require.NoError(t, err)
	for _, part := range parts.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/") {
			continue
		}
		in, err := part.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(in)
		require.NoError(t, err)
		if bytes.Contains(text, []byte("<f>")) || bytes.Contains(text, []byte("<f ")) || bytes.Contains(text, []byte("<hyperlink")) {
			sheets = append(sheets, part.Name)
		}
	}
	return sheets
}

// Letters about hostile names go to whom they are for, with the headers that we gave them.
func TestHostileNamesAddNoHeadersToLetters(t *testing.T) {
	t.Parallel()
	d, box := spoilt(t)
	services := d.App.Services()
	customers, err := services.Customers.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.CustomerFilter{}, api.List{Limit: 50, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	var filter url.Values
	for _, c := range customers.Data.Items {
		if strings.Contains(c.Name, "Bcc:") {
			filter = url.Values{"customer": {c.ID.String()}}
		}
	}
	require.NotEmpty(t, filter, "a customer whose name has lines")
	draft := api.UserDraft{Email: "evil@msp.example", Name: "x\r\nBcc: eve@example.net", Role: permission.Owner}
	_, err = services.Users.Add(t.Context(), d.Tenant, "test", draft)
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), "people of ours are called by one line")
	draft.Name = hostile.Names()[2]
	evil, err := services.Users.Add(t.Context(), d.Tenant, "test", draft)
	require.NoError(t, err)
	made, err := services.ReportMail.Create(t.Context(), by(d, "test"), api.ReportScheduleDraft{
		Report: api.ReportCompanies, Filter: filter.Encode(), Format: "csv", Frequency: "weekly", Day: 1, Hour: 7, Recipients: []uuid.UUID{evil.ID},
	})
	require.NoError(t, err)
	_, err = services.ReportMail.Send(t.Context(), by(d, "test"), *made.ID)
	require.NoError(t, err)
	_, err = services.Users.Invite(t.Context(), d.Tenant, evil.ID, "test")
	require.NoError(t, err)
	deliver(t, d) // what the inbox has of it, too
	require.Greater(t, len(box.letters), 1)
	require.NotContains(t, box.to, "eve@example.net")
	for _, letter := range box.letters {
		m, err := mail.ReadMessage(strings.NewReader(letter))
		require.NoError(t, err)
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		require.NoError(t, err)
		require.NotContains(t, subject, "\n")
		for name := range m.Header {
			require.Contains(t, []string{"From", "To", "Subject", "Message-Id", "Date", "Auto-Submitted", "Mime-Version", "Content-Type",
				"Content-Transfer-Encoding", "User-Agent", "X-Mailer"}, name, letter)
		}
	}
}
