package service

import (
	"strings"
	"testing"
	"time"

	"coresync/adapters/export/exporttest"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/stretchr/testify/require"
)

// The files of the ledger, of its devices and of the movements open in LibreOffice and in
// Poppler, and say there what they say as CSV (beyond.md ranks 3, 5 and 16).
func TestFilesOfLedgersAndMovementsOpen(t *testing.T) {
	t.Parallel()
	f := newFleet(t, projectiontest.New(t, catalog.Models()...), 7)
	began := f.Clock.Now().UTC()
	first := time.Date(began.Year(), began.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	f.Clock.Advance(first.Sub(began))
	f.month(first.AddDate(0, 1, 0))
	f.month(first.AddDate(0, 2, 0))
	from := f.Clock.Now()
	f.Clock.Advance(time.Hour)
	m := f.machines[1]
	m.organization, m.facts = 3-m.organization, event.DeviceFacts{Organizations: []int64{m.organization}}
	f.observe(1, "organizationId")
	f.Clock.Advance(time.Hour)
	scope := api.Scope{Tenant: f.tenant}
	s := ledgers{f.reads(), &closings{log: f.Store, models: f.Engine}}
	month := api.LedgerFilter{Month: first.AddDate(0, 1, 0).Format("2006-01")}
	opens(t, func(format string) (api.Answer[api.File], error) {
		return s.Export(t.Context(), scope, month, false, format)
	})
	opens(t, func(format string) (api.Answer[api.File], error) {
		return s.Export(t.Context(), scope, month, true, format)
	})
	opens(t, func(format string) (api.Answer[api.File], error) {
		return movements(s).Export(t.Context(), scope, api.MovementFilter{From: from}, format)
	})
}

// opens opens a file in all formats, and compares what the programs read.
func opens(t *testing.T, export func(format string) (api.Answer[api.File], error)) {
	t.Helper()
	body := func(format string) []byte {
		file, err := export(format)
		require.NoError(t, err)
		all, err := file.Data.Bytes()
		require.NoError(t, err)
		return all
	}
	rows := exporttest.Rows(t, string(body("csv")))
	require.Greater(t, len(rows), 1, "a heading, and something below it")
	exporttest.SameRows(t, rows, exporttest.Books(t, map[string][]byte{"file": body("xlsx")})["file"])
	text := exporttest.Text(t, body("pdf"))
	for _, row := range rows[1:] {
		if last := len(row) - 1; rows[0][last] == "Asset" {
			row = row[:last] // ids are for programs
		}
		for _, cell := range row {
			for word := range strings.FieldsSeq(exporttest.OnPaper(cell)) {
				require.Contains(t, text, word[:min(len(word), 8)], "of %v", row)
			}
		}
	}
}
