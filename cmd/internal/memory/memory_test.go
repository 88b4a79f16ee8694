package memory

import (
	"math"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAVerbMayUseMoreMemoryThanAServer and gives it back; it is not parallel: the limit
// is the process's.
func TestAVerbMayUseMoreMemoryThanAServer(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	before := debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	require.Len(t, Settle(), room)
	require.EqualValues(t, server, debug.SetMemoryLimit(-1))

	end := Generous()
	require.GreaterOrEqual(t, debug.SetMemoryLimit(-1), int64(server))
	require.LessOrEqual(t, debug.SetMemoryLimit(-1), int64(most))
	other := Generous()
	end()
	end() // once more is no other end
	require.GreaterOrEqual(t, debug.SetMemoryLimit(-1), int64(server), "another piece of work goes on")
	other()
	require.EqualValues(t, server, debug.SetMemoryLimit(-1))

	t.Setenv("GOMEMLIMIT", "800MiB") // the operator's word
	debug.SetMemoryLimit(math.MaxInt64)
	Settle()
	Generous()()
	require.EqualValues(t, math.MaxInt64, debug.SetMemoryLimit(-1))
}

func TestAvailableMemoryIsReadOfTheKernel(t *testing.T) {
	require.EqualValues(t, 22<<30, availableIn("MemTotal:       25000000 kB\nMemFree:          479260 kB\nMemAvailable:   23068672 kB\nBuffers:          339576 kB\n"))
	require.Zero(t, availableIn("nothing of the kind"))
	require.Zero(t, availableIn(""))
	require.Positive(t, available())
}
