// Package exporttest opens files in the programs that people open them in.
package exporttest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// Sheet is what LibreOffice reads in a workbook, as CSV.
func Sheet(t *testing.T, workbook []byte) string {
	t.Helper()
	soffice, dir := program(t, "soffice"), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "report.xlsx"), workbook, 0o600))
	cmd := exec.Command(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to",
		"csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", dir, filepath.Join(dir, "report.xlsx"))
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	text, err := os.ReadFile(filepath.Join(dir, "report.csv"))
	require.NoError(t, err, "%s", out)
	return string(text)
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
