package e2e

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"unsafe"

	"coresync/adapters/ninjasim"

	"github.com/stretchr/testify/require"
)

// terminal opens a pseudo terminal: what a person types, and where a program reads it.
func terminal(t *testing.T) (person, tty *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = person.Close() }) // closed twice or not at all is the same here
	var locked, number int32
	for request, of := range map[uintptr]*int32{syscall.TIOCSPTLCK: &locked, syscall.TIOCGPTN: &number} {
		_, _, code := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), request, uintptr(unsafe.Pointer(of)))
		require.Zero(t, code)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = tty.Close() })
	return person, tty
}

// answers runs a verb at a terminal at which somebody types a line.
func (p *place) answers(line string, verb ...string) (code int, said string) {
	p.t.Helper()
	person, tty := terminal(p.t)
	cmd := exec.Command(program, p.at(verb...)...)
	cmd.Stdin = tty
	both := &output{}
	cmd.Stdout, cmd.Stderr = both, both
	_, err := io.WriteString(person, line+"\n")
	require.NoError(p.t, err)
	_ = cmd.Run() // the state tells
	return cmd.ProcessState.ExitCode(), both.String()
}

// A person at a terminal sees the first sync before it is written; who is not asked, since
// there is no terminal or since he said so beforehand, has it written (ADR 6).
func TestSYN_04_TheFirstSyncAtATerminalIsAPreview(t *testing.T) {
	t.Parallel()
	p := sharedPlace(t)
	sim := simulate(t, ninjasim.Config{Devices: 20, Orgs: 2})
	p.connect(sim, "One")
	before := len(p.log())
	code, said := p.answers("n", "sync", "run", "--wait")
	require.Equal(t, 3, code, said)
	require.Contains(t, said, "nothing is written yet. Write it? [y/N]")
	require.Contains(t, said, "Assets created")
	require.Len(t, p.log(), before+1, "that it waits, and nothing of what it found")
	runs := hasJSON[[]syncRun](t, p.at("sync", "list")...)
	p.has("sync", "discard", runs[0].ID)

	code, said = p.answers("y", "sync", "run", "--wait")
	require.Zero(t, code, said)
	require.Equal(t, "completed", hasJSON[[]syncRun](t, p.at("sync", "list")...)[0].State)
	require.Greater(t, len(p.log()), before)
	code, said = p.answers("n", "sync", "run", "--wait")
	require.Zero(t, code, said)
	require.NotContains(t, said, "Write it?", "only the first sync asks")
}
