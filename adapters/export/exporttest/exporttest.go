// Package exporttest opens files in the programs that people open them in.
package exporttest

import (
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

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

// Book is what LibreOffice reads in a workbook, as CSV: the sheet of the table, and the one
// that says what it is.
type Book struct{ Table, About string }

// Books opens workbooks, all of them in one start of LibreOffice.
func Books(t *testing.T, workbooks map[string][]byte) map[string]Book {
	t.Helper()
	soffice, dir := program(t, "soffice"), t.TempDir()
	const allSheets = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", allSheets, "--outdir", dir}
	for name, body := range workbooks {
		path := filepath.Join(dir, name+".xlsx")
		require.NoError(t, os.WriteFile(path, body, 0o600))
		args = append(args, path)
	}
	cmd := exec.Command(soffice, args...)
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	books := make(map[string]Book)
	for name := range workbooks {
		sheets, err := filepath.Glob(filepath.Join(dir, name+"-*.csv"))
		require.NoError(t, err)
		var book Book
		for _, path := range sheets {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			if strings.HasSuffix(path, name+"-About.csv") {
				book.About = string(text)
			} else if !strings.Contains(strings.TrimPrefix(filepath.Base(path), name+"-"), "-About") {
				book.Table = string(text)
			}
		}
		require.NotEmpty(t, book.About, "%s: %s", name, out)
		books[name] = book
	}
	return books
}

var blanks = regexp.MustCompile(`[ ]+`)

// Text is what Poppler reads in a document, one blank between two words.
func Text(t *testing.T, document []byte) string {
	t.Helper()
	pdftotext, path := program(t, "pdftotext"), filepath.Join(t.TempDir(), "report.pdf")
	require.NoError(t, os.WriteFile(path, document, 0o600))
	out, err := exec.Command(pdftotext, "-layout", path, "-").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return blanks.ReplaceAllString(string(out), " ")
}

var moment = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)Z$`)

// InSheet is a cell of a CSV as LibreOffice shows it in a workbook: times are written otherwise,
// and no mark keeps a text from being a formula.
func InSheet(cell string) string {
	return moment.ReplaceAllString(strings.TrimPrefix(cell, "'"), "$1 $2$3")
}

// OnPaper is a cell of a CSV as a PDF shows it: times to the minute.
func OnPaper(cell string) string { return moment.ReplaceAllString(cell, "$1 $2") }

// Rows are the rows of a CSV.
func Rows(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	return rows
}

// SameRows compares what is in a CSV with what LibreOffice reads in the workbook of the same
// table.
func SameRows(t *testing.T, rows [][]string, book Book) {
	t.Helper()
	sheet := Rows(t, book.Table)
	require.Len(t, sheet, len(rows))
	for i, row := range rows {
		for k, cell := range row {
			require.Equal(t, InSheet(cell), sheet[i][k], "row %d, column %d", i, k)
		}
	}
}
