package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coresync/cmd/internal/cli"

	"github.com/stretchr/testify/require"
)

// tour reads the commands of a document that it marks as tested.
func tour(t *testing.T, document ...string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "..", ".."}, document...)...))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "<!-- tested:")
	require.True(t, found, "the document marks what is tested")
	_, rest, _ = strings.Cut(rest, "```sh\n")
	block, _, _ := strings.Cut(rest, "```")
	return strings.Split(strings.TrimSpace(block), "\n")
}

// Every command of the tour, and those by which access is governed, does what a reader
// expects: it ends well and prints something.
func TestTheToursCommandsWork(t *testing.T) {
	t.Parallel()
	data, err := os.MkdirTemp("", "coresync-tour-") // a path that the server's user may go
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(data)) })
	require.NoError(t, os.Chmod(data, 0o755))
	lines := tour(t, "README.md")
	for _, line := range tour(t, "docs", "OPERATIONS.md") {
		lines = append(lines, "bin/"+line+" --data ./coresync-data")
	}
	require.Greater(t, len(lines), 12)
	for _, line := range lines {
		command, mayDiffer := strings.CutSuffix(line, " || true")
		words := strings.Fields(strings.ReplaceAll(command, "./coresync-data", data))
		require.Equal(t, "bin/coresync", words[0], line)
		var out, told bytes.Buffer
		code := cli.Run(t.Context(), cli.Version{Number: "test"}, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &told}, words[1:])
		require.True(t, code == 0 || mayDiffer && code == 3, "%s: exit code %d\n%s", line, code, told.String())
		require.NotEmpty(t, out.String(), line)
	}
}
