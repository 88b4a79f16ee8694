package postgres

import (
	"context"
	"fmt"
	"os"
	"syscall"

	"coresync/adapters/postgres/cluster"
)

// reach is what the owner tells others about its server.
type reach struct {
	SocketDir string `json:"socket_dir"`
	Port      int    `json:"port"`
	PID       int    `json:"pid"` // for people; nothing relies on it
	Version   string `json:"version"`
}

// attach takes a share in the server that another process owns. Being attached keeps the server running, so the share
// is taken first and the server asked after. An error means: not now.
func (p *Private) attach(ctx context.Context) error {
	shared, err := tryLock(p.attached, syscall.LOCK_SH)
	if err != nil {
		return err
	}
	if !shared {
		return fmt.Errorf("its server is just being stopped")
	}
	var to reach
	if err = p.folder.read(serverFile, &to); err == nil {
		url := cluster.SocketURL(to.SocketDir, Database)
		if err = cluster.Ping(ctx, url); err == nil {
			p.url = url
			_ = p.lock.Close() // never locked by us
			p.lock = nil
			return nil
		}
	}
	if unlockErr := syscall.Flock(int(p.attached.Fd()), syscall.LOCK_UN); unlockErr != nil {
		return fmt.Errorf("unlock %s: %w", p.attached.Name(), unlockErr)
	}
	return err
}

// sayWhoOwns writes our number into the lock, for the messages of others.
func (p *Private) sayWhoOwns() error {
	if err := p.lock.Truncate(0); err != nil {
		return fmt.Errorf("write the owner's number: %w", err)
	}
	if _, err := p.lock.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0); err != nil {
		return fmt.Errorf("write the owner's number: %w", err)
	}
	return nil
}
