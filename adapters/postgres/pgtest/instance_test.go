package pgtest_test

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres/cluster"
	"coresync/adapters/postgres/pgtest"

	"github.com/stretchr/testify/require"
)

// Ensures that a server that is just being started is not taken for a dead program's leftover by another start.
func TestParallelLaunchesLeaveEachOtherAlone(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	servers := make([]*pgtest.Instance, 4)
	errs := make([]error, len(servers))
	var wg sync.WaitGroup
	for i := range servers {
		wg.Go(func() { servers[i], errs[i] = pgtest.Launch(ctx, false) })
	}
	wg.Wait()
	for i, server := range servers {
		require.NoError(t, errs[i])
		require.NoError(t, cluster.Ping(ctx, server.ExternalURL("postgres")))
		require.NoError(t, server.Close())
	}
}

// childEnv makes the test binary play another one, which starts a server, says where, and waits to be killed.
const childEnv = "CORESYNC_TEST_PGTEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		os.Exit(m.Run())
	}
	server, err := pgtest.Launch(context.Background(), false)
	if err != nil {
		panic(err)
	}
	fmt.Println(server.ExternalURL("postgres"))
	_, _ = os.Stdin.Read(make([]byte, 1))
}

// Ensures that no server outlives a test binary, however that ends.
func TestAServerEndsWithItsKilledBinary(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	self, err := os.Executable()
	require.NoError(t, err)
	child := exec.Command(self)
	child.Env = append(os.Environ(), childEnv+"=1")
	_, err = child.StdinPipe()
	require.NoError(t, err)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	at, err := url.Parse(strings.TrimSpace(line))
	require.NoError(t, err)
	dir := filepath.Dir(at.Query().Get("host"))
	require.DirExists(t, dir)
	require.NoError(t, cluster.Ping(ctx, at.String()))

	require.NoError(t, child.Process.Kill())
	_ = child.Wait()
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err)
	}, 20*time.Second, 20*time.Millisecond)
	require.Error(t, cluster.Ping(ctx, at.String()))
}

// Ensures that the next start removes what is left when the watchdog was killed together with the binary.
func TestAStaleDirectoryIsRemovedByTheNextStart(t *testing.T) {
	t.Parallel()
	stale, err := os.MkdirTemp(os.TempDir(), "coresync-pgtest-")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(stale, "claim"), nil, 0o600))
	kept, err := os.MkdirTemp(os.TempDir(), "coresync-pgtest-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(kept)) })
	require.NoError(t, os.WriteFile(filepath.Join(kept, "keep"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(kept, "claim"), nil, 0o600))

	server, err := pgtest.Launch(context.Background(), false)
	require.NoError(t, err)
	require.NoError(t, server.Close())
	require.NoDirExists(t, stale)
	require.DirExists(t, kept)
}
