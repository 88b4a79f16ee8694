package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// Assets, mappings and reports of a moment are printed by the command line, too, in
// each form, and stay what they were whatever happens after.
func TestAsOfOnTheCommandLine(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: 40, Orgs: 4})
	p := sharedPlace(t)
	p.connect(sim, "NinjaOne")
	p.has("sync", "run", "--wait")
	head := fmt.Sprint(len(p.log()))
	at := " --position " + head + " --format "
	then := make(map[string]string) // what each prints
	for _, line := range []string{
		"asof assets" + at + "csv", "asof assets" + at + "xlsx", "asof mappings" + at + "json",
		"asof report devices-by-company" + at + "json", "asof report device-age" + at + "csv", "asof report warranty-status" + at + "xlsx",
	} {
		then[line] = p.has(strings.Fields(line)...)
		require.NotEmpty(t, then[line], line)
	}
	for _, d := range sim.approved()[:5] {
		require.NoError(t, sim.Rename(d.ID, fmt.Sprintf("RENAMED-%d", d.ID)))
	}
	require.NoError(t, sim.DeleteDevice(sim.approved()[6].ID))
	p.has("sync", "run", "--wait")
	for line, text := range then {
		require.Equal(t, text, p.has(strings.Fields(line+" --rules now")...), "%s: no rules were changed since", line)
	}
	rows, err := csv.NewReader(strings.NewReader(then["asof assets"+at+"csv"])).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+40)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(then["asof assets"+at+"xlsx"])))
	require.NoError(t, err)
	sheet, err := book.GetRows(book.GetSheetName(0))
	require.NoError(t, err)
	require.Contains(t, fmt.Sprint(sheet), "position "+head)
	require.Len(t, sheet, 4+40)
	require.Contains(t, fmt.Sprint(sheet), rows[40][1], "the workbook has the rows of the other file")

	refused := p.launch("asof", "report", "device-age")
	require.Equal(t, 2, refused.wait(patience))
	require.Contains(t, refused.err.String(), "say when")
	refused = p.launch("asof", "assets", "--position", head, "--format", "pdf")
	require.Equal(t, 2, refused.wait(patience))
	require.Contains(t, refused.err.String(), "none of table, csv, json, xlsx")
}
