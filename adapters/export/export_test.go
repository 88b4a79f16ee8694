package export_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"coresync/adapters/export"
	"coresync/adapters/export/exporttest"

	"github.com/stretchr/testify/require"
)

func sample() export.Table {
	return export.Table{
		Title: "Devices by Company", Lines: []string{"4,711 devices.", "Position 4711, rules 1."}, Foot: "Position 4711",
		At: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), Columns: []string{"Customer", "Total", "Online", "Server"},
		Rows: [][]any{
			{"Müller & Söhne", int64(4000), int64(3999), int64(12)}, {`=HYPERLINK("http://x")`, int64(700), int64(1), int64(0)},
			{"No customer", int64(11), int64(10), int64(5)}, {"Total", int64(4711), int64(4010), int64(17)},
		}, Total: true,
	}
}

func written(t *testing.T, f export.Format, table export.Table) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, export.Write(&out, f, table))
	return out.Bytes()
}

func TestTheSameTableGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, f := range export.Formats() {
		first := written(t, f, sample())
		for range 5 {
			require.True(t, bytes.Equal(first, written(t, f, sample())), f)
		}
		other := sample()
		other.Rows[0][1] = int64(4001)
		require.False(t, bytes.Equal(first, written(t, f, other)), f)
	}
	require.Error(t, export.Write(&bytes.Buffer{}, "doc", sample()))
}

func TestCSVHoldsNoFormula(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Customer,Total,Online,Server\nMüller & Söhne,4000,3999,12\n\"'=HYPERLINK(\"\"http://x\"\")\",700,1,0\nNo customer,11,10,5\nTotal,4711,4010,17\n",
		string(written(t, export.CSV, sample())))
}

// LibreOffice reads the sheet, numbers as numbers, and no text as a formula.
func TestXLSXOpensInLibreOffice(t *testing.T) {
	t.Parallel()
	text := exporttest.Sheet(t, written(t, export.XLSX, sample()))
	for _, line := range []string{"Devices by Company,,,", "Customer,Total,Online,Server", "Müller & Söhne,4000,3999,12", `"=HYPERLINK(""http://x"")",700,1,0`, "Total,4711,4010,17"} {
		require.Contains(t, text, line)
	}
}

// Poppler reads the document, all of it, over several pages.
func TestPDFOpensInPoppler(t *testing.T) {
	t.Parallel()
	table := sample()
	total := table.Rows[3]
	for range 60 {
		table.Rows = append(table.Rows[:3:3], table.Rows[3:]...)
		table.Rows = append(table.Rows, []any{"Łódź Ελλάδα Пётр", int64(1), int64(1), int64(0)})
	}
	table.Rows = append(table.Rows, total)
	text := exporttest.Text(t, written(t, export.PDF, table))
	for _, line := range []string{"Devices by Company", "Müller & Söhne 4000 3999 12", "Total 4711 4010 17", "Position 4711"} {
		require.Contains(t, text, line)
	}
	require.Equal(t, 60, strings.Count(text, "Łódź Ελλάδα Пётр 1 1 0"))
	require.Greater(t, strings.Count(text, "Customer Total Online Server"), 1, "the heading stands on each page")
}

// However long names are, days and numbers stand whole on paper; ids are for programs.
func TestPDFCutsNoDayAndNoNumberForALongName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("very long name ", 12)
	table := export.Table{
		Title: "Recommendations", IDs: 1, Rows: [][]any{{long, long, "Workstation", long, "2027-02-28", "2026-11-30", int64(1234567), long, "0195-id"}},
		Columns: []string{"Device", "Customer", "Category", "State", "Due", "Warranty end", "Cost (EUR)", "Reason", "Id"},
	}
	text := exporttest.Text(t, written(t, export.PDF, table))
	for _, whole := range []string{"Workstation", "2027-02-28", "2026-11-30", "1234567", "(EUR)"} {
		require.Contains(t, text, whole)
	}
	require.NotContains(t, text, "0195-id")
	require.Contains(t, string(written(t, export.CSV, table)), "0195-id")
}
