package postgres

import (
	_ "embed"
	"fmt"
	"log/slog"
	"os/exec"
	"syscall"
)

//go:embed watcher.sh
var watcherScript string

// watch starts the shell that stops the server when every process that used it has ended, also by SIGKILL. It outlives
// this program by design. Where flock(1) is missing, a server whose owner was killed runs on until the next start,
// which adopts it.
func (f folder) watch(dataDir string, log *slog.Logger) error {
	if _, err := exec.LookPath("flock"); err != nil {
		log.Warn("flock (package util-linux) is not installed: should this program be killed, its database server runs on until the next start",
			"data", f.dir)
		return nil
	}
	cmd := exec.Command("/bin/sh", "-c", watcherScript, "coresync-watcher",
		f.path(watchFile), f.path(attachedFile), f.path(serverFile), dataDir)
	cmd.Dir = "/" // keeps no file system busy
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the watcher of the database server: %w", err)
	}
	go func() { _ = cmd.Wait() }() // reaped if it ends before us: another watcher was there
	return nil
}
