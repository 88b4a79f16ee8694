package projections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// The roles of a generation that is kept beside the live one.
const (
	candidate = "candidate" // it may be promoted
	former    = "former"    // one may go back to it
)

// Warm is how long one can go back to what was live before.
const Warm = 24 * time.Hour

// Kept is a generation of a tenant beside the live one. It follows the log.
type Kept struct {
	Tenant uuid.UUID
	Generation
	Shape int // of its tables; only a program that writes this shape carries it
	Role  string
	Rules string
	Run   uuid.UUID // the rebuild that it came from, or that took its place
	Until time.Time // of a former one: kept warm until then
	// Diff is how a candidate differs, as somebody last looked; nil: nobody has.
	Diff *DiffSum
}

const keptColumns = `tenant_id, model, build, variant,
	(select shape from projection.builds b where b.model = kept.model and b.build = kept.build), role, rules, rebuild, until, diff`

// kept lists generations beside the live ones, in order of model and tenant.
func (e *Engine) kept(ctx context.Context, where string, args ...any) ([]Kept, error) {
	rows, err := e.pool.Query(ctx, `select `+keptColumns+` from projection.kept where `+where+` order by model, tenant_id, role`, args...)
	if err != nil {
		return nil, fmt.Errorf("list what is kept: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k Kept, err error) {
		var until *time.Time
		var diff []byte
		if err = row.Scan(&k.Tenant, &k.Model, &k.Build, &k.Variant, &k.Shape, &k.Role, &k.Rules, &k.Run, &until, &diff); err != nil {
			return k, err
		}
		if until != nil {
			k.Until = *until
		}
		if diff != nil {
			k.Diff = new(DiffSum)
			err = json.Unmarshal(diff, k.Diff)
		}
		return k, err
	})
	if err != nil {
		return nil, fmt.Errorf("list what is kept: %w", err)
	}
	return all, nil
}

// Kept lists what is kept of a tenant beside what is live.
func (e *Engine) Kept(ctx context.Context, tenant uuid.UUID) ([]Kept, error) {
	return e.kept(ctx, `tenant_id = $1`, tenant)
}

// target is where the rows of what is kept are.
func (e *Engine) target(ctx context.Context, k Kept) (target, error) {
	set, err := e.ruleSet(ctx, e.pool, k.Tenant, k.Rules)
	return target{tenant: k.Tenant, gen: k.Generation, rules: set}, err
}

// followAll lets all that belongs to a rebuild follow the log, but for tables of another
// shape: a program that writes it carries those, and catches up if there was none.
func (s *session) followAll(ctx context.Context, run *Run) error {
	kept, err := s.engine.kept(ctx, `rebuild = $1`, run.ID)
	if err != nil {
		return err
	}
	for _, k := range kept {
		if k.Shape != s.live.model.Shape {
			continue
		}
		if _, err := s.followTo(ctx, k, 0); err != nil {
			return err
		}
	}
	return nil
}

// followTo applies what the kept generation lacks of the live one, until it lacks at
// most so many events. It returns how many it lacks.
func (s *session) followTo(ctx context.Context, k Kept, most int64) (behind int64, err error) {
	t, err := s.engine.target(ctx, k)
	if err != nil {
		return 0, err
	}
	s.step("follow", k.Tenant)
	for {
		err = pgx.BeginFunc(ctx, s.engine.pool, func(tx pgx.Tx) error {
			behind, err = s.follow(ctx, tx, t)
			return err
		})
		if err != nil || behind <= most {
			return behind, err
		}
		if err := s.yield(ctx, k.Tenant); err != nil {
			return behind, err
		}
	}
}

// follow applies one range and tells how many events are lacking then.
func (s *session) follow(ctx context.Context, tx pgx.Tx, t target) (behind int64, err error) {
	goal, err := s.goal(ctx, tx, t.tenant)
	if err != nil {
		return 0, err
	}
	c, err := s.candidate.lockCandidate(ctx, tx, t)
	if err != nil {
		return 0, err
	}
	to := min(goal, c.Position+maxRange)
	if to <= c.Position {
		return 0, nil
	}
	return goal - to, s.candidate.applyTo(ctx, tx, t, c, to)
}

// goal is where a generation beside the live one ought to stand: where that stands,
// or at the log's end, where this program can't drive what is live.
func (s *session) goal(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (int64, error) {
	_, c, err := s.live.look(ctx, tx, tenant)
	var shape *ShapeError
	if !errors.As(err, &shape) {
		return c.Position, err
	}
	head, err := headOf(ctx, tx, tenant)
	if errors.Is(err, errEmpty) {
		return 0, nil
	}
	return head.position, err
}

// expire drops what has been kept long enough, and tells how much is left.
func (s *session) expire(ctx context.Context, run *Run) (left int, err error) {
	tag, err := s.engine.pool.Exec(ctx, `delete from projection.kept where rebuild = $1 and role = 'former' and until < $2`,
		run.ID, s.engine.cfg.Clock())
	if err != nil {
		return 0, fmt.Errorf("expire what was live: %w", err)
	}
	kept, err := s.engine.kept(ctx, `rebuild = $1`, run.ID)
	if err != nil {
		return 0, err
	}
	if len(kept) == 0 && (run.State == Promoted || run.Tenant != uuid.Nil) {
		run.State = Ended
		if err := s.engine.endRun(ctx, run.ID); err != nil {
			return 0, err
		}
	}
	if tag.RowsAffected() > 0 || run.State == Ended {
		err = s.sweep(ctx)
	}
	if run.State == Ended {
		return 0, err
	}
	return max(len(kept), 1), err
}
