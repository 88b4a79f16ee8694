package poller_test

import (
	"bytes"
	"log/slog"
	"sync"
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/adapters/postgres"

	"github.com/stretchr/testify/require"
)

// A pause that NinjaOne asks for is told while it goes on, in this process and in others,
// and stands in the run afterwards (screen 5.4).
func TestGAP_05_APauseIsToldWhileItGoesOn(t *testing.T) {
	t.Parallel()
	ninja := fleet(25, 2)
	var mu sync.Mutex
	var told []poller.Progress
	b := setup(t, ninja, func(c *poller.Config) {
		c.Progress = func(p poller.Progress) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, p)
		}
	})
	var elsewhere poller.Progress
	ninja.asked = func(kind poller.Kind, cursor string) error {
		if kind == poller.Devices && cursor != "" && cursor != "0" && elsewhere.Run == [16]byte{} {
			ninja.waits(poller.Wait{Reason: "rate_limited", Asked: 30 * time.Second, For: 31 * time.Second})
			runs, err := b.p.Runs(t.Context(), b.log.A, poller.RunFilter{})
			require.NoError(t, err)
			elsewhere = runs[0].Progress()
		}
		return nil
	}
	ended := b.sync()
	run, err := b.p.Run(t.Context(), b.log.A, ended.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateCompleted, run.State)
	require.Len(t, run.Waits, 1)
	require.Equal(t, poller.Wait{At: run.Waits[0].At, Step: "devices", Reason: "rate_limited", Asked: 30 * time.Second, For: 31 * time.Second}, run.Waits[0])
	require.Equal(t, "NinjaOne asked us to wait 30 s", run.Waits[0].String())
	w, is := b.p.Waiting(elsewhere)
	require.True(t, is, "another process sees it in the database")
	require.Equal(t, run.Waits[0], w)
	_, is = b.p.Waiting(run.Progress())
	require.False(t, is, "a run that has ended waits for nothing")
	mu.Lock()
	defer mu.Unlock()
	live := 0
	for _, p := range told {
		if p.Wait == run.Waits[0] && p.State == poller.StateRunning {
			live++
		}
	}
	require.Positive(t, live)
}

// What is said of a pause names its reason, and a length that one can read.
func TestWhatIsSaidOfAPause(t *testing.T) {
	t.Parallel()
	for want, w := range map[string]poller.Wait{
		"NinjaOne asked us to wait 5 min":                                {Reason: "rate_limited", Asked: 300 * time.Second, For: 301 * time.Second},
		"NinjaOne takes no more requests at this speed: a pause of 2 s":  {Reason: "rate_limited", For: 2100 * time.Millisecond},
		"NinjaOne could not be reached: asked again after 1 s":           {Reason: "unreachable", For: 400 * time.Millisecond},
		"NinjaOne gave no usable answer (server): asked again after 1 s": {Reason: "server", For: time.Second},
	} {
		require.Equal(t, want, w.String())
	}
}

// A pause that can't be noted is told to the program's log, and the run goes on.
func TestAPauseThatCannotBeNotedIsLogged(t *testing.T) {
	t.Parallel()
	ninja, said := fleet(25, 2), &bytes.Buffer{}
	b := setup(t, ninja, func(c *poller.Config) { c.Logger = slog.New(slog.NewTextHandler(said, nil)) })
	rename := func(from, to string) {
		_, err := b.log.DB.Pool(postgres.RoleOwner).Exec(t.Context(), `alter table poller.runs rename column `+from+` to `+to)
		require.NoError(t, err)
	}
	told := false
	ninja.asked = func(kind poller.Kind, cursor string) error {
		if kind == poller.Devices && cursor != "" && cursor != "0" && !told {
			told = true
			rename("waits", "elsewhere")
			ninja.waits(poller.Wait{Reason: "rate_limited", Asked: 30 * time.Second, For: 31 * time.Second})
			rename("elsewhere", "waits")
		}
		return nil
	}
	run := b.sync()
	require.Equal(t, poller.StateCompleted, run.State, run.Message)
	require.Contains(t, said.String(), "level=ERROR msg=\"a pause of a sync run could not be noted")
	require.Contains(t, said.String(), "run="+run.ID.String()+" step=devices reason=rate_limited pause=31s error=")
}
