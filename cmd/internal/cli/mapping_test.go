package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"coresync/cmd/internal/cli"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A provider's morning at the command line: confirm, take back, reject, ignore.
func TestMAP_13_MappingAtTheCommandLine(t *testing.T) {
	t.Parallel()
	data, err := os.MkdirTemp("", "coresync-mapping-") // a path that the server's user may go
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(data)) })
	require.NoError(t, os.Chmod(data, 0o755))
	run := func(code int, line string) (out, said string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		got := cli.Run(t.Context(), cli.Version{Number: "test"}, cli.Streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr},
			append(strings.Fields(line), "--data", data))
		require.Equal(t, code, got, "%s\n%s", line, stderr.String())
		return stdout.String(), stderr.String()
	}
	count := func(status string) int {
		t.Helper()
		out, _ := run(0, "mapping list --json --status "+status)
		var all []api.Organization
		require.NoError(t, json.Unmarshal([]byte(out), &all))
		return len(all)
	}
	run(0, "demo --no-wait")
	suggested, mapped := count("auto_matched"), count("mapped")
	require.Positive(t, suggested)
	out, _ := run(0, "mapping list --status auto_matched --candidates")
	require.Contains(t, out, "? ", "a suggestion is marked")
	run(0, "mapping preview confirm --all")
	require.Equal(t, suggested, count("auto_matched"), "a preview writes nothing")

	_, said := run(0, "mapping confirm --all")
	require.Equal(t, mapped+suggested, count("mapped"))
	id := regexp.MustCompile(`coresync undo ([0-9a-f-]{36})`).FindStringSubmatch(said)
	require.NotNil(t, id, said)
	run(0, "undo --preview "+id[1])
	require.Zero(t, count("auto_matched"))
	_, said = run(0, "undo "+id[1])
	require.Equal(t, suggested, count("auto_matched"))
	back := regexp.MustCompile(`coresync undo ([0-9a-f-]{36})`).FindStringSubmatch(said)
	run(0, "undo "+back[1])
	require.Equal(t, mapped+suggested, count("mapped"), "undoing the undo")

	run(0, "mapping ignore 55 --reason lab")
	require.Equal(t, 1, count("ignored"))
	run(2, "mapping ignore elephant")
	run(1, "mapping ignore 123456")
	run(2, "mapping confirm")
	run(2, "mapping preview confirm 55 --all")
	run(3, "mapping confirm 55") // nothing is suggested for it
	run(1, "undo 00000000-0000-0000-0000-000000000000")
	run(2, "undo yesterday")
	run(0, "ignore-rule add class CLOUD_MONITOR_TARGET --reason nothing-to-touch")
	out, _ = run(0, "ignore-rule list")
	require.Contains(t, out, "CLOUD_MONITOR_TARGET")
	run(2, "ignore-rule add name *")
	run(0, "ignore-rule scope mapped")
	out, _ = run(0, "ignore-rule scope")
	require.Contains(t, out, "mapped:")
}
