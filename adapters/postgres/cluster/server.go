package cluster

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Port is the number in the socket's name. Servers never listen on TCP and each has a socket directory of its own, so
// all of them may use one number.
const Port = 5432

// Config says how a server is started.
type Config struct {
	Binaries  Binaries
	Account   Account
	DataDir   string
	SocketDir string            // closed to others; short: a socket's path has at most 107 bytes
	LogFile   string            // a file, never a pipe: the server's children inherit it and outlive a Wait
	Settings  map[string]string // as in postgresql.conf
}

// Server is a running server, started or adopted by this program.
type Server struct {
	cfg     Config
	process *os.Process
	exited  chan struct{} // closed when the process has ended
	err     error         // how it ended, when it was our child; read after exited
}

// Start starts the server and returns when it answers queries. A context that ends earlier stops it again. What a
// crashed server left behind is cleared away first; ErrRunning is returned where one runs.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if err := clearLeftovers(ctx, cfg); err != nil {
		return nil, err
	}
	s, err := launch(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start PostgreSQL on %s: %w", cfg.DataDir, err), s.Quit())
	}
	return s, nil
}

func launch(cfg Config) (*Server, error) {
	log, err := cfg.openLog()
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the child has its own copy
	cmd := exec.Command(filepath.Join(cfg.Binaries.Dir, "postgres"), cfg.arguments()...)
	cmd.Dir = cfg.DataDir
	cmd.Env = environment()
	cmd.SysProcAttr = cfg.Account.attributes()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s as user %s: %w", cmd.Path, cfg.Account.Name, err)
	}
	s := &Server{cfg: cfg, process: cmd.Process, exited: make(chan struct{})}
	go s.reap(cmd)
	return s, nil
}

// reap waits for our child to end.
func (s *Server) reap(cmd *exec.Cmd) {
	s.err = cmd.Wait()
	close(s.exited)
}

func (cfg Config) arguments() []string {
	args := []string{"-D", cfg.DataDir, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + quoted(cfg.SocketDir),
		"-c", "unix_socket_permissions=0700", "-p", fmt.Sprint(Port)}
	for _, name := range slices.Sorted(maps.Keys(cfg.Settings)) {
		args = append(args, "-c", name+"="+cfg.Settings[name])
	}
	return args
}

// openLog opens the server's log, which may be read by whoever the data belongs to, also when root started the server.
func (cfg Config) openLog() (*os.File, error) {
	log, err := os.OpenFile(cfg.LogFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	if cfg.Account.Drop {
		if err := log.Chown(cfg.Account.UID, cfg.Account.GID); err != nil {
			_ = log.Close()
			return nil, fmt.Errorf("give the server's log to user %s: %w", cfg.Account.Name, err)
		}
	}
	return log, nil
}

// silence is how long a server that has not said that it is starting up may be unreachable.
const silence = time.Minute

// awaitReady asks until the server answers; a server that ends before is an error with its log's last lines. Recovery
// may take as long as it wants, since the server says so to whoever asks.
func (s *Server) awaitReady(ctx context.Context) error {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	heard := time.Now()
	var last error
	for {
		if last = Ping(ctx, s.URL(Superuser)); last == nil {
			return nil
		}
		var said *pgconn.PgError
		if errors.As(last, &said) && said.Code == "57P03" { // cannot_connect_now
			heard = time.Now()
		} else if time.Since(heard) > silence {
			return fmt.Errorf("the server can't be reached: %w", last)
		}
		select {
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), last)
		case <-s.exited:
			return fmt.Errorf("the server ended at once (%v): %s", s.err, tail(s.cfg.LogFile))
		case <-ticker.C:
		}
	}
}

// Ping connects once and leaves.
func Ping(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// URL names a database of this server.
func (s *Server) URL(database string) string { return SocketURL(s.cfg.SocketDir, database) }

// PID is the number of the server's main process.
func (s *Server) PID() int { return s.process.Pid }

// SocketDir is where its socket is; for an adopted server not always the one that was asked for.
func (s *Server) SocketDir() string { return s.cfg.SocketDir }

// Exited is closed when the server's process has ended, for whatever reason.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// SocketURL names a database behind a socket directory.
func SocketURL(socketDir, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(Superuser), Path: "/" + database}
	u.RawQuery = url.Values{"host": {socketDir}, "port": {fmt.Sprint(Port)}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// Stop ends the server's sessions, writes a checkpoint and returns when the process is gone ("fast" shutdown). When the
// context ends first, the server is ended without a checkpoint and recovers at its next start.
func (s *Server) Stop(ctx context.Context) error {
	if err := s.signal(syscall.SIGINT); err != nil {
		return err
	}
	select {
	case <-s.exited:
		return nil
	case <-ctx.Done():
		err := fmt.Errorf("stop PostgreSQL on %s: ended without a checkpoint: %w", s.cfg.DataDir, context.Cause(ctx))
		return errors.Join(err, s.Quit())
	}
}

// Quit ends the server without a checkpoint ("immediate" shutdown) and returns when it is gone.
func (s *Server) Quit() error {
	if err := s.signal(syscall.SIGQUIT); err != nil {
		return err
	}
	<-s.exited
	return nil
}

// Kill ends the main process the way a crash would (SIGKILL); its children notice and end by themselves.
func (s *Server) Kill() {
	if err := s.process.Kill(); err == nil || errors.Is(err, os.ErrProcessDone) {
		<-s.exited
	}
}

func (s *Server) signal(sig syscall.Signal) error {
	if err := s.process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop PostgreSQL on %s: %w", s.cfg.DataDir, err)
	}
	return nil
}

func tail(file string) string {
	body, err := os.ReadFile(file)
	if err != nil {
		return fmt.Sprintf("its log can't be read: %v", err)
	}
	return lastLines(string(body), 8)
}

// quoted writes a directory as an element of a list setting, in which commas and blanks would separate.
func quoted(dir string) string { return `"` + strings.ReplaceAll(dir, `"`, `""`) + `"` }
