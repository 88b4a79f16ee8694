package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"coresync/adapters/postgres/cluster"
)

const (
	// Database is the name of the database on a private server.
	Database = "coresync"

	attachLimit   = time.Minute      // to an owner that is just starting, crash recovery included
	closeLimit    = time.Minute      // for the server's last checkpoint
	attachedGrace = 10 * time.Second // for attached processes, before an owner that ends stops the server
	retryEvery    = 25 * time.Millisecond
)

// Private is this process's hold on the private server of a data folder.
//
// One process owns the server: it starts, watches and stops it. Any others are attached. When the owner is killed, the
// server runs on for those who are attached and stops after the last one; the next process that opens the folder
// becomes the owner of what it finds: a running server, a crashed one, or none.
type Private struct {
	folder   folder
	log      *slog.Logger
	attached *os.File // shared lock: "I use the server"
	url      string

	// The owner alone has these.
	lock    *os.File // exclusive lock: "I own the server"
	place   place
	config  cluster.Config
	mu      sync.Mutex
	server  *cluster.Server
	closing context.CancelFunc // ends supervise
	idle    chan struct{}      // closed when supervise has ended
}

// OpenPrivate starts the private server of a data folder, or attaches to the one that another process owns. It waits
// for an owner that is just starting. The caller must Close what it gets.
//
// Errors that a caller may want to tell apart: cluster.ErrNotInstalled, *VersionError, ErrCopied.
func OpenPrivate(ctx context.Context, dataDir string, log *slog.Logger) (*Private, error) {
	at, err := openFolder(dataDir)
	if err != nil {
		return nil, err
	}
	p := &Private{folder: at, log: log}
	if err := p.open(ctx); err != nil {
		p.release()
		return nil, fmt.Errorf("private database of %s: %w", at.dir, err)
	}
	return p, nil
}

func (p *Private) open(ctx context.Context) (err error) {
	if p.lock, err = p.folder.open(lockFile); err != nil {
		return err
	}
	if p.attached, err = p.folder.open(attachedFile); err != nil {
		return err
	}
	waiting, cancel := context.WithTimeoutCause(ctx, attachLimit, errors.New("no answer within "+attachLimit.String()))
	defer cancel()
	var last error
	for {
		owns, err := tryLock(p.lock, syscall.LOCK_EX)
		if err != nil {
			return err
		}
		if owns {
			return p.own(ctx)
		}
		if last = p.attach(waiting); last == nil {
			return nil
		}
		if err := pause(waiting, retryEvery); err != nil {
			return fmt.Errorf("process %s owns the database server, which can't be reached: %w", p.ownerID(), errors.Join(err, last))
		}
	}
}

// URL names the database, with the rights of a superuser; pools lower them by their role.
func (p *Private) URL() string { return p.url }

// Owner tells whether this process started the server and will stop it.
func (p *Private) Owner() bool { return p.lock != nil }

// Close lets go of the server. An owner waits up to 10 seconds for processes that are attached, then stops the server;
// it returns when the server is gone. Pools on the database must be closed before.
func (p *Private) Close(ctx context.Context) error {
	defer p.release()
	if !p.Owner() {
		return nil
	}
	p.closing()
	<-p.idle
	if err := p.awaitAttached(ctx); err != nil {
		return err
	}
	return p.stopServer(ctx)
}

// awaitAttached returns when nobody else uses the server or the grace is over.
func (p *Private) awaitAttached(ctx context.Context) error {
	deadline := time.Now().Add(attachedGrace)
	for told := false; ; {
		alone, err := tryLock(p.attached, syscall.LOCK_EX)
		if err != nil || alone {
			return err
		}
		if time.Now().After(deadline) {
			p.log.Warn("processes still use the private database; they lose it now", "data", p.folder.dir)
			return nil
		}
		if !told {
			p.log.Info("waiting for processes that use the private database", "data", p.folder.dir, "limit", attachedGrace)
			told = true
		}
		if pause(ctx, retryEvery) != nil {
			return nil // in a hurry: the server is stopped all the same
		}
	}
}

func (p *Private) stopServer(ctx context.Context) error {
	p.mu.Lock()
	server := p.server
	p.mu.Unlock()
	if server == nil {
		return nil
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	if err := server.Stop(stopping); err != nil {
		return err
	}
	if err := p.place.dropSocketDir(server.SocketDir()); err != nil {
		return fmt.Errorf("remove the socket's directory: %w", err)
	}
	if err := os.Remove(p.folder.path(serverFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("record that the server has ended: %w", err)
	}
	return nil
}

// release gives the locks back; the kernel would do so at our end, too.
func (p *Private) release() {
	for _, file := range []*os.File{p.attached, p.lock} {
		if file != nil {
			_ = file.Close() // nothing was written that could be lost
		}
	}
}

// ownerID is the number that the owner left in its lock.
func (p *Private) ownerID() string {
	body, err := os.ReadFile(p.folder.path(lockFile))
	if id := strings.TrimSpace(string(body)); err == nil && id != "" {
		return id
	}
	return "(unknown)"
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
