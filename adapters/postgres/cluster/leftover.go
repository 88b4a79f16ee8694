package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrRunning says that a server works on the data directory already.
var ErrRunning = errors.New("a server is running on this data directory")

// pidFile is what a server writes into its data directory.
type pidFile struct {
	pid       int
	socketDir string
}

// readPidFile understands the lines of postmaster.pid: process, data directory, start time, port, socket directory.
func readPidFile(dataDir string) (pidFile, error) {
	body, err := os.ReadFile(filepath.Join(dataDir, "postmaster.pid"))
	if err != nil {
		return pidFile{}, err
	}
	lines := strings.Split(string(body), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil || pid <= 1 {
		return pidFile{}, fmt.Errorf("postmaster.pid begins with %q, not with a process", lines[0])
	}
	found := pidFile{pid: pid}
	if len(lines) > 4 {
		found.socketDir = strings.TrimSpace(lines[4])
	}
	return found, nil
}

// processes lists the processes that work inside the data directory. A server and its children do so from their first
// moment to their last, whereas a number in a file may belong to somebody else since the last boot.
func processes(dataDir string) []int {
	resolved, err := filepath.EvalSymlinks(dataDir)
	if err != nil {
		return nil
	}
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return nil // only a wrong pattern can do this
	}
	var found []int
	for _, link := range links {
		if at, err := os.Readlink(link); err != nil || at != resolved {
			continue // gone meanwhile, or another user's
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(link))); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// alive tells whether the main process named by postmaster.pid works on the data directory.
func alive(dataDir string) (pidFile, bool) {
	file, err := readPidFile(dataDir)
	if err != nil {
		return pidFile{}, false
	}
	return file, slices.Contains(processes(dataDir), file.pid)
}

// orphanGrace is how long the children of a killed server get to notice that they are alone.
const orphanGrace = 5 * time.Second

// clearLeftovers makes a data directory ready for a start after a crash. Children of a killed server must be gone
// first, since two generations of them would destroy the data. Then the files that name a process are removed, because
// the number may belong to another program by now, and PostgreSQL would refuse to start.
func clearLeftovers(ctx context.Context, cfg Config) error {
	if file, ok := alive(cfg.DataDir); ok {
		return fmt.Errorf("%w: process %d on %s", ErrRunning, file.pid, cfg.DataDir)
	}
	if err := AwaitOrphans(ctx, cfg.DataDir); err != nil {
		return err
	}
	if _, err := os.Stat("/proc/self/cwd"); err != nil {
		return nil // without /proc nothing is known for certain: PostgreSQL's own checks must do
	}
	socket := filepath.Join(cfg.SocketDir, fmt.Sprintf(".s.PGSQL.%d", Port))
	for _, file := range []string{filepath.Join(cfg.DataDir, "postmaster.pid"), socket + ".lock", socket} {
		if err := os.Remove(file); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("remove what a server that is gone left behind: %w", err)
		}
	}
	return nil
}

// AwaitOrphans returns when no process of a program that was killed works in the directory any more: children of a
// server, or an initdb. They get a moment to end by themselves.
func AwaitOrphans(ctx context.Context, dataDir string) error {
	deadline := time.Now().Add(orphanGrace)
	for orphans := processes(dataDir); len(orphans) > 0; orphans = processes(dataDir) {
		if time.Now().After(deadline) {
			for _, pid := range orphans {
				_ = syscall.Kill(pid, syscall.SIGKILL) // gone meanwhile is as good
			}
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("wait for processes in %s to end: %w", dataDir, err)
		}
	}
	return nil
}

// Adopt returns the server that runs on the data directory already, started by a process that has ended, or nil when
// there is none. A server that is on its way down is waited for and counts as none.
func Adopt(ctx context.Context, cfg Config) (*Server, error) {
	for {
		file, ok := alive(cfg.DataDir)
		if !ok {
			return nil, nil
		}
		if file.socketDir != "" { // else it is only just starting
			cfg.SocketDir = file.socketDir
			if Ping(ctx, SocketURL(cfg.SocketDir, Superuser)) == nil {
				return follow(cfg, file.pid)
			}
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, fmt.Errorf("server %d on %s runs but does not answer: %w", file.pid, cfg.DataDir, err)
		}
	}
}

// follow watches a process that is not our child, which only looking again can do.
func follow(cfg Config, pid int) (*Server, error) {
	process, err := os.FindProcess(pid)
	if err != nil {
		return nil, fmt.Errorf("adopt server %d: %w", pid, err)
	}
	s := &Server{cfg: cfg, process: process, exited: make(chan struct{})}
	go s.look()
	return s, nil
}

// look asks about an adopted process until it is gone.
func (s *Server) look() {
	defer close(s.exited)
	for {
		if file, ok := alive(s.cfg.DataDir); !ok || file.pid != s.process.Pid {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
