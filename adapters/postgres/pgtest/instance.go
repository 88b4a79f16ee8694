package pgtest

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres/cluster"
)

// Instance is a server that belongs to this process and ends with it.
type Instance struct {
	dir     string // holds data, socket, log
	cfg     cluster.Config
	leash   io.Closer // the watchdog acts when this is closed, by us or by our end
	claim   io.Closer
	mu      sync.Mutex
	running *cluster.Server // nil while stopped
}

// ServerOption changes a server of a test's own.
type ServerOption func(*serverOptions)

type serverOptions struct {
	durable  bool
	settings map[string]string
}

// Durable switches fsync, synchronous_commit and full_page_writes on, as they are in production.
func Durable() ServerOption { return func(o *serverOptions) { o.durable = true } }

// Setting sets a line of postgresql.conf.
func Setting(name, value string) ServerOption {
	return func(o *serverOptions) { o.settings[name] = value }
}

// Server starts a fresh server for one test, which may stop and kill it. It ends with the test.
func Server(tb testing.TB, opts ...ServerOption) *Instance {
	tb.Helper()
	o := serverOptions{settings: map[string]string{}}
	for _, opt := range opts {
		opt(&o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	server, err := launch(ctx, o)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Errorf("pgtest: %v", err)
		}
	})
	return server
}

// Launch starts a server outside of a test; the caller closes it. It does not survive this process in any case.
func Launch(ctx context.Context, durable bool) (*Instance, error) {
	return launch(ctx, serverOptions{durable: durable})
}

func launch(ctx context.Context, o serverOptions) (_ *Instance, err error) {
	binaries, err := cluster.Find(ctx)
	if err != nil {
		return nil, err
	}
	account, err := cluster.Unprivileged()
	if err != nil {
		return nil, err
	}
	removeStale()
	s := &Instance{}
	defer func() {
		if err != nil {
			_ = s.Close() // the first error is the one to tell
		}
	}()
	if err := s.claimDirectory(base(account, o.durable), account); err != nil {
		return nil, err
	}
	s.cfg = cluster.Config{
		Binaries: binaries, Account: account,
		DataDir: filepath.Join(s.dir, "data"), SocketDir: filepath.Join(s.dir, "s"), LogFile: filepath.Join(s.dir, "log"),
		Settings: settings(o),
	}
	if err := account.Make(s.cfg.SocketDir); err != nil {
		return nil, err
	}
	if s.leash, err = watch(s.dir); err != nil {
		return nil, err
	}
	if err := binaries.Init(ctx, account, s.cfg.DataDir); err != nil {
		return nil, err
	}
	return s, s.start(ctx)
}

func settings(o serverOptions) map[string]string {
	set := map[string]string{
		"max_connections": "200", "shared_buffers": "128MB", "max_wal_size": "1GB", "wal_compression": "lz4",
		"autovacuum_naptime": "10s", "max_locks_per_transaction": "256", "log_line_prefix": "%m [%p] %d ",
		"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off",
	}
	if o.durable {
		set["fsync"], set["synchronous_commit"], set["full_page_writes"] = "on", "on", "on"
	}
	maps.Copy(set, o.settings)
	return set
}

// ExternalURL names a database of the server for any process of this machine's user.
func (s *Instance) ExternalURL(database string) string {
	return cluster.SocketURL(s.cfg.SocketDir, database)
}

// LogFile is where the server writes its log.
func (s *Instance) LogFile() string { return s.cfg.LogFile }

func (s *Instance) start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		return fmt.Errorf("the server in %s runs already", s.dir)
	}
	server, err := cluster.Start(ctx, s.cfg)
	if err != nil {
		return err
	}
	s.running = server
	return nil
}

// Start starts the server again after Stop or Kill; its databases are as they were left.
func (s *Instance) Start(tb testing.TB) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := s.start(ctx); err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
}

// Stop shuts the server down in good order and returns when it is gone.
func (s *Instance) Stop(tb testing.TB) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if server := s.taken(); server != nil {
		if err := server.Stop(ctx); err != nil {
			tb.Fatalf("pgtest: %v", err)
		}
	}
}

// Kill ends the server's main process by SIGKILL, as a crash would, and returns when its sessions are gone, too: they
// notice only a moment later, and until then they still answer.
func (s *Instance) Kill(tb testing.TB) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if server := s.taken(); server != nil {
		server.Kill()
		if err := cluster.AwaitOrphans(ctx, s.cfg.DataDir); err != nil {
			tb.Fatalf("pgtest: %v", err)
		}
	}
}

// Close ends the server without a checkpoint and removes its directory.
func (s *Instance) Close() error {
	if server := s.taken(); server != nil {
		if err := server.Quit(); err != nil {
			return err
		}
	}
	if s.leash != nil {
		_ = s.leash.Close() // the watchdog finds nothing left to stop and ends
	}
	if _, err := os.Stat(filepath.Join(s.dir, keepMark)); s.dir != "" && os.IsNotExist(err) {
		if err := os.RemoveAll(s.dir); err != nil {
			return fmt.Errorf("remove the server's directory: %w", err)
		}
	}
	if s.claim != nil {
		_ = s.claim.Close()
	}
	return nil
}

func (s *Instance) taken() *cluster.Server {
	s.mu.Lock()
	defer s.mu.Unlock()
	server := s.running
	s.running = nil
	return server
}
