package postgres_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"coresync/adapters/postgres"

	"github.com/stretchr/testify/require"
)

// program is a second process that works on a data folder.
type program struct {
	t   *testing.T
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	log strings.Builder
}

// launch starts a program; its first line is still unread.
func launch(t *testing.T, dir string, change ...func(*exec.Cmd)) *program {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	p := &program{t: t, cmd: exec.Command(self)}
	p.cmd.Env = append(os.Environ(), childEnv+"="+dir)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.Stderr = &p.log
	for _, f := range change {
		f(p.cmd)
	}
	p.in, err = p.cmd.StdinPipe()
	require.NoError(t, err)
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	p.out = bufio.NewReader(out)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return p
}

// line reads what the program says next.
func (p *program) line() string {
	p.t.Helper()
	line, err := p.out.ReadString('\n')
	require.NoError(p.t, err, "the program has ended; its log: %s", &p.log)
	return strings.TrimSpace(line)
}

// open waits until the program has the database, and tells whether it owns the server.
func (p *program) open() (owner bool, url string) {
	p.t.Helper()
	words := strings.Fields(p.line())
	require.Len(p.t, words, 3, "%v", words)
	require.Equal(p.t, "open", words[0])
	owner, err := strconv.ParseBool(words[1])
	require.NoError(p.t, err)
	return owner, words[2]
}

// ask has the program run a query and returns what it prints.
func (p *program) ask(sql string) string {
	p.t.Helper()
	_, err := fmt.Fprintln(p.in, sql)
	require.NoError(p.t, err)
	return p.line()
}

// kill ends the program as kill -9 does.
func (p *program) kill() {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Kill())
	_ = p.cmd.Wait()
}

// finish ends the program's input and waits for its orderly end.
func (p *program) finish() {
	p.t.Helper()
	require.NoError(p.t, p.in.Close())
	require.NoError(p.t, p.cmd.Wait(), "%s", &p.log)
}

// openFolder makes a data folder that every user may pass through, so the cluster is inside.
func openFolder(t *testing.T, name string) string {
	t.Helper()
	base, err := os.MkdirTemp("/tmp", "coresync-test-")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(base, 0o755))
	dir := filepath.Join(base, name)
	require.NoError(t, os.MkdirAll(dir, 0o755))
	t.Cleanup(func() {
		awaitNoServer(t, dir)
		require.NoError(t, os.RemoveAll(base))
	})
	return dir
}

// prepared is a data folder whose cluster has been made and whose server was stopped; tests copy it, since making one
// takes most of a test's time.
var prepared = sync.OnceValues(func() (string, error) {
	base, err := os.MkdirTemp("/tmp", "coresync-test-")
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "data")
	if err := errors.Join(os.Chmod(base, 0o755), os.Mkdir(dir, 0o755)); err != nil {
		return base, err
	}
	private, err := postgres.OpenPrivate(context.Background(), dir, slog.New(slog.DiscardHandler))
	if err != nil {
		return base, err
	}
	return base, private.Close(context.Background())
})

// preparedFolder is a data folder that has been used before.
func preparedFolder(t *testing.T) string {
	t.Helper()
	base, err := prepared()
	require.NoError(t, err)
	dir := openFolder(t, "data")
	out, err := exec.Command("cp", "-a", filepath.Join(base, "data")+"/.", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return dir
}

// clusterOf returns the cluster's directory of a data folder.
func clusterOf(t *testing.T, dir string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(dir, "cluster.json"))
	require.NoError(t, err)
	var at struct{ Directory string }
	require.NoError(t, json.Unmarshal(body, &at))
	return at.Directory
}

// serverPID returns the main process of a data folder's server, 0 when none runs.
func serverPID(t *testing.T, dir string) int {
	t.Helper()
	data := filepath.Join(clusterOf(t, dir), "data")
	body, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if os.IsNotExist(err) {
		return 0
	}
	require.NoError(t, err)
	first, _, _ := strings.Cut(string(body), "\n")
	pid, err := strconv.Atoi(first)
	require.NoError(t, err)
	if at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); err != nil || at != data {
		return 0
	}
	return pid
}

// awaitNoServer waits for the watcher to stop a server that nobody uses.
func awaitNoServer(t *testing.T, dir string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "cluster.json")); err != nil {
		return // no cluster was made
	}
	require.Eventually(t, func() bool { return serverPID(t, dir) == 0 }, 20*time.Second, 20*time.Millisecond)
}
