package cluster_test

import (
	"os"
	"path/filepath"
	"testing"

	"coresync/adapters/postgres/cluster"

	"github.com/stretchr/testify/require"
)

func TestUnprivilegedIsNeverRoot(t *testing.T) {
	t.Parallel()
	account, err := cluster.Unprivileged()
	require.NoError(t, err)
	require.NotZero(t, account.UID)
	require.Equal(t, os.Geteuid() == 0, account.Drop)
}

func TestReachesLooksAtEveryParent(t *testing.T) {
	t.Parallel()
	base, err := os.MkdirTemp("/tmp", "coresync-test-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(base)) })
	stranger := cluster.Account{UID: 4_000_000, GID: 4_000_000}
	inner := filepath.Join(base, "open", "data")
	require.NoError(t, os.MkdirAll(filepath.Dir(inner), 0o755))
	require.False(t, stranger.Reaches(inner), "the parent is closed")
	require.NoError(t, os.Chmod(base, 0o711))
	require.True(t, stranger.Reaches(inner))
	owner := cluster.Account{UID: os.Geteuid(), GID: os.Getegid()}
	require.NoError(t, os.Chmod(base, 0o700))
	require.True(t, owner.Reaches(inner))
}

// Ensures that root can be made to give away only what is really a directory of its own.
func TestMakeFollowsNoLink(t *testing.T) {
	t.Parallel()
	target, link := t.TempDir(), filepath.Join(t.TempDir(), "s")
	require.NoError(t, os.Chmod(target, 0o755))
	require.NoError(t, os.Symlink(target, link))
	account, err := cluster.Unprivileged()
	require.NoError(t, err)
	require.Error(t, account.Make(link))
	info, err := os.Stat(target)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o755), info.Mode().Perm())
}
