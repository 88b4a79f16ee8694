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
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
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

// Server is a server process that this program started.
type Server struct {
	cfg    Config
	cmd    *exec.Cmd
	exited chan struct{} // closed when the process has ended
	err    error         // how it ended; read after exited
}

// Start starts the server and returns when it answers queries. A context that ends earlier stops it again.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	s, err := launch(cfg)
	if err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx); err != nil {
		s.Kill()
		return nil, fmt.Errorf("start PostgreSQL on %s: %w", cfg.DataDir, err)
	}
	return s, nil
}

func launch(cfg Config) (*Server, error) {
	log, err := os.OpenFile(cfg.LogFile, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the server's log: %w", err)
	}
	defer func() { _ = log.Close() }() // the child has its own copy
	args := []string{"-D", cfg.DataDir, "-c", "listen_addresses=", "-c", "unix_socket_directories=" + quoted(cfg.SocketDir),
		"-c", "unix_socket_permissions=0700", "-p", fmt.Sprint(Port)}
	for _, name := range slices.Sorted(maps.Keys(cfg.Settings)) {
		args = append(args, "-c", name+"="+cfg.Settings[name])
	}
	cmd := exec.Command(filepath.Join(cfg.Binaries.Dir, "postgres"), args...)
	cmd.Dir = cfg.DataDir
	cmd.Env = environment()
	cmd.SysProcAttr = cfg.Account.attributes()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s as user %s: %w", cmd.Path, cfg.Account.Name, err)
	}
	s := &Server{cfg: cfg, cmd: cmd, exited: make(chan struct{})}
	go func() {
		s.err = cmd.Wait()
		close(s.exited)
	}()
	return s, nil
}

// awaitReady asks until the server answers; a server that ends before is an error with its log's last lines.
func (s *Server) awaitReady(ctx context.Context) error {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	var last error
	for {
		if last = Ping(ctx, s.URL(Superuser)); last == nil {
			return nil
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
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Exited is closed when the server's process has ended, for whatever reason.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// SocketURL names a database behind a socket directory.
func SocketURL(socketDir, database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(Superuser), Path: "/" + database}
	u.RawQuery = url.Values{"host": {socketDir}, "port": {fmt.Sprint(Port)}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// Stop ends the server's sessions, writes a checkpoint and returns when the process is gone ("fast" shutdown). When the
// context ends first, the server is killed and will recover at its next start.
func (s *Server) Stop(ctx context.Context) error {
	if err := s.signal(syscall.SIGINT); err != nil {
		return err
	}
	select {
	case <-s.exited:
		return nil
	case <-ctx.Done():
		s.Kill()
		return fmt.Errorf("stop PostgreSQL on %s: killed, it recovers at its next start: %w", s.cfg.DataDir, context.Cause(ctx))
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
	if err := s.cmd.Process.Kill(); err == nil || errors.Is(err, os.ErrProcessDone) {
		<-s.exited
	}
}

func (s *Server) signal(sig syscall.Signal) error {
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
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
func quoted(dir string) string { return `"` + dir + `"` }
