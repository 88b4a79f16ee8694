package poller

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// turn is one step of a run that is done whole or not at all.
type turn struct {
	events []pending
	// kind, page, part and shown say what the page showed; page 0: nothing.
	kind       Kind
	page, part int
	shown      []shown
	// prepared are the events of a turn that appends, where they were prepared before.
	prepared *eventstore.Prepared
	// append sends the events to the log although the run is not direct.
	append bool
	// apply changes the run.
	apply func(*Run)
	// also runs in the same transaction, before the append.
	also func(ctx context.Context, tx pgx.Tx) error
	// after runs in the same transaction, behind the append.
	after func(ctx context.Context, tx pgx.Tx, done eventstore.Appended) error
}

// commit does a turn in one transaction: what the page showed, the run's new state,
// the staged or appended events, and the lease, which must still be ours.
func (s *session) commit(ctx context.Context, t turn) error {
	direct := s.run.Direct || t.append
	var staged *stagedRows
	if !direct && len(t.events) > 0 {
		var err error
		if staged, err = s.sealForStage(ctx, t.events); err != nil {
			return err
		}
	}
	if direct {
		if err := s.prepare(ctx, &t); err != nil {
			return err
		}
		s.run.Counts.EventsAppended += len(t.events)
	}
	t.apply(&s.run)
	s.run.UpdatedAt = s.now()
	var done eventstore.Appended
	err := pgx.BeginFunc(ctx, s.p.cfg.Pool, func(tx pgx.Tx) error {
		if err := s.write(ctx, tx, t, staged); err != nil {
			return err
		}
		if !direct || len(t.events) == 0 {
			return nil
		}
		var err error
		if done, err = s.p.cfg.Log.AppendPrepared(ctx, tx, t.prepared); err != nil {
			return err
		}
		if t.after != nil {
			return t.after(ctx, tx, done)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.p.cfg.Log.Committed(done)
	if s.proven != nil && done.Last > 0 {
		s.proven.note(deviceRows.prefix+s.run.Connection.String()+"/", t.events, done)
	}
	return nil
}

// prepare seals and encodes the events of a turn that will append them, outside of
// its transaction: nobody waits for the lock of the log meanwhile.
func (s *session) prepare(ctx context.Context, t *turn) (err error) {
	if t.prepared == nil && len(t.events) > 0 {
		t.prepared, err = s.p.cfg.Log.Prepare(ctx, s.request(t.events))
	}
	return err
}

// write does everything but the append.
func (s *session) write(ctx context.Context, tx pgx.Tx, t turn, staged *stagedRows) error {
	if err := s.move(ctx, tx, t); err != nil {
		return err
	}
	if staged != nil {
		if err := staged.send(ctx, tx); err != nil {
			return err
		}
	}
	if t.also != nil {
		return t.also(ctx, tx)
	}
	return nil
}

// move writes the run's new state and what the page showed, in one trip.
func (s *session) move(ctx context.Context, tx pgx.Tx, t turn) error {
	raw, err := s.run.progressJSON()
	if err != nil {
		return err
	}
	r := &s.run
	var ended any
	if r.Ended() {
		ended = r.EndedAt
	}
	found := int64(-1) // the run's row, where it is still ours; -1: there is no answer
	batch := &pgx.Batch{}
	batch.Queue(`update poller.runs set state = $4, step = $5, cursor = $6, page = $7, progress = $8,
			updated_at = $9, ended_at = $10, reason = $11, message = $12, lease_until = $13
		where tenant_id = $1 and run_id = $2 and lease_token = $3 and ended_at is null`,
		r.Tenant, r.ID, s.token, r.State, r.Step, r.cursor, r.Page, raw,
		r.UpdatedAt, ended, r.Reason, r.Message, s.p.cfg.Now().Add(leaseFor)).
		Exec(func(tag pgconn.CommandTag) error {
			found = tag.RowsAffected()
			return nil
		})
	if t.page > 0 && len(t.shown) > 0 {
		batch.Queue(`insert into poller.pages (tenant_id, run_id, kind, page, part, shown) values ($1, $2, $3, $4, $5, $6)`,
			r.Tenant, r.ID, t.kind, t.page, t.part, appendShown(nil, t.shown))
	}
	err = tx.SendBatch(ctx, batch).Close()
	switch {
	case found == 0: // whoever took it over may have kept the page, too
		return errLeaseLost
	case err != nil && found > 0:
		return fmt.Errorf("keep page %d of %s: %w", t.page, t.kind, err)
	case err != nil:
		return fmt.Errorf("move run %s: %w", r.ID, err)
	}
	return nil
}

// request is the append of events, each at the version that it was decided at.
func (s *session) request(events []pending) eventstore.Append {
	a := eventstore.Append{
		Tenant: s.run.Tenant, Actor: actor, CorrelationID: s.run.ID,
		Events: make([]event.New, len(events)), Expect: make(map[string]eventstore.Expected, len(events)),
	}
	for i, e := range events {
		a.Events[i] = e.New
		if e.version != anyVersion {
			a.Expect[e.Stream] = eventstore.Exact(e.version)
		}
	}
	return a
}

// temporary tells whether an error may go away by itself.
func temporary(err error) bool {
	var (
		readOnly *eventstore.ReadOnlyError
		tooLarge *eventstore.EventTooLargeError
		unknown  *event.UnknownTypeError
		reused   *eventstore.AppendReusedError
		noRun    *NoRunError
	)
	return !errors.As(err, &readOnly) && !errors.As(err, &tooLarge) && !errors.As(err, &unknown) &&
		!errors.As(err, &reused) && !errors.As(err, &noRun) && !errors.Is(err, eventstore.ErrNoTenant)
}
