package poller

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain/event"

	"github.com/jackc/pgx/v5"
)

// ReasonCancelled is that of a run that a person ended while it went on.
const ReasonCancelled = "cancelled"

// Cancel ends a run that goes on, at any moment: what it staged is forgotten, what a first
// run had appended by then are facts and stay, and nothing is called missing. Whoever
// drives it notices by its next commit. Errors: *NotRunningError, *NoRunError.
func (p *Poller) Cancel(ctx context.Context, d Decision) (Run, error) {
	refused := func(r Run) error {
		if r.State != StateRunning {
			return &NotRunningError{r}
		}
		return nil
	}
	return p.decideWhere(ctx, d, refused, func(tx pgx.Tx, run *Run) (event.Payload, error) {
		s := &session{p: p, run: *run}
		if err := s.forget(ctx, tx); err != nil {
			return nil, err
		}
		run.State, run.EndedAt = StateDiscarded, p.cfg.Now().UTC()
		run.Reason, run.Message = ReasonCancelled, "It was cancelled while it went on. Nothing is called missing by it, and the next sync finds what it did not write."
		return &event.SyncDiscarded{Connection: run.Connection, Run: run.ID, By: d.By}, nil
	})
}

// NotRunningError says that a run can't be cancelled.
type NotRunningError struct{ Run Run }

func (e *NotRunningError) Error() string {
	return fmt.Sprintf("sync run %s is %s; only a run that goes on can be cancelled", e.Run.ID, e.Run.State)
}

// ErrNotRunning is what errors.Is finds in a *NotRunningError.
var ErrNotRunning = errors.New("the run does not go on")

// Is makes a *NotRunningError one of ErrNotRunning.
func (e *NotRunningError) Is(target error) bool { return target == ErrNotRunning }
