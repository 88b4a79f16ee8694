package poller

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Wait is a pause that a source takes before it asks NinjaOne once more.
type Wait struct {
	At   time.Time `json:"at"`   // when it began
	Step string    `json:"step"` // of the run
	// Reason is the stable code of what went wrong, such as "rate_limited".
	Reason string `json:"reason"`
	// Asked is how long NinjaOne asked for; 0 where it didn't. Both are nanoseconds in JSON.
	Asked time.Duration `json:"asked,omitempty"`
	For   time.Duration `json:"for"`
}

// Until is when it ends.
func (w Wait) Until() time.Time { return w.At.Add(w.For) }

// Waiting is the pause that a run takes now, if it does.
func (p *Poller) Waiting(at Progress) (w Wait, is bool) {
	return at.Wait, at.State == StateRunning && at.Wait.Until().After(p.cfg.Now())
}

// String is what one says of it, while it goes on and later.
func (w Wait) String() string {
	switch {
	case w.Asked > 0:
		return "NinjaOne asked us to wait " + roundly(w.Asked)
	case w.Reason == "rate_limited":
		return "NinjaOne takes no more requests at this speed: a pause of " + roundly(w.For)
	case w.Reason == "unreachable":
		return "NinjaOne could not be reached: asked again after " + roundly(w.For)
	}
	return "NinjaOne gave no usable answer (" + w.Reason + "): asked again after " + roundly(w.For)
}

// roundly is a length as one says it, never shorter than it is by more than a second.
func roundly(d time.Duration) string {
	if d > 2*time.Minute {
		return fmt.Sprintf("%d min", (d+time.Minute-1)/time.Minute)
	}
	return fmt.Sprintf("%d s", max(1, d.Round(time.Second)/time.Second))
}

// mostWaits is how many pauses a run notes.
const mostWaits = 200

// waitNoted bounds how long noting one may take: the pause itself goes on meanwhile.
const waitNoted = 2 * time.Second

// waits is what the source of this session's run tells of its pauses. It touches nothing
// of the session that another goroutine changes.
func (s *session) waits() func(Wait) {
	tenant, run, told := s.run.Tenant, s.run.ID, s.told
	return func(w Wait) {
		w.At = s.p.cfg.Now().UTC()
		p := told.waiting(&w)
		s.p.cfg.Progress(p)
		ctx, cancel := context.WithTimeout(context.Background(), waitNoted)
		defer cancel()
		if err := s.p.note(ctx, tenant, run, w); err != nil { // the run itself notices with its next commit
			s.p.cfg.Logger.LogAttrs(ctx, slog.LevelError, "a pause of a sync run could not be noted; its log will lack it",
				slog.String("run", run.String()), slog.String("step", w.Step), slog.String("reason", w.Reason),
				slog.Duration("pause", w.For), slog.Any("error", err))
		}
	}
}

// note adds a pause to those of a run that goes on.
func (p *Poller) note(ctx context.Context, tenant, run uuid.UUID, w Wait) error {
	_, err := p.cfg.Pool.Exec(ctx, `update poller.runs set waits = waits || $3::jsonb
		where tenant_id = $1 and run_id = $2 and ended_at is null and jsonb_array_length(waits) < $4`, tenant, run, []Wait{w}, mostWaits)
	return err
}

// told is the progress of a run as it was told last, for the goroutines that read for it.
type told struct {
	mu   sync.Mutex
	last Progress
}

// set notes the progress; a pause that it knows of stays until there is another.
func (t *told) set(p Progress) Progress {
	if t == nil {
		return p
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.Wait.At.Before(t.last.Wait.At) {
		p.Wait = t.last.Wait
	}
	t.last = p
	return p
}

// waiting notes a pause and completes it by the step.
func (t *told) waiting(w *Wait) Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	w.Step = t.last.Step
	t.last.Wait, t.last.At = *w, w.At
	return t.last
}
