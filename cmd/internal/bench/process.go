package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a `coresync serve` of its own on the scratch server.
type process struct {
	cmd   *exec.Cmd
	ended chan error
}

// serveWithin bounds how long a process may take to start and to end.
const serveWithin = 30 * time.Second

// serve starts one and returns when it serves.
func (s *Scratch) serve(ctx context.Context, o Options) (*process, error) {
	program := o.Program
	if len(program) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find this program: %w", err)
		}
		program = []string{self}
	}
	args := append(program[1:len(program):len(program)], "serve", "--data", s.dir, "--listen", "127.0.0.1:0", "--log-level", "warn")
	p := &process{cmd: exec.Command(program[0], args...), ended: make(chan error, 1)}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "CORESYNC_") { // settings of the operator's own installation
			p.cmd.Env = append(p.cmd.Env, variable)
		}
	}
	said, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start coresync serve: %w", err)
	}
	ready := make(chan struct{})
	go func() {
		told := listen(said, ready)
		p.ended <- errors.Join(p.cmd.Wait(), told)
	}()
	select {
	case <-ready:
		return p, nil
	case err := <-p.ended:
		return nil, fmt.Errorf("coresync serve ended at once: %w", err)
	case <-time.After(serveWithin):
		return nil, errors.Join(fmt.Errorf("coresync serve did not start within %s", serveWithin), p.stop())
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), p.stop())
	}
}

// listen reads what a process says; ready is closed when it serves. What it
// complained about is returned at its end.
func listen(said io.Reader, ready chan<- struct{}) error {
	var complaints []error
	for lines := bufio.NewScanner(said); lines.Scan(); {
		switch line := lines.Text(); {
		case strings.HasPrefix(line, "coresync serves "):
			close(ready)
		case strings.Contains(line, "level=ERROR"), strings.HasPrefix(line, "coresync: "):
			complaints = append(complaints, errors.New(line))
		}
	}
	return errors.Join(complaints...)
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// alive tells why the process ended, if it did.
func (p *process) alive() error {
	select {
	case err := <-p.ended:
		p.ended <- err // stop asks again
		return errors.Join(errors.New("coresync serve has ended"), err)
	default:
		return nil
	}
}

// stop interrupts the process and waits until it has ended. What it complained
// about is an error: a benchmark of a program that fails says nothing.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("interrupt coresync serve: %w", err)
	}
	select {
	case err := <-p.ended:
		return err
	case <-time.After(serveWithin):
		return errors.Join(fmt.Errorf("coresync serve did not end within %s", serveWithin), p.cmd.Process.Kill())
	}
}

// peakMemory is the most memory that a process ever had, in bytes.
func peakMemory(pid int) (int64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		var kilobytes int64
		if n, _ := fmt.Sscanf(line, "VmHWM: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10, nil
		}
	}
	return 0, fmt.Errorf("process %d does not tell its peak memory", pid)
}
