package poller

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Release lets the staged changes of a held run go to the log; drive it afterwards.
// Errors: *NotHeldError, *NoRunError.
func (p *Poller) Release(ctx context.Context, tenant, id uuid.UUID) (Run, error) {
	return p.unhold(ctx, tenant, id, `update poller.runs set state = 'running', released = true, reason = '', message = '',
		updated_at = $3, lease_until = null where tenant_id = $1 and run_id = $2 and state = 'held' returning `+runColumns)
}

// Discard ends a held run without a trace in the log: what it found is found again
// by the next one. Errors: *NotHeldError, *NoRunError.
func (p *Poller) Discard(ctx context.Context, tenant, id uuid.UUID) (Run, error) {
	return p.unhold(ctx, tenant, id, `with stage as (delete from poller.stage where tenant_id = $1 and run_id = $2),
			pages as (delete from poller.pages where tenant_id = $1 and run_id = $2)
		update poller.runs set state = 'discarded', updated_at = $3, ended_at = $3, lease_until = null
		where tenant_id = $1 and run_id = $2 and state = 'held' returning `+runColumns)
}

func (p *Poller) unhold(ctx context.Context, tenant, id uuid.UUID, sql string) (Run, error) {
	held, err := p.Run(ctx, tenant, id)
	if err != nil {
		return Run{}, err
	}
	if held.State != StateHeld {
		return Run{}, &NotHeldError{held}
	}
	rows, err := p.cfg.Pool.Query(ctx, sql, tenant, id, p.cfg.Now())
	if err != nil {
		return Run{}, fmt.Errorf("let run %s go: %w", id, err)
	}
	run, err := pgx.CollectExactlyOneRow(rows, scanRun)
	if errors.Is(err, pgx.ErrNoRows) { // somebody else was quicker
		if held, err = p.Run(ctx, tenant, id); err == nil {
			err = &NotHeldError{held}
		}
	}
	if err != nil {
		return Run{}, fmt.Errorf("let run %s go: %w", id, err)
	}
	return run, nil
}
