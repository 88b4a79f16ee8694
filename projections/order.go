package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Order says what to make anew.
type Order struct {
	Model string
	// Tenant restricts it to one tenant, which gets a variant of its own in the
	// tables that are there; zero: all tenants, in new tables. The only tenant gets
	// new tables, too: they are quicker to fill.
	Tenant uuid.UUID
	// Rules is the version of the rules to make it under; empty: those in force.
	Rules string
	// Long reads superseded observations too. It makes the same rows, only slower.
	Long bool
	// Actor is who ordered it.
	Actor string
}

// The states of a rebuild.
const (
	Building = "building" // rows are made
	Ready    = "ready"    // they follow the log, and may be promoted
	Promoted = "live"     // they are live, and what was before follows the log
	Ended    = "ended"
)

// Run is a rebuild: it goes from step to step, in whichever process is free.
type Run struct {
	ID uuid.UUID
	Generation
	Tenant  uuid.UUID // zero: all
	Rules   string    // empty: those in force
	Long    bool
	State   string
	Indexed bool
	Filling uuid.UUID // whose rows are just being written
	Progress
	Message   string
	Actor     string
	StartedAt time.Time
	UpdatedAt time.Time
}

// Progress is how far a rebuild is.
type Progress struct {
	Step   string // read, copy, index, follow or promote
	Tenant uuid.UUID
	Rows   int64
	// Done of Total events were read; Total is 0 while it is not known.
	Done, Total int64
}

const runColumns = `id, model, tenant_id, build, variant, rules, long, state, indexed,
	coalesce(filling, '00000000-0000-0000-0000-000000000000'), step, done, total, message, actor, started_at, updated_at`

func scanRun(row pgx.CollectableRow) (r Run, err error) {
	err = row.Scan(&r.ID, &r.Model, &r.Tenant, &r.Build, &r.Variant, &r.Rules, &r.Long, &r.State, &r.Indexed,
		&r.Filling, &r.Step, &r.Done, &r.Total, &r.Message, &r.Actor, &r.StartedAt, &r.UpdatedAt)
	return r, err
}

// Runs lists the rebuilds that concern a tenant and have not ended, by model; zero:
// those of all tenants.
func (e *Engine) Runs(ctx context.Context, tenant uuid.UUID) ([]Run, error) {
	rows, err := e.pool.Query(ctx, `select `+runColumns+` from projection.rebuilds
		where state <> 'ended' and ($1::uuid = $2::uuid or tenant_id in ($1, $2)) order by model, started_at desc`, tenant, uuid.Nil)
	if err != nil {
		return nil, fmt.Errorf("list rebuilds: %w", err)
	}
	all, err := pgx.CollectRows(rows, scanRun)
	if err != nil {
		return nil, fmt.Errorf("list rebuilds: %w", err)
	}
	return all, nil
}

func (e *Engine) run(ctx context.Context, db querier, id uuid.UUID) (Run, error) {
	rows, err := db.Query(ctx, `select `+runColumns+` from projection.rebuilds where id = $1`, id)
	if err != nil {
		return Run{}, fmt.Errorf("read rebuild %s: %w", id, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanRun)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, domain.NotFound("rebuild")
	}
	if err != nil {
		return r, fmt.Errorf("read rebuild %s: %w", id, err)
	}
	return r, nil
}

// Begin orders a rebuild, or joins the same one that is going on. Step drives it.
// Error: domain.CodeConflict where rows are ready that nobody has decided about.
func (e *Engine) Begin(ctx context.Context, o Order) (Run, error) {
	l, err := e.model(o.Model)
	if err != nil {
		return Run{}, err
	}
	if o.Rules != "" && o.Tenant == uuid.Nil {
		return Run{}, notNow("Rules belong to a tenant: name the tenant whose rows shall be made under them.")
	}
	open, err := e.Runs(ctx, o.Tenant)
	if err != nil {
		return Run{}, err
	}
	for _, r := range open {
		switch {
		case r.Model != o.Model || r.State == Promoted:
		case r.State == Building && r.Rules == o.Rules && r.Long == o.Long:
			return r, nil
		default:
			return Run{}, notNow(fmt.Sprintf(
				"%s has a candidate already (%s): promote it, or cancel it, before you order another.", o.Model, r.State))
		}
	}
	if err := e.checkOrder(ctx, o); err != nil {
		return Run{}, err
	}
	plan, err := e.Plan(ctx, o)
	if err != nil {
		return Run{}, err
	}
	s, err := e.sessionSoon(ctx, l)
	if err != nil {
		return Run{}, err
	}
	defer s.end()
	return s.begin(ctx, o, plan.Events)
}

func (e *Engine) checkOrder(ctx context.Context, o Order) error {
	if o.Rules == "" {
		return nil
	}
	_, err := e.ruleSet(ctx, e.pool, o.Tenant, o.Rules)
	return err
}

// notNow says that a verb is not allowed now, and what is.
func notNow(message string) error {
	return &domain.Error{Code: domain.CodeConflict, Reason: "not_allowed_now", Message: message}
}

// begin names the generation and writes the order down.
func (s *session) begin(ctx context.Context, o Order, events int64) (Run, error) {
	now := s.engine.cfg.Clock()
	r := Run{
		ID: uuid.New(), Generation: Generation{Model: o.Model}, Tenant: o.Tenant, Rules: o.Rules, Long: o.Long,
		State: Building, Actor: o.Actor, StartedAt: now, UpdatedAt: now, Progress: Progress{Total: events},
	}
	if err := s.sweep(ctx); err != nil {
		return r, err
	}
	inNewTables, err := s.inNewTables(ctx, o)
	if err != nil {
		return r, err
	}
	if inNewTables {
		r.Build, err = s.createBuild(ctx)
	} else {
		r.Build, r.Variant, err = s.nextVariant(ctx, o.Tenant)
		r.Indexed = true
	}
	if err != nil {
		return r, err
	}
	_, err = s.engine.pool.Exec(ctx, `insert into projection.rebuilds
		(id, model, tenant_id, build, variant, rules, long, indexed, actor, started_at, updated_at, total)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)`,
		r.ID, r.Model, r.Tenant, r.Build, r.Variant, r.Rules, r.Long, r.Indexed, r.Actor, now, events)
	var unique *pgconn.PgError
	if errors.As(err, &unique) && unique.ConstraintName == "rebuilds_open" {
		return r, ErrRebuilding // somebody was quicker
	}
	if err != nil {
		return r, fmt.Errorf("order a rebuild of %s: %w", o.Model, err)
	}
	return r, nil
}

// inNewTables tells whether the order makes a build: for all tenants, or where the
// tenant is the only one.
func (s *session) inNewTables(ctx context.Context, o Order) (bool, error) {
	if o.Tenant == uuid.Nil {
		return true, nil
	}
	tenants, err := s.tenants(ctx)
	return len(tenants) == 1 && tenants[0] == o.Tenant, err
}

// nextVariant names rows of one tenant beside the live ones, in the same tables.
func (s *session) nextVariant(ctx context.Context, tenant uuid.UUID) (build int, variant int32, err error) {
	var shape int
	err = s.engine.pool.QueryRow(ctx, `select r.build, b.shape, (select max(x.variant) + 1 from (
			select variant from projection.releases where tenant_id = r.tenant_id and model = r.model and build = r.build
			union all select variant from projection.rebuilds where model = r.model and build = r.build) x)
		from projection.live l join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
		join projection.builds b on b.model = r.model and b.build = r.build
		where l.tenant_id = $1 and r.model = $2`, tenant, s.live.model.Name).Scan(&build, &shape, &variant)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, domain.NotFound("workspace")
	}
	if err != nil {
		return 0, 0, fmt.Errorf("find the live generation of tenant %s: %w", tenant, err)
	}
	if shape != s.live.model.Shape {
		return 0, 0, &ShapeError{Model: s.live.model.Name, Live: shape, Program: s.live.model.Shape}
	}
	return build, variant, nil
}

// Cancel ends a rebuild that is not live and takes its rows away.
func (e *Engine) Cancel(ctx context.Context, model string, tenant uuid.UUID) (Run, error) {
	l, err := e.model(model)
	if err != nil {
		return Run{}, err
	}
	open, err := e.Runs(ctx, tenant)
	if err != nil {
		return Run{}, err
	}
	for _, r := range open {
		if r.Model != model || r.State == Promoted {
			continue
		}
		if tenant != uuid.Nil && r.Tenant == uuid.Nil {
			return r, notNow("It makes new tables for all tenants: cancel it on the server, for no tenant in particular.")
		}
		// A step that is at work notices that the rebuild has ended, and stops.
		if err := e.endRun(ctx, r.ID); err != nil {
			return r, err
		}
		r.State = Ended
		s, err := e.session(ctx, l)
		if errors.Is(err, ErrRebuilding) {
			return r, nil // who is at it sweeps
		}
		if err != nil {
			return r, err
		}
		defer s.end()
		return r, s.sweep(ctx)
	}
	return Run{}, notNow(fmt.Sprintf("%s has no candidate that could be cancelled.", model))
}

// endRun ends a rebuild; what was its candidate is no longer kept.
func (e *Engine) endRun(ctx context.Context, id uuid.UUID) error {
	return pgx.BeginFunc(ctx, e.pool, func(tx pgx.Tx) error {
		batch := &pgx.Batch{}
		batch.Queue(`update projection.rebuilds set state = 'ended', ended_at = $2, updated_at = $2 where id = $1`, id, e.cfg.Clock())
		batch.Queue(`delete from projection.kept where rebuild = $1`, id)
		if err := tx.SendBatch(ctx, batch).Close(); err != nil {
			return fmt.Errorf("end rebuild %s: %w", id, err)
		}
		return nil
	})
}
