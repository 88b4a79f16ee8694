package export_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"coresync/adapters/export"
	"coresync/adapters/export/exporttest"
	"coresync/domain/spreadsheet"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func sample() export.Table {
	return export.Table{
		Title: "Devices by Company", Summary: "4,711 devices.", Stamp: []export.Fact{{Name: "Filter", Value: "=none"}, {Name: "Log position", Value: "4711"}}, Foot: "Position 4711",
		At: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), Columns: []string{"Customer", "Total", "Online", "Server"},
		Rows: export.Rows(rows()), Total: true,
	}
}

func rows() [][]any {
	return [][]any{
		{"Müller & Söhne", int64(4000), int64(3999), int64(12)}, {`=HYPERLINK("http://x")`, int64(700), int64(1), int64(0)},
		{"No customer", int64(11), int64(10), int64(5)}, {"Total", int64(4711), int64(4010), int64(17)},
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
		changed := rows()
		changed[0][1] = int64(4001)
		other.Rows = export.Rows(changed)
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
	typed := export.Table{
		Title: "Days: [all] / of them, and a title that is long", Columns: []string{"Day", "Time", "Number", "Text", "Nothing"},
		Rows: export.Rows([][]any{{spreadsheet.Day("2028-02-29"), time.Date(2026, 3, 1, 1, 2, 3, 4, time.FixedZone("", 3600)), int64(-1), "007", nil}, {spreadsheet.Day(""), nil, int64(2), "", nil}}),
	}
	empty := export.Table{Title: "Nothing", Columns: []string{"Name", "Id"}, Rows: export.Rows(nil)}
	books := exporttest.Books(t, map[string][]byte{
		"sample": written(t, export.XLSX, sample()), "typed": written(t, export.XLSX, typed), "empty": written(t, export.XLSX, empty),
	})
	require.Equal(t, "Customer,Total,Online,Server\nMüller & Söhne,4000,3999,12\n\"=HYPERLINK(\"\"http://x\"\")\",700,1,0\nNo customer,11,10,5\nTotal,4711,4010,17\n", books["sample"].Table)
	for _, line := range []string{"Table,Devices by Company", "Filter,=none", "Log position,4711", "Rows,3"} {
		require.Contains(t, books["sample"].About, line)
	}
	require.Equal(t, "Day,Time,Number,Text,Nothing\n2028-02-29,2026-03-01 00:02:03,-1,007,\n,,2,,\n", books["typed"].Table)
	require.Equal(t, "Name,Id\n", books["empty"].Table)
	require.Contains(t, books["empty"].About, "Rows,0")
}

// Poppler reads the document, all of it, over several pages.
func TestPDFOpensInPoppler(t *testing.T) {
	t.Parallel()
	table := sample()
	many := rows()[:3]
	for range 60 {
		many = append(many, []any{"Łódź Ελλάδα Пётр", int64(1), int64(1), int64(0)})
	}
	table.Rows = export.Rows(append(many, rows()[3]))
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
		Title: "Recommendations", IDs: 1, Rows: export.Rows([][]any{{long, long, "Workstation", long, spreadsheet.Day("2027-02-28"), "2026-11-30", int64(1234567), long, "0195-id"}}),
		Columns: []string{"Device", "Customer", "Category", "State", "Due", "Warranty end", "Cost (EUR)", "Reason", "Id"},
	}
	text := exporttest.Text(t, written(t, export.PDF, table))
	for _, whole := range []string{"Workstation", "2027-02-28", "2026-11-30", "1234567", "(EUR)"} {
		require.Contains(t, text, whole)
	}
	require.NotContains(t, text, "0195-id")
	require.Contains(t, string(written(t, export.CSV, table)), "0195-id")
}

// A document that would be too long says what it leaves out, and where all of it is to be had;
// its total is that of all rows.
func TestALongPDFSaysWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	table := sample()
	table.Rows = func(yield func([]any, error) bool) {
		for range export.MostLines + 2 {
			if !yield([]any{"one more", int64(1), int64(1), int64(0)}, nil) {
				return
			}
		}
		yield(rows()[3], nil)
	}
	text := exporttest.Text(t, written(t, export.PDF, table))
	require.Contains(t, text, "These are the first 5000 of 5002 rows")
	require.Contains(t, text, "CSV and XLSX have all rows.")
	require.Contains(t, text, "Total 4711 4010 17")
	require.Equal(t, export.MostLines, strings.Count(text, "one more"))
}

// What goes wrong while rows are read ends the file with the error.
func TestAFileEndsWithTheErrorOfItsRows(t *testing.T) {
	t.Parallel()
	for _, f := range export.Formats() {
		table := sample()
		table.Rows = func(yield func([]any, error) bool) {
			if yield(rows()[0], nil) {
				yield(nil, errors.New("the line is gone"))
			}
		}
		require.ErrorContains(t, export.Write(io.Discard, f, table), "the line is gone", f)
	}
}

// A spool gives what was written, whether it is in memory or in a file, as often as asked.
func TestASpoolGivesWhatWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var s export.Spool
		var all []byte
		for range rapid.IntRange(0, 6).Draw(t, "writes") {
			part := bytes.Repeat([]byte{rapid.Byte().Draw(t, "byte")}, rapid.IntRange(0, 600_000).Draw(t, "length"))
			n, err := s.Write(part)
			require.NoError(t, err)
			require.Equal(t, len(part), n)
			all = append(all, part...)
		}
		for range 2 {
			var out bytes.Buffer
			_, err := s.WriteTo(&out)
			require.NoError(t, err)
			require.True(t, bytes.Equal(all, out.Bytes()))
		}
		require.EqualValues(t, len(all), s.Size())
		require.NoError(t, s.Close())
	})
}
