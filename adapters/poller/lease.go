package poller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// A lease is short, so that a run whose process was killed goes on elsewhere within
// twenty seconds, and renewed three times in its length.
const (
	leaseFor   = 15 * time.Second
	renewEvery = 5 * time.Second
)

// HeldElsewhereError says that another process drives the run, or drove it until a
// moment ago.
type HeldElsewhereError struct {
	Run   uuid.UUID
	Owner string
	Until time.Time
}

func (e *HeldElsewhereError) Error() string {
	return fmt.Sprintf("sync run %s is driven by %s until %s", e.Run, e.Owner, e.Until.Format(time.RFC3339))
}

// errLeaseLost ends a session whose run was taken over: everything it had in mind
// may be outdated, and none of it was committed.
var errLeaseLost = errors.New("the run was taken over by another process")

// acquire takes the lease of a run that is running. before is the token of a
// session kept from an earlier step; kept tells whether nobody held the lease in
// between, so that its memory is still true.
func (p *Poller) acquire(ctx context.Context, tenant, id, before, token uuid.UUID) (run Run, kept bool, err error) {
	now := p.cfg.Now()
	err = pgx.BeginFunc(ctx, p.cfg.Pool, func(tx pgx.Tx) error {
		var owner *string
		var last *uuid.UUID
		var until *time.Time
		err := tx.QueryRow(ctx, `select lease_owner, lease_token, lease_until from poller.runs
			where tenant_id = $1 and run_id = $2 for update`, tenant, id).Scan(&owner, &last, &until)
		if errors.Is(err, pgx.ErrNoRows) {
			return &NoRunError{id}
		}
		if err != nil {
			return err
		}
		if until != nil && until.After(now) {
			return &HeldElsewhereError{id, *owner, until.UTC()}
		}
		kept = last != nil && *last == before
		rows, err := tx.Query(ctx, `update poller.runs set lease_owner = $3, lease_token = $4, lease_until = $5
			where tenant_id = $1 and run_id = $2 and state = 'running' returning `+runColumns,
			tenant, id, p.cfg.Owner, token, now.Add(leaseFor))
		if err != nil {
			return err
		}
		run, err = pgx.CollectExactlyOneRow(rows, scanRun)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) { // it ended, or is held for a person
		run, err = p.Run(ctx, tenant, id)
	}
	if err != nil {
		return Run{}, false, fmt.Errorf("take run %s: %w", id, err)
	}
	return run, kept, nil
}

// renew keeps the lease, for as long as it is ours.
func (s *session) renew(ctx context.Context, until time.Time) error {
	tag, err := s.p.cfg.Pool.Exec(ctx, `update poller.runs set lease_until = $4
		where tenant_id = $1 and run_id = $2 and lease_token = $3 and ended_at is null`, s.run.Tenant, s.run.ID, s.token, until)
	if err != nil {
		return fmt.Errorf("keep run %s: %w", s.run.ID, err)
	}
	if tag.RowsAffected() == 0 {
		return errLeaseLost
	}
	return nil
}

// keepLease renews until the context ends, and ends it by errLeaseLost where the
// lease is gone. A database that does not answer is no reason to stop: whether the
// lease still holds is asked again by every commit.
func (s *session) keepLease(ctx context.Context, lost context.CancelCauseFunc) {
	for s.p.cfg.Sleep(ctx, renewEvery) == nil {
		if err := s.renew(ctx, s.p.cfg.Now().Add(leaseFor)); errors.Is(err, errLeaseLost) {
			lost(errLeaseLost)
			return
		}
	}
}
