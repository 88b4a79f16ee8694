package export_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"coresync/adapters/export"

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

// program is a real program that opens the files; where it is not installed the test is
// skipped, except where CI says that it must be there.
func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("%s is not installed; .ci/setup test installs it", name)
	}
	require.NoError(t, err)
	return path
}

// LibreOffice reads the sheet, numbers as numbers, and no text as a formula.
func TestXLSXOpensInLibreOffice(t *testing.T) {
	t.Parallel()
	soffice := program(t, "soffice")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "report.xlsx"), written(t, export.XLSX, sample()), 0o600))
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", dir, filepath.Join(dir, "report.xlsx"))
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	text, err := os.ReadFile(filepath.Join(dir, "report.csv"))
	require.NoError(t, err, "%s", out)
	for _, line := range []string{"Devices by Company,,,", "Customer,Total,Online,Server", "Müller & Söhne,4000,3999,12", `"=HYPERLINK(""http://x"")",700,1,0`, "Total,4711,4010,17"} {
		require.Contains(t, string(text), line)
	}
}

// Poppler reads the document, all of it, over several pages.
func TestPDFOpensInPoppler(t *testing.T) {
	t.Parallel()
	pdftotext := program(t, "pdftotext")
	table := sample()
	total := table.Rows[3]
	for range 60 {
		table.Rows = append(table.Rows[:3:3], table.Rows[3:]...)
		table.Rows = append(table.Rows, []any{"Łódź Ελλάδα Пётр", int64(1), int64(1), int64(0)})
	}
	table.Rows = append(table.Rows, total)
	path := filepath.Join(t.TempDir(), "report.pdf")
	require.NoError(t, os.WriteFile(path, written(t, export.PDF, table), 0o600))
	out, err := exec.Command(pdftotext, "-layout", path, "-").CombinedOutput()
	require.NoError(t, err, "%s", out)
	text := regexp.MustCompile(`[ ]+`).ReplaceAllString(string(out), " ")
	for _, line := range []string{"Devices by Company", "Müller & Söhne 4000 3999 12", "Total 4711 4010 17", "Position 4711"} {
		require.Contains(t, text, line)
	}
	require.Equal(t, 60, strings.Count(text, "Łódź Ελλάδα Пётр 1 1 0"))
	require.Greater(t, strings.Count(text, "Customer Total Online Server"), 1, "the heading stands on each page")
}
