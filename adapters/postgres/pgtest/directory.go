package pgtest

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"coresync/adapters/postgres/cluster"
)

const (
	dirPrefix = "coresync-pgtest-"
	claimFile = "claim" // locked by the process that owns the directory
	keepMark  = "keep"  // the directory stays
)

//go:embed watchdog.sh
var watchdog string

// memory is a folder in memory that Linux has. A database is made and dropped there in half the time that it takes on a
// disk, and tests make one each.
const memory = "/dev/shm"

// roomy is how many bytes must be free in memory for that.
const roomy = 8 << 30

// base is where the server's directory is made: where its user may go, which is not t.TempDir(), whose parents are
// closed to it. What has to outlive a crash of the machine is never in memory, so that it is tried as it is used.
func base(account cluster.Account, durable bool) string {
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err == nil && !durable && free.Bavail*uint64(free.Bsize) >= roomy &&
		account.Reaches(filepath.Join(memory, "x")) {
		return memory
	}
	folder := os.TempDir()
	if !account.Reaches(filepath.Join(folder, "x")) || len(folder) > 60 { // a socket's path has at most 107 bytes
		return "/tmp"
	}
	return folder
}

// claimDirectory makes the server's directory.
func (s *Instance) claimDirectory(base string, account cluster.Account) error {
	dir, err := os.MkdirTemp(base, dirPrefix)
	if err != nil {
		return fmt.Errorf("make the server's directory: %w", err)
	}
	s.dir = dir
	if err := account.Make(dir); err != nil {
		return err
	}
	// The claim gets its name only when it is locked: a file that is there and free is taken for a dead owner's.
	draft := filepath.Join(dir, claimFile+".draft")
	claim, err := os.OpenFile(draft, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("claim the server's directory: %w", err)
	}
	s.claim = claim
	if err := syscall.Flock(int(claim.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return fmt.Errorf("claim the server's directory: %w", err)
	}
	if err := os.Rename(draft, filepath.Join(dir, claimFile)); err != nil {
		return fmt.Errorf("claim the server's directory: %w", err)
	}
	return nil
}

func (s *Instance) keep() {
	if err := os.WriteFile(filepath.Join(s.dir, keepMark), nil, 0o600); err != nil {
		fmt.Fprintf(os.Stderr, "pgtest: %s can't be kept: %v\n", s.dir, err)
		return
	}
	fmt.Fprintf(os.Stderr, "pgtest: kept after the tests: %s (start it with: %s/postgres -D %s -k %s)\n",
		s.dir, s.cfg.Binaries.Dir, s.cfg.DataDir, s.cfg.SocketDir)
}

// watch starts a shell that waits until the pipe to it is closed, which the kernel does however this process ends, and
// then stops the server and removes its directory. A parent-death signal would be bound to one thread of ours instead.
func watch(dir string) (io.Closer, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make the watchdog's pipe: %w", err)
	}
	defer func() { _ = read.Close() }() // the shell has its own copy
	cmd := exec.Command("/bin/sh", "-c", watchdog, "coresync-pgtest-watchdog", dir)
	cmd.Dir = "/"
	cmd.Stdin = read
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C must not end it before us
	if err := cmd.Start(); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	go reap(cmd)
	return write, nil
}

// reap waits for the watchdog when it ends before us.
func reap(cmd *exec.Cmd) { _ = cmd.Wait() }

// removeStale cleans up after test binaries whose watchdog was killed, too. A directory without a claim may be one that
// is just being made, so it gets a minute.
func removeStale() {
	for _, base := range []string{memory, os.TempDir(), "/tmp"} {
		dirs, err := filepath.Glob(filepath.Join(base, dirPrefix+"*"))
		if err != nil {
			return // only a wrong pattern can do this
		}
		for _, dir := range dirs {
			if stale(dir) {
				_ = clean(dir) // another user's leftovers are not ours to remove
			}
		}
	}
}

func stale(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, keepMark)); err == nil {
		return false
	}
	claim, err := os.OpenFile(filepath.Join(dir, claimFile), os.O_RDWR, 0)
	if err != nil {
		info, statErr := os.Stat(dir)
		return os.IsNotExist(err) && statErr == nil && time.Since(info.ModTime()) > time.Minute
	}
	defer func() { _ = claim.Close() }() // ends the lock, too
	return syscall.Flock(int(claim.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// clean runs the watchdog at once: its standard input is empty.
func clean(dir string) error {
	cmd := exec.Command("/bin/sh", "-c", watchdog, "coresync-pgtest-watchdog", dir)
	cmd.Dir, cmd.Stdin = "/", strings.NewReader("")
	return cmd.Run()
}
