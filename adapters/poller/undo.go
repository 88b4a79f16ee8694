package poller

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Undone is what undoing a run did, or would do.
type Undone struct {
	Restored int
	// Kept are things that something later changed again; they stay as they are.
	Kept     []change.Change
	Position int64 // of SyncUndone; 0: only asked
}

// NotUndoableError says that a run can't be undone.
type NotUndoableError struct {
	Run Run
	Why string
}

func (e *NotUndoableError) Error() string {
	return fmt.Sprintf("sync run %s can't be undone: %s", e.Run.ID, e.Why)
}

// Undo observes anew, as it was before, what a completed run had changed: what it
// changed has its former observation again, what it had seen first is withdrawn, and
// what it had found missing is there again. What something later changed is left
// alone and told. Presence stays: it is a measurement. The connection's next run is
// held, or it would undo the undo.
//
// A run that was broken off while it was undone goes on where it was, when it is
// undone again. A decision that selects changes takes those back alone: the run stays
// completed, so others can be taken back later. With preview nothing is written. Errors:
// *NoRunError, *NotUndoableError, domain.CodeInvalid where nothing is selected.
func (p *Poller) Undo(ctx context.Context, d Decision, preview bool) (Undone, error) {
	run, err := p.Run(ctx, d.Tenant, d.Run)
	if err != nil {
		return Undone{}, err
	}
	if err := p.undoable(ctx, run); err != nil {
		return Undone{}, err
	}
	u := &undo{session: session{p: p, run: run}, decision: d, preview: preview, id: uuid.NewSHA1(run.ID, []byte("undo"))}
	if err := u.open(ctx); err != nil {
		return Undone{}, err
	}
	if !d.Only.Empty() {
		return u.part(ctx)
	}
	if !preview && run.State == StateCompleted {
		// First of all, so that a run that starts meanwhile is held.
		if err := p.markUndone(ctx, run); err != nil {
			return Undone{}, err
		}
	}
	if err := u.all(ctx); err != nil {
		return Undone{}, fmt.Errorf("undo run %s: %w", run.ID, err)
	}
	if preview {
		return u.done, nil
	}
	return u.done, u.say(ctx)
}

// undoable tells why a run can't be undone.
func (p *Poller) undoable(ctx context.Context, run Run) error {
	switch {
	case run.State == StateUndone && run.Reason == "":
		return &NotUndoableError{run, "it was undone already"}
	case run.State != StateCompleted && run.State != StateUndone:
		return &NotUndoableError{run, "it is " + run.State + "; only a completed run can be undone"}
	}
	open, err := p.openRun(ctx, run.Tenant, run.Connection)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return &NotUndoableError{run, fmt.Sprintf("run %s of the same connection is %s; wait for its end, or discard it", open.ID, open.State)}
}

// reasonUndoing marks a run that is not wholly undone yet.
const reasonUndoing = "undoing"

func (p *Poller) markUndone(ctx context.Context, run Run) error {
	tag, err := p.cfg.Pool.Exec(ctx, `update poller.runs set state = 'undone', reason = $3, undone_at = $4, updated_at = $4
		where tenant_id = $1 and run_id = $2 and state = 'completed'`, run.Tenant, run.ID, reasonUndoing, p.cfg.Now())
	if err != nil {
		return fmt.Errorf("undo run %s: %w", run.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return &NotUndoableError{run, "somebody else is undoing it"}
	}
	return nil
}

// undoneBefore is the run that was undone since the newest complete run, if what is
// staged now would bring its changes back.
func (s *session) undoneBefore(ctx context.Context) (*uuid.UUID, error) {
	var id uuid.UUID
	err := s.p.cfg.Pool.QueryRow(ctx, `select u.run_id from poller.runs u
		where u.tenant_id = $1 and u.connection_id = $2 and u.undone_at is not null
			and not exists (select from poller.runs c where c.tenant_id = $1 and c.connection_id = $2
				and c.state = 'completed' and c.trigger <> 'access' and c.ended_at > u.undone_at)
			and exists (select from poller.stage where tenant_id = $1 and run_id = $3 and type <> 'PresenceObserved')
		order by u.undone_at desc limit 1`, s.run.Tenant, s.run.Connection, s.run.ID).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a run that was undone: %w", err)
	}
	return &id, nil
}

// undo is an undo under way.
type undo struct {
	session
	decision Decision
	preview  bool
	id       uuid.UUID // correlation of all that it appends
	// selected are the positions of what is taken back; nil: all.
	selected map[int64]bool
	done     Undone
}

// all goes through what the run appended.
func (u *undo) all(ctx context.Context) error {
	for after := int64(0); ; {
		steps, last, err := u.p.loggedSteps(ctx, u.run, after, changedTypes)
		if err != nil || last == 0 {
			return err
		}
		steps = slices.DeleteFunc(steps, func(s step) bool {
			return s.payload.EventType() == "PresenceObserved" || u.selected != nil && !u.selected[s.at]
		})
		if err := u.restore(ctx, steps); err != nil {
			return err
		}
		after = last
	}
}

// say ends an undo.
func (u *undo) say(ctx context.Context) error {
	var done eventstore.Appended
	err := pgx.BeginFunc(ctx, u.p.cfg.Pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `update poller.runs set reason = '', updated_at = $3
			where tenant_id = $1 and run_id = $2 and state = 'undone' and reason = $4`, u.run.Tenant, u.run.ID, u.p.cfg.Now(), reasonUndoing)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return &NotUndoableError{u.run, "it was undone already"}
		}
		done, err = u.p.cfg.Log.AppendTx(ctx, tx, eventstore.Append{
			Tenant: u.run.Tenant, Actor: u.decision.By, CorrelationID: u.id,
			Events: []event.New{{Stream: event.SyncStream(u.run.Connection), Payload: &event.SyncUndone{
				Connection: u.run.Connection, Run: u.run.ID, By: u.decision.By, Restored: u.done.Restored, Kept: len(u.done.Kept),
			}}},
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("undo run %s: %w", u.run.ID, err)
	}
	u.p.cfg.Log.Committed(done)
	u.done.Position = done.Last
	return nil
}
