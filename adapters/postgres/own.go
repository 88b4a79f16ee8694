package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"coresync/adapters/postgres/cluster"

	"github.com/jackc/pgx/v5"
)

// own makes this process, which has just got the lock, the owner of a server that answers.
func (p *Private) own(ctx context.Context) error {
	if err := p.sayWhoOwns(); err != nil {
		return err
	}
	// The watcher of a former owner may be stopping its server at this moment.
	for {
		shared, err := tryLock(p.attached, syscall.LOCK_SH)
		if err != nil {
			return err
		}
		if shared {
			break
		}
		if err := pause(ctx, retryEvery); err != nil {
			return fmt.Errorf("wait for the former server to stop: %w", err)
		}
	}
	if err := p.prepare(ctx); err != nil {
		return err
	}
	if err := p.folder.watch(p.place.data(), p.log); err != nil {
		return err
	}
	server, err := p.adoptOrStart(ctx)
	if err != nil {
		return err
	}
	p.server = server
	if err := p.publish(ctx); err != nil {
		return errors.Join(err, server.Quit())
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	p.closing, p.idle = cancel, make(chan struct{})
	go p.supervise(background, server)
	return nil
}

// prepare finds the place, the user and binaries of the data's version, and makes the cluster at the first start.
func (p *Private) prepare(ctx context.Context) (err error) {
	if p.place, err = p.folder.locate(p.log); err != nil {
		return err
	}
	runAs, err := account(p.place.Directory)
	if err != nil {
		return err
	}
	binaries, err := binariesFor(ctx, p.place.data())
	if err != nil {
		return err
	}
	p.config = cluster.Config{
		Binaries: binaries, Account: runAs,
		DataDir: p.place.data(), LogFile: p.place.log(), Settings: privateSettings(),
	}
	if _, err := os.Stat(p.place.data()); err == nil {
		return nil
	}
	return p.create(ctx)
}

// create makes the cluster under another name first: a program that is killed meanwhile leaves nothing half done.
func (p *Private) create(ctx context.Context) error {
	began := time.Now()
	draft := filepath.Join(p.place.Directory, "data.new")
	if err := errors.Join(cluster.AwaitOrphans(ctx, draft), os.RemoveAll(draft)); err != nil {
		return fmt.Errorf("remove an unfinished cluster: %w", err)
	}
	if err := p.config.Binaries.Init(ctx, p.config.Account, draft); err != nil {
		return err
	}
	if err := p.config.Binaries.Sync(ctx, p.config.Account, draft); err != nil {
		return err
	}
	if err := errors.Join(os.Rename(draft, p.place.data()), syncPath(p.place.Directory)); err != nil {
		return fmt.Errorf("finish the cluster: %w", err)
	}
	p.log.Info("made a private database", "data", p.folder.dir, "cluster", p.place.Directory,
		"postgresql", p.config.Binaries.Version, "user", p.config.Account.Name, "took", time.Since(began).Round(time.Millisecond))
	return nil
}

func (p *Private) adoptOrStart(ctx context.Context) (*cluster.Server, error) {
	server, err := cluster.Adopt(ctx, p.config)
	if err != nil {
		return nil, err
	}
	if server != nil {
		p.log.Info("took over the database server of a program that has ended", "data", p.folder.dir, "pid", server.PID())
		p.config.SocketDir = server.SocketDir() // where attached processes know it
		return server, nil
	}
	var former reach
	if err := p.folder.read(serverFile, &former); err == nil {
		p.log.Info("the database server was not stopped in order; it recovers now", "data", p.folder.dir)
		if err := p.place.dropSocketDir(former.SocketDir); err != nil {
			return nil, fmt.Errorf("remove the former socket's directory: %w", err)
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if p.config.SocketDir, err = p.place.socketDir(p.config.Account); err != nil {
		return nil, err
	}
	if err := trimLog(p.config.LogFile); err != nil {
		return nil, err
	}
	// The mark comes before the server, so that the watcher never overlooks one.
	if err := p.folder.write(serverFile, p.reach(0)); err != nil {
		return nil, err
	}
	return cluster.Start(ctx, p.config)
}

func (p *Private) reach(pid int) reach {
	return reach{SocketDir: p.config.SocketDir, Port: cluster.Port, PID: pid, Version: p.config.Binaries.Version}
}

// publish makes the database if it is missing and tells others how to reach it.
func (p *Private) publish(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, p.server.URL(cluster.Superuser))
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }() // the outcome is known by then
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", Database).Scan(&there); err != nil {
		return fmt.Errorf("look for the database: %w", err)
	}
	if !there {
		if _, err := conn.Exec(ctx, "CREATE DATABASE "+Database); err != nil {
			return fmt.Errorf("make the database: %w", err)
		}
	}
	p.url = p.server.URL(Database)
	return p.folder.write(serverFile, p.reach(p.server.PID()))
}

// maxLog is the size at which the server's log begins anew at a start.
const maxLog = 16 << 20

// trimLog keeps one former log of a server that had much to say.
func trimLog(file string) error {
	info, err := os.Stat(file)
	if err != nil || info.Size() < maxLog {
		return nil // a missing log is made
	}
	if err := os.Rename(file, file+".1"); err != nil {
		return fmt.Errorf("turn the server's log over: %w", err)
	}
	return nil
}
