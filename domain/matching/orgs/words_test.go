package orgs

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Names are looked up by halving: the list must be sorted, whoever edits it.
func TestProperNamesAreSortedAndFolded(t *testing.T) {
	t.Parallel()
	names := properNames()
	require.Greater(t, len(names), 40_000)
	require.True(t, slices.IsSorted(names))
	for _, name := range names {
		require.Equal(t, fold(name), name)
	}
	require.True(t, isProperName("quinlan"))
	require.False(t, isProperName("quinlna"))
}
