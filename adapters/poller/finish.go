package poller

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/jackc/pgx/v5"
)

// finish ends a run whose listings were all complete (SYN-05 to SYN-07).
func (s *session) finish(ctx context.Context) error {
	r := &s.run
	ended := s.now()
	var completed event.Payload = &event.SyncCompleted{
		Connection: r.Connection, Run: r.ID, Trigger: r.Trigger, StartedAt: r.StartedAt, EndedAt: ended, Counts: r.Counts,
	}
	if r.Trigger == TriggerAccess {
		completed = &event.AccessSyncCompleted{
			Connection: r.Connection, Run: r.ID, StartedAt: r.StartedAt, EndedAt: ended,
			Accounts: r.Counts.Accounts, Roles: r.Counts.Roles, EventsAppended: r.Counts.EventsAppended,
		}
	}
	return s.end(ctx, completed, func(r *Run) { r.State, r.EndedAt = StateCompleted, ended })
}

// fail ends a run whose listing broke off. Of a run that staged, SyncFailed is all
// that the log gets.
func (s *session) fail(ctx context.Context, broken *sourceError) error {
	reason, message := reasonOf(broken.err), broken.err.Error()
	return s.failWith(ctx, string(broken.kind), reason, message)
}

// failWith ends a run that can't go on at a step.
func (s *session) failWith(ctx context.Context, step, reason, message string) error {
	r, ended := &s.run, s.now()
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "")
	}
	var failed event.Payload = &event.SyncFailed{
		Connection: r.Connection, Run: r.ID, Trigger: r.Trigger, StartedAt: r.StartedAt, EndedAt: ended,
		Step: step, Reason: reason, Message: message, Counts: r.Counts,
	}
	if r.Trigger == TriggerAccess {
		failed = &event.AccessSyncFailed{
			Connection: r.Connection, Run: r.ID, StartedAt: r.StartedAt, EndedAt: ended, Step: step, Reason: reason, Message: message,
		}
	}
	return s.end(ctx, failed, func(r *Run) {
		r.State, r.EndedAt, r.Step, r.Reason, r.Message = StateFailed, ended, step, reason, message
	})
}

// maxMessage bounds the text of a failure, part of which NinjaOne may have written.
const maxMessage = 2000

// end appends the last event of a run and forgets what was kept for it.
func (s *session) end(ctx context.Context, last event.Payload, apply func(*Run)) error {
	appended := s.run.Counts.EventsAppended
	err := s.commit(ctx, turn{
		append: true,
		events: []pending{{version: anyVersion, New: event.New{Stream: event.SyncStream(s.run.Connection), Payload: last}}},
		apply: func(r *Run) {
			r.Counts.EventsAppended = appended // the last event is not counted
			apply(r)
		},
		also: s.forget,
		after: func(ctx context.Context, tx pgx.Tx, done eventstore.Appended) error {
			s.run.Position = done.Last
			_, err := tx.Exec(ctx, `update poller.runs set position = $3, lease_until = null where tenant_id = $1 and run_id = $2`,
				s.run.Tenant, s.run.ID, done.Last)
			return err
		},
	})
	if err != nil {
		return fmt.Errorf("end run %s: %w", s.run.ID, err)
	}
	s.report(Kind(s.run.Step), 0)
	return nil
}

// forget drops pages and stage of the run.
func (s *session) forget(ctx context.Context, tx pgx.Tx) error {
	for _, sql := range []string{
		`delete from poller.pages where tenant_id = $1 and run_id = $2`,
		`delete from poller.stage where tenant_id = $1 and run_id = $2`,
	} {
		if _, err := tx.Exec(ctx, sql, s.run.Tenant, s.run.ID); err != nil {
			return fmt.Errorf("forget what run %s kept: %w", s.run.ID, err)
		}
	}
	return nil
}

// NotHeldError says that a run can't be released or discarded.
type NotHeldError struct{ Run Run }

func (e *NotHeldError) Error() string {
	return fmt.Sprintf("sync run %s is %s; only a held run can be released or discarded", e.Run.ID, e.Run.State)
}

// ErrNotHeld is what errors.Is finds in a *NotHeldError.
var ErrNotHeld = errors.New("the run is not held")

// Is makes a *NotHeldError one of ErrNotHeld.
func (e *NotHeldError) Is(target error) bool { return target == ErrNotHeld }
