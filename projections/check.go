package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The states of a check.
const (
	CheckQueued  = "queued"
	CheckRunning = "running"
	CheckAgrees  = "agrees"
	CheckDiffers = "differs"
	CheckFailed  = "failed"
)

// Check is the newest comparison of a read model with its log.
type Check struct {
	Model     string
	State     string
	Position  int64
	Message   string
	StartedAt time.Time
	EndedAt   *time.Time
}

// Checks lists the newest check of each model of a tenant that was ever checked.
func (e *Engine) Checks(ctx context.Context, tenant uuid.UUID) ([]Check, error) {
	rows, err := e.pool.Query(ctx, `select model, state, position, message, started_at, ended_at
		from projection.checks where tenant_id = $1 order by model`, tenant)
	if err != nil {
		return nil, fmt.Errorf("list checks: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Check])
	if err != nil {
		return nil, fmt.Errorf("list checks: %w", err)
	}
	return all, nil
}

// NoteCheck writes down that a check is ordered, or how it went.
func (e *Engine) NoteCheck(ctx context.Context, tenant uuid.UUID, c Check) error {
	_, err := e.pool.Exec(ctx, `insert into projection.checks (tenant_id, model, state, position, message, started_at, ended_at)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint checks_pkey do update set state = excluded.state,
			position = excluded.position, message = excluded.message, started_at = excluded.started_at, ended_at = excluded.ended_at`,
		tenant, c.Model, c.State, c.Position, c.Message, c.StartedAt, c.EndedAt)
	if err != nil {
		return fmt.Errorf("note the check of %s: %w", c.Model, err)
	}
	return nil
}

// CheckNow runs Fsck and writes down how it went. A read model that can't be checked
// is written down as failed, and is an error, too.
func (e *Engine) CheckNow(ctx context.Context, tenant uuid.UUID, model string) (*Findings, error) {
	c := Check{Model: model, State: CheckRunning, StartedAt: e.cfg.Clock()}
	if err := e.NoteCheck(ctx, tenant, c); err != nil {
		return nil, err
	}
	found, err := e.Fsck(ctx, tenant, model)
	now := e.cfg.Clock()
	c.EndedAt = &now
	switch {
	case err != nil:
		c.State, c.Message = CheckFailed, "It could not be checked; the program's log says why."
	case found.OK():
		c.State, c.Position = CheckAgrees, found.Position
	default:
		c.State, c.Position, c.Message = CheckDiffers, found.Position, found.String()
	}
	if noted := e.NoteCheck(context.WithoutCancel(ctx), tenant, c); noted != nil && err == nil {
		err = noted
	}
	return found, err
}

// String says in words what differs.
func (f *Findings) String() string {
	text := fmt.Sprintf("%s at position %d:", f.Consumer(), f.Position)
	if f.Miscounted {
		text += " the counts of events do not add up to the position;"
	}
	for _, t := range f.Tables {
		if t.OK() {
			continue
		}
		text += fmt.Sprintf(" %s: %d rows are missing, %d too many, %d different", t.Table, t.MissingCount, t.ExtraCount, t.DifferentCount)
		for _, ids := range [][]uuid.UUID{t.Missing, t.Extra, t.Different} {
			for _, id := range ids[:min(len(ids), 3)] {
				text += " " + id.String()
			}
		}
		text += ";"
	}
	return text
}
