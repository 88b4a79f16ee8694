package postgres_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/cluster"

	"github.com/stretchr/testify/require"
)

const (
	patience = 20 * time.Second
	tick     = 50 * time.Millisecond
)

func itoa(n int) string { return strconv.Itoa(n) }

// urlOf reads how the server of a folder is reached.
func urlOf(t *testing.T, dir string) string {
	t.Helper()
	return cluster.SocketURL(filepath.Join(clusterOf(t, dir), "s"), postgres.Database)
}

func TestALongPathStillHasAShortSocket(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := openFolder(t, strings.Repeat("long/", 30)+"data")
	for p := dir; p != "/tmp"; p = filepath.Dir(p) {
		require.NoError(t, os.Chmod(p, 0o755))
	}
	private, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	parsed, err := url.Parse(private.URL())
	require.NoError(t, err)
	sockets := parsed.Query().Get("host")
	require.Less(t, len(sockets), 60)
	second := launch(t, dir)
	owns, _ := second.open()
	require.False(t, owns)
	second.finish()
	require.NoError(t, private.Close(ctx))
	require.NoDirExists(t, sockets)
}

func TestDataOfAnotherVersionIsRefusedByName(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := preparedFolder(t)
	private, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	require.NoError(t, private.Close(ctx))
	version := filepath.Join(clusterOf(t, dir), "data", "PG_VERSION")
	require.NoError(t, os.WriteFile(version, []byte("99\n"), 0o600))
	_, err = postgres.OpenPrivate(ctx, dir, quiet())
	var wrong *postgres.VersionError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, 99, wrong.Data)
	require.NotEmpty(t, wrong.Installed)
	require.ErrorContains(t, err, "apt-get install -y postgresql-99")
}

func TestAFolderClosedToTheServersUserKeepsItsClusterOutside(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root's folders can be closed to the server's user")
	}
	ctx := context.Background()
	base := t.TempDir() // closed to everybody but root
	dir := filepath.Join(base, "data")
	private, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	at := clusterOf(t, dir)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(at)) })
	require.Equal(t, "/var/lib/coresync", filepath.Dir(at))
	require.NoError(t, private.Close(ctx))

	copied := filepath.Join(base, "copy")
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	_, err = postgres.OpenPrivate(ctx, copied, quiet())
	require.ErrorIs(t, err, postgres.ErrCopied)

	require.NoError(t, os.RemoveAll(copied))
	moved := filepath.Join(base, "moved")
	require.NoError(t, os.Rename(dir, moved))
	private, err = postgres.OpenPrivate(ctx, moved, quiet())
	require.NoError(t, err)
	require.Equal(t, at, clusterOf(t, moved))
	require.NoError(t, private.Close(ctx))
}

func TestAMovedFolderTakesItsClusterAlong(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := preparedFolder(t)
	private, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	require.NoError(t, private.Close(ctx))
	moved := dir + "-moved"
	require.NoError(t, os.Rename(dir, moved))
	private, err = postgres.OpenPrivate(ctx, moved, quiet())
	require.NoError(t, err)
	require.Equal(t, filepath.Join(moved, "postgres"), clusterOf(t, moved))
	require.NoError(t, private.Close(ctx))
}

// Ensures that an ordinary user and root may take turns on the ordinary user's folder.
func TestAnOrdinaryUserAndRootTakeTurns(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can play another user; the other tests run as an ordinary user already")
	}
	const user = 65534 // nobody
	dir := openFolder(t, "data")
	require.NoError(t, os.Chown(dir, user, user))
	self := runnableCopy(t, filepath.Dir(dir))
	asUser := func(cmd *exec.Cmd) {
		cmd.Path, cmd.Dir = self, "/"
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: user, Gid: user}
	}
	for _, as := range []func(*exec.Cmd){asUser, func(*exec.Cmd) {}, asUser} {
		p := launch(t, dir, as)
		owns, _ := p.open()
		require.True(t, owns)
		require.Equal(t, "fine <nil>", p.ask("SELECT 'fine'"))
		p.finish()
	}
}

// runnableCopy puts the test binary where another user may run it; the folder of go test is closed.
func runnableCopy(t *testing.T, dir string) string {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	at := filepath.Join(dir, "program")
	// Another process writes it: a test that forks beside this one would inherit the open
	// file, and a file that is open for writing can't be run.
	require.NoError(t, exec.Command("install", "-m", "755", self, at).Run())
	return at
}
