package scim_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// oracle is a process that answers what npm's scim2-parse-filter and scim-patch make of
// filters and of PATCH.
type oracle struct {
	to   *json.Encoder
	from *bufio.Scanner
}

func newOracle(t *testing.T) *oracle {
	t.Helper()
	node := exec.Command("node", "testdata/oracle.mjs") // ends with its input
	node.Stderr = os.Stderr
	to, err := node.StdinPipe()
	require.NoError(t, err)
	from, err := node.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, node.Start(), "make test installs Node.js")
	t.Cleanup(func() {
		require.NoError(t, to.Close())
		require.NoError(t, node.Wait(), "make web installs the packages")
	})
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	return &oracle{json.NewEncoder(to), lines}
}

// ask answers a question into out.
func (o *oracle) ask(t require.TestingT, question map[string]any, out any) {
	require.NoError(t, o.to.Encode(question))
	require.True(t, o.from.Scan(), "the oracle ended: make web installs the packages")
	var told struct {
		Answer json.RawMessage
		Error  string
	}
	require.NoError(t, json.Unmarshal(o.from.Bytes(), &told))
	require.Empty(t, told.Error, "%v", question)
	require.NoError(t, json.Unmarshal(told.Answer, out))
}
