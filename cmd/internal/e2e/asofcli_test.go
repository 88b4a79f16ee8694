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
		"asof assets" + at + "csv", "asof assets" + at + "xlsx", "asof assets" + at + "pdf", "asof mappings" + at + "json",
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
	require.Len(t, sheet, 1+40)
	about, err := book.GetRows("About")
	require.NoError(t, err)
	require.Contains(t, fmt.Sprint(about), "position "+head)
	require.Contains(t, fmt.Sprint(sheet), rows[40][1], "the workbook has the rows of the other file")

	refused := p.launch("asof", "report", "device-age")
	require.Equal(t, 2, refused.wait(patience))
	require.Contains(t, refused.err.String(), "say when")
	refused = p.launch("asof", "assets", "--position", head, "--format", "doc")
	require.Equal(t, 2, refused.wait(patience))
	require.Contains(t, refused.err.String(), "none of table, csv, json, xlsx, pdf")
}

// What came, went and changed between two moments is printed in each form, narrowed as
// asked, and the way back tells the opposite.
func TestTwoMomentsAreComparedOnTheCommandLine(t *testing.T) {
	t.Parallel()
	sim := simulate(t, ninjasim.Config{Devices: 40, Orgs: 4})
	p := sharedPlace(t)
	p.connect(sim, "NinjaOne")
	p.has("sync", "run", "--wait")
	head := fmt.Sprint(len(p.log()))
	require.NoError(t, sim.RenameOrg(sim.Organizations()[0].ID, "Another name"))
	for _, d := range sim.approved()[:3] {
		require.NoError(t, sim.Rename(d.ID, fmt.Sprintf("RENAMED-%d", d.ID)))
	}
	p.has("sync", "run", "--wait")
	later := fmt.Sprint(len(p.log()))

	compare := func(line string) string { return p.has(strings.Fields("asof compare " + line)...) }
	names := func(text, column string) (found []string) {
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, []string{"Kind", "Name", "Field", "Before", "After", "Id"}, rows[0])
		at := map[string]int{"before": 3, "after": 4}[column]
		for _, row := range rows[1:] {
			require.Equal(t, []string{"changed", "name"}, []string{row[0], row[2]})
			found = append(found, row[at])
		}
		return found
	}
	there := compare("assets --from " + head + " --field name --kind changed --format csv")
	require.Len(t, names(there, "after"), 3)
	for _, name := range names(there, "after") {
		require.True(t, strings.HasPrefix(name, "RENAMED-"), name)
	}
	require.Equal(t, there, compare("assets --from "+head+" --to "+later+" --rules now --field name --kind changed --format csv"), "now is the head")
	back := compare("assets --from " + later + " --to " + head + " --field name --format csv")
	require.Equal(t, names(there, "after"), names(back, "before"))
	require.Equal(t, names(there, "before"), names(back, "after"))
	require.Contains(t, compare("organizations --from "+head), "Another name")
	require.Equal(t, 3, strings.Count(compare("assets --from "+head+" --field name --format json"), `"changed"`))

	for line, says := range map[string]string{
		"printers --from 1": "can't be compared", "assets": "say when: --from", "assets --from 1 --format doc": "none of table, csv, json, xlsx, pdf",
	} {
		refused := p.launch(strings.Fields("asof compare " + line)...)
		require.Equal(t, 2, refused.wait(patience), line)
		require.Contains(t, refused.err.String(), says)
	}
}
