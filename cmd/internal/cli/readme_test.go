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

// tour reads the commands of the README's tour.
func tour(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "<!-- tested:")
	require.True(t, found, "the README marks its tour")
	_, rest, _ = strings.Cut(rest, "```sh\n")
	block, _, _ := strings.Cut(rest, "```")
	return strings.Split(strings.TrimSpace(block), "\n")
}

// Every command of the tour does what a reader expects: it ends well and prints something.
func TestTheToursCommandsWork(t *testing.T) {
	t.Parallel()
	data, err := os.MkdirTemp("", "coresync-tour-") // a path that the server's user may go
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(data)) })
	require.NoError(t, os.Chmod(data, 0o755))
	lines := tour(t)
	require.Greater(t, len(lines), 5)
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
