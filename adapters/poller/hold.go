package poller

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain"
	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReasonLeftOut counts changes of devices that a person did not release.
const ReasonLeftOut = "left_out"

// Decision is what a person decides about a run.
type Decision struct {
	Tenant, Run uuid.UUID
	By          string // an id such as "token:<uuid>"
	// ID makes the append of the decision idempotent; zero: it is not repeated.
	ID uuid.UUID
	// Only selects what is released; the zero value: all. Presence always goes with
	// it, and a last user with its device.
	Only change.Filter
}

// Release lets the staged changes of a held run go to the log, or those that the
// decision selects; drive it afterwards. What is left out is found again by the
// next run. Errors: *NotHeldError, *NoRunError, domain.CodeInvalid where nothing is
// selected.
func (p *Poller) Release(ctx context.Context, d Decision) (Run, error) {
	return p.decide(ctx, d, func(tx pgx.Tx, run *Run) (event.Payload, error) {
		leftOut, err := p.leaveOut(ctx, tx, run, d.Only)
		if err != nil {
			return nil, err
		}
		run.State, run.Released, run.Reason, run.Message = StateRunning, true, "", ""
		return &event.SyncReleased{Connection: run.Connection, Run: run.ID, By: d.By, LeftOut: leftOut}, nil
	})
}

// Discard ends a held run: what it found is found again by the next one. Errors:
// *NotHeldError, *NoRunError.
func (p *Poller) Discard(ctx context.Context, d Decision) (Run, error) {
	return p.decide(ctx, d, func(tx pgx.Tx, run *Run) (event.Payload, error) {
		s := &session{p: p, run: *run}
		if err := s.forget(ctx, tx); err != nil {
			return nil, err
		}
		run.State, run.EndedAt = StateDiscarded, p.cfg.Now().UTC()
		return &event.SyncDiscarded{Connection: run.Connection, Run: run.ID, By: d.By}, nil
	})
}

// decide changes a held run and says so in the log, in one transaction.
func (p *Poller) decide(ctx context.Context, d Decision, change func(pgx.Tx, *Run) (event.Payload, error)) (Run, error) {
	return p.decideWhere(ctx, d, func(r Run) error {
		if r.State != StateHeld {
			return &NotHeldError{r}
		}
		return nil
	}, change)
}

// decideWhere is decide for runs that are not refused.
func (p *Poller) decideWhere(ctx context.Context, d Decision, refused func(Run) error, change func(pgx.Tx, *Run) (event.Payload, error)) (run Run, err error) {
	var done eventstore.Appended
	err = pgx.BeginFunc(ctx, p.cfg.Pool, func(tx pgx.Tx) error {
		if run, err = lockRun(ctx, tx, d.Tenant, d.Run); err != nil {
			return err
		}
		if err := refused(run); err != nil {
			return err
		}
		said, err := change(tx, &run)
		if err != nil {
			return err
		}
		if err := p.saveRun(ctx, tx, &run); err != nil {
			return err
		}
		done, err = p.cfg.Log.AppendTx(ctx, tx, eventstore.Append{
			Tenant: d.Tenant, ID: d.ID, Actor: d.By, CorrelationID: run.ID,
			Events: []event.New{{Stream: event.SyncStream(run.Connection), Payload: said}},
		})
		return err
	})
	if err != nil {
		return Run{}, fmt.Errorf("decide about run %s: %w", d.Run, err)
	}
	p.cfg.Log.Committed(done)
	return run, nil
}

// lockRun reads a run and keeps others from changing it until the transaction ends.
func lockRun(ctx context.Context, tx pgx.Tx, tenant, id uuid.UUID) (Run, error) {
	rows, err := tx.Query(ctx, `select `+runColumns+` from poller.runs where tenant_id = $1 and run_id = $2 for update`, tenant, id)
	if err != nil {
		return Run{}, fmt.Errorf("read run %s: %w", id, err)
	}
	run, err := pgx.CollectExactlyOneRow(rows, scanRun)
	if errors.Is(err, pgx.ErrNoRows) {
		return Run{}, &NoRunError{id}
	}
	return run, err
}

// saveRun writes what a person decided about a locked run that nobody drives.
func (p *Poller) saveRun(ctx context.Context, tx pgx.Tx, r *Run) error {
	raw, err := r.progressJSON()
	if err != nil {
		return err
	}
	var ended any
	if r.Ended() {
		ended = r.EndedAt
	}
	_, err = tx.Exec(ctx, `update poller.runs set state = $3, released = $4, reason = $5, message = $6, progress = $7, updated_at = $8,
			ended_at = $9, lease_until = null where tenant_id = $1 and run_id = $2`,
		r.Tenant, r.ID, r.State, r.Released, r.Reason, r.Message, raw, p.cfg.Now(), ended)
	return err
}

// leaveOut drops what a person did not select from the stage and from the run's
// numbers, and counts it.
func (p *Poller) leaveOut(ctx context.Context, tx pgx.Tx, run *Run, only change.Filter) (int, error) {
	if only.Empty() {
		return 0, nil
	}
	organizations, err := p.organizationsShown(ctx, *run)
	if err != nil {
		return 0, err
	}
	outcomes, err := p.outcomes(ctx, *run)
	if err != nil {
		return 0, err
	}
	var out []int64
	kept := 0
	err = p.EachChange(ctx, *run, ChangeCursor{}, func(at ChangeCursor, c change.Change) error {
		if c.Thing == change.LastUser {
			c.Organization = organizations[c.NinjaID]
		}
		switch {
		case c.Kind == change.Presence:
		case only.Matches(c):
			kept++
		default:
			out = append(out, at.At)
			run.leave(c, outcomes[at.At])
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if kept == 0 {
		return 0, domain.Invalid([]domain.Fault{{
			Pointer: "/only", Code: "nothing_selected", Message: "the run has no such change; see its list of changes",
		}})
	}
	_, err = tx.Exec(ctx, `delete from poller.stage where tenant_id = $1 and run_id = $2 and seq = any($3)`, run.Tenant, run.ID, out)
	if err != nil {
		return 0, fmt.Errorf("leave %d changes out: %w", len(out), err)
	}
	return len(out), nil
}

// leave takes a change out of the run's numbers.
func (r *Run) leave(c change.Change, outcome string) {
	if c.Thing != change.Device {
		return
	}
	if c.Kind == change.Missing {
		r.Counts.Missing--
		return
	}
	r.takeBack(c.NinjaID, outcome, ReasonLeftOut)
}

// outcomes says how each staged event of a device was counted.
func (p *Poller) outcomes(ctx context.Context, run Run) (map[int64]string, error) {
	rows, err := p.cfg.Pool.Query(ctx, `select seq, outcome from poller.stage where tenant_id = $1 and run_id = $2 and type = 'DeviceObserved'`,
		run.Tenant, run.ID)
	if err != nil {
		return nil, fmt.Errorf("read the stage of run %s: %w", run.ID, err)
	}
	all := make(map[int64]string)
	var seq int64
	var outcome string
	_, err = pgx.ForEachRow(rows, []any{&seq, &outcome}, func() error {
		all[seq] = outcome
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the stage of run %s: %w", run.ID, err)
	}
	return all, nil
}

// organizationsShown says in which organization the run's listing showed each device.
func (p *Poller) organizationsShown(ctx context.Context, run Run) (map[int64]int64, error) {
	all := make(map[int64]int64)
	s := &session{p: p, run: run}
	return all, s.p.eachPage(ctx, s.run, Devices, func(_, _ int, r shown) { all[r.id] = r.org })
}
