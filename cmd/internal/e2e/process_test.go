package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// output collects what a process writes; it may be read meanwhile.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// process is a running coresync.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err *output
	ended    chan struct{}
}

// launch starts the program with a process group of its own, as a shell does.
func launch(t *testing.T, args ...string) *process {
	t.Helper()
	return launchWith(t, nil, args...)
}

// launchWith adds to the environment.
func launchWith(t *testing.T, environment []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(program, args...), out: &output{}, err: &output{}, ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), environment...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.err
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.cmd.WaitDelay = 5 * time.Second
	require.NoError(t, p.cmd.Start())
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // the state tells
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("coresync %s\n%s%s", strings.Join(args, " "), end(p.out), end(p.err))
		}
	})
	return p
}

// end is the last part of what was written, which tells most.
func end(o *output) string {
	text := o.String()
	return text[max(0, len(text)-4000):]
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// kill ends the process by SIGKILL and returns when it is gone.
func (p *process) kill() {
	p.t.Helper()
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.ended
}

// interrupt is Ctrl-C: the terminal sends SIGINT to the whole group.
func (p *process) interrupt() {
	p.t.Helper()
	require.NoError(p.t, syscall.Kill(-p.pid(), syscall.SIGINT))
}

// wait returns the exit code.
func (p *process) wait(limit time.Duration) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), limit)
	defer cancel()
	select {
	case <-p.ended:
	case <-ctx.Done():
		p.t.Fatalf("coresync %v still runs after %s", p.cmd.Args[1:], limit)
	}
	return p.cmd.ProcessState.ExitCode()
}

// says waits until one of its streams holds the text.
func (p *process) says(text string) {
	p.t.Helper()
	await(p.t, patience, "it says "+text, func() bool {
		if strings.Contains(p.out.String(), text) || strings.Contains(p.err.String(), text) {
			return true
		}
		select {
		case <-p.ended:
			p.t.Fatalf("coresync %v ended with %d before it said %q", p.cmd.Args[1:], p.cmd.ProcessState.ExitCode(), text)
		default:
		}
		return false
	})
}

// has runs a verb to its end, which must be a good one, and returns what it printed.
func has(t *testing.T, args ...string) string {
	t.Helper()
	p := launch(t, args...)
	require.Zero(t, p.wait(2*patience), "%v: %s", args, p.err)
	return p.out.String()
}

// hasJSON runs a verb and decodes what it printed.
func hasJSON[T any](t *testing.T, args ...string) T {
	t.Helper()
	var v T
	decodeInto(t, has(t, append(args, "--json")...), &v)
	return v
}

// decodeInto reads a JSON text.
func decodeInto(t testing.TB, text string, v any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), v), "%s", text)
}

// lines decodes a text with a JSON value on each line; a last line that is still
// being written is left out.
func lines[T any](t testing.TB, text string) []T {
	t.Helper()
	var all []T
	for {
		line, rest, whole := strings.Cut(text, "\n")
		if !whole {
			return all
		}
		var v T
		decodeInto(t, line, &v)
		all, text = append(all, v), rest
	}
}
