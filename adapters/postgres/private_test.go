package postgres_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"coresync/adapters/postgres"

	"github.com/stretchr/testify/require"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestPrivateServerStartsStopsAndKeepsItsData(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := openFolder(t, "data with  spaces, a comma and \"quotes\"")
	private, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	require.True(t, private.Owner())
	_, err = answer(private.URL(), "CREATE TABLE kept AS SELECT 'yes'::text AS answer")
	require.ErrorContains(t, err, "no rows")
	require.NoError(t, private.Close(ctx))
	require.Zero(t, serverPID(t, dir))

	private, err = postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	text, err := answer(private.URL(), "SELECT answer FROM kept")
	require.NoError(t, err)
	require.Equal(t, "yes", text)
	require.NoError(t, private.Close(ctx))
}

func TestPrivateServerIsDurableAndClosedToTheNetwork(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := preparedFolder(t)
	private, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.NoError(t, err)
	for setting, want := range map[string]string{
		"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "listen_addresses": "",
		"wal_compression": "lz4", "default_toast_compression": "lz4", "max_wal_size": "2GB", "server_encoding": "UTF8",
		"idle_in_transaction_session_timeout": "1min", "unix_socket_permissions": "0700",
	} {
		got, err := answer(private.URL(), "SHOW "+setting)
		require.NoError(t, err)
		require.Equal(t, want, got, setting)
	}
	info, err := os.Stat(filepath.Join(clusterOf(t, dir), "s"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm(), "whoever reaches the socket is let in")
	require.NoError(t, private.Close(ctx))
}

func TestASecondProgramAttaches(t *testing.T) {
	t.Parallel()
	dir := openFolder(t, "data")
	// Started together, one becomes the owner and the other waits for it.
	one, two := launch(t, dir), launch(t, dir)
	firstOwns, firstURL := one.open()
	secondOwns, secondURL := two.open()
	require.NotEqual(t, firstOwns, secondOwns)
	require.Equal(t, firstURL, secondURL)
	require.Equal(t, "here <nil>", one.ask("SELECT 'here'"))
	require.Equal(t, "here <nil>", two.ask("SELECT 'here'"))
	owner, attached := one, two
	if secondOwns {
		owner, attached = two, one
	}
	attached.finish()
	require.NotZero(t, serverPID(t, dir), "an attached program must not stop the server")
	owner.finish()
	require.Zero(t, serverPID(t, dir))
}

func TestAnOwnerThatEndsWaitsForAttachedPrograms(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	attached := launch(t, dir)
	attached.open()
	require.NoError(t, owner.in.Close())
	require.Equal(t, "still <nil>", attached.ask("SELECT 'still'"))
	attached.finish()
	require.NoError(t, owner.cmd.Wait())
	require.Zero(t, serverPID(t, dir))
}

func TestAKilledOwnerLeavesTheServerToAttachedPrograms(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	attached := launch(t, dir)
	attached.open()
	server := serverPID(t, dir)
	owner.kill()
	require.Equal(t, "still <nil>", attached.ask("SELECT 'still'"))

	next := launch(t, dir)
	owns, _ := next.open()
	require.True(t, owns, "the next program takes the server over")
	require.Equal(t, server, serverPID(t, dir), "and does not restart it under the attached one")
	require.Equal(t, "still <nil>", attached.ask("SELECT 'still'"))
	attached.kill()
	next.finish()
	require.Zero(t, serverPID(t, dir))
}

func TestTheServerStopsWhenItsLastUserWasKilled(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	attached := launch(t, dir)
	attached.open()
	owner.kill()
	require.NotZero(t, serverPID(t, dir))
	attached.kill()
	awaitNoServer(t, dir)

	next := launch(t, dir)
	owns, _ := next.open()
	require.True(t, owns)
	next.finish()
}

func TestACrashOfEverythingIsRecoveredFrom(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	require.Equal(t, "ok <nil>", owner.ask(`WITH made AS (SELECT set_config('synchronous_commit', 'on', false)) SELECT 'ok' FROM made`))
	_, err := answer(urlOf(t, dir), "CREATE TABLE kept AS SELECT 'yes'::text AS answer")
	require.ErrorContains(t, err, "no rows")
	server := serverPID(t, dir)
	require.NoError(t, owner.cmd.Process.Signal(syscall.SIGSTOP)) // or it would start the server again
	require.NoError(t, syscall.Kill(server, syscall.SIGKILL))
	owner.kill()

	next := launch(t, dir)
	owns, _ := next.open()
	require.True(t, owns)
	require.Equal(t, "yes <nil>", next.ask("SELECT answer FROM kept"))
	next.finish()
}

func TestAServerThatCrashesIsStartedAgainByItsOwner(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	attached := launch(t, dir)
	attached.open()
	require.NoError(t, syscall.Kill(serverPID(t, dir), syscall.SIGKILL))
	require.Eventually(t, func() bool {
		return attached.ask("SELECT 'again'") == "again <nil>"
	}, patience, tick)
	attached.finish()
	owner.finish()
	require.Zero(t, serverPID(t, dir))
}

func TestAStaleServerFileOfAnotherProcessIsNoObstacle(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	first := launch(t, dir)
	first.open()
	first.finish()
	// After a reboot the number in the file belongs to somebody else: here to this very process.
	stale := filepath.Join(clusterOf(t, dir), "data", "postmaster.pid")
	lines := []string{itoa(os.Getpid()), filepath.Dir(stale), "1700000000", "5432", filepath.Join(clusterOf(t, dir), "s"), "", "", "ready"}
	require.NoError(t, os.WriteFile(stale, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lock"), []byte("4194303\n"), 0o600))

	next := launch(t, dir)
	owns, _ := next.open()
	require.True(t, owns)
	require.Equal(t, "fine <nil>", next.ask("SELECT 'fine'"))
	next.finish()
}

func TestCtrlCReachesTheProgramAndNotTheServer(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	attached := launch(t, dir)
	attached.open()
	// A terminal sends the signal to the whole process group.
	require.NoError(t, syscall.Kill(-owner.cmd.Process.Pid, syscall.SIGINT))
	require.Equal(t, "interrupted", owner.line())
	require.Equal(t, "still <nil>", attached.ask("SELECT 'still'"), "the owner waits, so the server must still answer")
	attached.finish()
	require.NoError(t, owner.cmd.Wait())
	require.Zero(t, serverPID(t, dir))
}

func TestAProgramKilledWhileItMakesTheClusterLeavesNothingHalfDone(t *testing.T) {
	t.Parallel()
	dir := openFolder(t, "data")
	first := launch(t, dir)
	draft := filepath.Join(dir, "postgres", "data.new", "base")
	require.Eventually(t, func() bool {
		_, err := os.Stat(draft)
		return err == nil
	}, patience, time.Millisecond)
	first.kill()
	require.NoDirExists(t, filepath.Join(dir, "postgres", "data"))

	next := launch(t, dir)
	owns, _ := next.open()
	require.True(t, owns)
	require.Equal(t, "fine <nil>", next.ask("SELECT 'fine'"))
	require.NoDirExists(t, filepath.Join(dir, "postgres", "data.new"))
	next.finish()
}

func TestAContextThatEndsStopsTheWaiting(t *testing.T) {
	t.Parallel()
	dir := preparedFolder(t)
	owner := launch(t, dir)
	owner.open()
	// An owner that holds the lock but whose server is not to be reached: its mark is gone.
	require.NoError(t, os.Rename(filepath.Join(dir, "server.json"), filepath.Join(dir, "hidden.json")))
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err := postgres.OpenPrivate(ctx, dir, quiet())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "process "+itoa(owner.cmd.Process.Pid)+" owns the database server")
	require.NoError(t, os.Rename(filepath.Join(dir, "hidden.json"), filepath.Join(dir, "server.json")))
	owner.finish()
}
