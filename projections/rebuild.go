package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// RebuildOptions say what to make anew.
type RebuildOptions struct {
	Model string
	// Tenant restricts it to one tenant, which gets a variant of its own in the
	// tables that are there; zero: all tenants, in new tables.
	Tenant uuid.UUID
	// Long reads superseded observations too. It makes the same rows, only slower.
	Long bool
	// Progress is told of every step. Optional; must not block.
	Progress func(Progress)
}

// Progress is a step of a rebuild.
type Progress struct {
	Step   string // read, copy, index, follow or promote
	Tenant uuid.UUID
	Rows   int64
}

// Rebuilt says what a rebuild made.
type Rebuilt struct {
	Generation
	Tenants []RebuiltTenant
	// How long the steps took, all tenants together.
	Read, Copy, Index, Promote time.Duration
}

// RebuiltTenant is one tenant's part of a rebuild.
type RebuiltTenant struct {
	Tenant     uuid.UUID
	Release    int64 // that is live now
	Position   int64 // that was read up to; later events were followed
	Rows       int64 // of all tables
	Superseded int64 // observations that were left out
	Blocked    int64
}

// ErrRebuilding says that a rebuild of this read model is going on already.
var ErrRebuilding = errors.New("a rebuild of this read model is going on already; wait until it has ended")

// Rebuild makes a read model anew out of the log, beside the live one, lets it
// catch up, and makes it live. Queries and live projection go on all the while. The
// former tables stay until the next rebuild, for whoever still reads them.
//
// A rebuild that is cancelled or dies leaves what is live alone; the next one takes
// away what it left behind.
func (e *Engine) Rebuild(ctx context.Context, o RebuildOptions) (*Rebuilt, error) {
	l, err := e.model(o.Model)
	if err != nil {
		return nil, err
	}
	if e.cfg.Owner == nil {
		return nil, errors.New("rebuild: this engine was given no pool of the owner's role")
	}
	owner, err := e.cfg.Owner.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("rebuild %s: %w", o.Model, err)
	}
	defer owner.Release()
	b := &rebuild{
		engine: e, options: o, owner: owner, live: l,
		candidate: &Live{engine: e, model: l.model, feed: newFeed(e, l.model)},
	}
	b.Model = o.Model
	if err := b.run(ctx); err != nil {
		return nil, fmt.Errorf("rebuild %s: %w", o.Model, err)
	}
	return &b.Rebuilt, nil
}

// rebuild is one run of Rebuild.
type rebuild struct {
	Rebuilt
	engine    *Engine
	options   RebuildOptions
	owner     *pgxpool.Conn
	live      *Live
	candidate *Live // drives the rows that are being made
}

func (b *rebuild) run(ctx context.Context) error {
	locked := false
	key := "projection.rebuild/" + b.Model
	err := b.owner.QueryRow(ctx, `select pg_try_advisory_lock(hashtextextended($1, 0))`, key).Scan(&locked)
	if err != nil {
		return fmt.Errorf("lock: %w", err)
	}
	if !locked {
		return ErrRebuilding
	}
	defer func() {
		_, _ = b.owner.Exec(context.WithoutCancel(ctx), `select pg_advisory_unlock(hashtextextended($1, 0))`, key) // ends with the session anyway
	}()
	if err := b.sweep(ctx); err != nil {
		return err
	}
	tenants, err := b.tenants(ctx)
	if err != nil {
		return err
	}
	if b.options.Tenant != uuid.Nil && len(tenants) != 1 {
		return b.variantOf(ctx, b.options.Tenant)
	}
	return b.build(ctx, tenants)
}

func (b *rebuild) tell(step string, tenant uuid.UUID, rows int64) {
	if b.options.Progress != nil {
		b.options.Progress(Progress{step, tenant, rows})
	}
}

func (b *rebuild) tenants(ctx context.Context) ([]uuid.UUID, error) {
	rows, err := b.engine.pool.Query(ctx, `select tenant_id from projection.live order by tenant_id`)
	if err != nil {
		return nil, fmt.Errorf("list tenants: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// build makes new tables for all tenants.
func (b *rebuild) build(ctx context.Context, tenants []uuid.UUID) error {
	if err := b.createBuild(ctx); err != nil {
		return err
	}
	for _, tenant := range tenants {
		if err := b.fill(ctx, tenant); err != nil {
			return err
		}
	}
	start := time.Now()
	if err := b.index(ctx); err != nil {
		return err
	}
	b.Index = time.Since(start)
	if err := b.showBuilds(ctx); err != nil {
		return err
	}
	for i := range b.Tenants {
		if err := b.promote(ctx, &b.Tenants[i]); err != nil {
			return err
		}
	}
	return b.becomeLive(ctx)
}

// variantOf makes rows of one tenant beside the live ones, in the same tables.
func (b *rebuild) variantOf(ctx context.Context, tenant uuid.UUID) error {
	err := b.engine.pool.QueryRow(ctx, `select r.build, (select max(x.variant) + 1 from projection.releases x
			where x.tenant_id = r.tenant_id and x.model = r.model and x.build = r.build)
		from projection.live l join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
		where l.tenant_id = $1 and r.model = $2`, tenant, b.Model).Scan(&b.Build, &b.Variant)
	if err != nil {
		return fmt.Errorf("find the live generation of tenant %s: %w", tenant, err)
	}
	if err := b.clearVariants(ctx, tenant); err != nil {
		return err
	}
	if err := b.fill(ctx, tenant); err != nil {
		return err
	}
	return b.promote(ctx, &b.Tenants[0])
}

// fill folds the log of a tenant in memory and copies the rows.
func (b *rebuild) fill(ctx context.Context, tenant uuid.UUID) error {
	start := time.Now()
	b.tell("read", tenant, 0)
	t := target{tenant: tenant, gen: b.Generation, rules: b.engine.rules}
	r := b.candidate.newReplay(t)
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, b.engine.pool, options, func(tx pgx.Tx) error {
		to, err := headOf(ctx, tx, tenant)
		if err != nil && !errors.Is(err, errEmpty) {
			return err
		}
		return r.run(ctx, tx, to, b.options.Long)
	})
	if err != nil {
		return err
	}
	if err := r.resolve(); err != nil {
		return err
	}
	b.Read += time.Since(start)
	start = time.Now()
	if err := b.copy(ctx, r); err != nil {
		return err
	}
	b.Copy += time.Since(start)
	return nil
}

// copy writes the rows of a replay, and then its checkpoint: before that nothing
// says that the rows are there.
func (b *rebuild) copy(ctx context.Context, r *replay) error {
	done := RebuiltTenant{
		Tenant: r.target.tenant, Position: r.checkpoint.Position,
		Superseded: r.checkpoint.Superseded, Blocked: r.checkpoint.State.Blocked,
	}
	for _, w := range append(r.works, r.resolved...) {
		change, err := w.copyAll(ctx, b.engine.pool)
		if err != nil {
			return err
		}
		r.checkpoint.State.note(w.info().name, change)
		done.Rows += change.rows
		b.tell("copy", r.target.tenant, done.Rows)
	}
	err := pgx.BeginFunc(ctx, b.engine.pool, func(tx pgx.Tx) error {
		now := b.engine.cfg.Clock()
		_, err := tx.Exec(ctx, `insert into eventstore.checkpoints (tenant_id, consumer) values ($1, $2)`,
			r.target.tenant, r.target.gen.Consumer())
		if err != nil {
			return fmt.Errorf("make the checkpoint of %s: %w", r.target.gen.Consumer(), err)
		}
		if err := r.blocked.save(ctx, tx, r.target, now); err != nil {
			return err
		}
		return r.checkpoint.save(ctx, tx, r.target, now)
	})
	if err == nil {
		b.Tenants = append(b.Tenants, done)
	}
	return err
}
