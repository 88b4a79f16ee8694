package secrets_test

import (
	"os"
	"path/filepath"
	"testing"

	"coresync/adapters/secrets"

	"github.com/stretchr/testify/require"
)

func TestDiscardTakesBackOnlyItsOwnKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	first, made, err := secrets.OpenMaster(path)
	require.NoError(t, err)
	require.True(t, made)
	require.NoError(t, first.Discard(path))
	require.NoFileExists(t, path)

	_, _, err = secrets.OpenMaster(path)
	require.NoError(t, err)
	require.ErrorContains(t, first.Discard(path), "somebody has put another key there")
	require.FileExists(t, path)
	require.NoError(t, os.Remove(path))
	require.ErrorIs(t, first.Discard(path), os.ErrNotExist)
}
