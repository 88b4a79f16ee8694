package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Reading is one tenant's live read models, all of one release, as one snapshot of
// the database has them.
type Reading struct {
	Tx     pgx.Tx
	Tenant uuid.UUID

	release int64
	epoch   uuid.UUID
	now     time.Time
	models  map[string]*standing
	past    *pastTables // the tables are temporary ones, see ReadPast; nil: the live ones
}

// Standing says which state of the read models an answer shows.
type Standing struct {
	Release int64
	Epoch   uuid.UUID
	// Position is the lowest of the models that were joined; RecordedAt is the time
	// of the event there.
	Position   int64
	RecordedAt time.Time
	// Age is how far that is behind the log: 0 at its head, else the age of the
	// oldest event that is not applied yet.
	Age time.Duration
	// Rules is the version of the rules.
	Rules string
	// Degraded: some row is blocked by an event that could not be applied.
	Degraded bool
}

type standing struct {
	gen        Generation
	rules      string
	position   int64
	recordedAt *time.Time
	state      State
	next       *time.Time // of the oldest event that is not applied
}

// readingSQL looks for the next event by "greater than": an addition is not leak-proof, so
// that a role under row security would not ask the index for it, but read the whole log.
const readingSQL = `
select l.release, t.epoch, r.model, r.build, r.variant, r.rules, c.position, c.recorded_at, c.state, n.recorded_at
from projection.live l
join eventstore.tenants t on t.tenant_id = l.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
join eventstore.checkpoints c on c.tenant_id = l.tenant_id
	and c.consumer = projection.consumer(r.model, r.build, r.variant)
left join lateral (select e.recorded_at from eventstore.events e
	where e.tenant_id = l.tenant_id and e.position > c.position
	and e.recorded_at >= coalesce(c.recorded_at, '-infinity') order by e.position limit 1) n on true
where l.tenant_id = $1`

// Read calls fn with a snapshot of the tenant's read models. The pool's role may
// be coresync_app, which then sees this tenant only. Error: eventstore.ErrNoTenant.
func Read(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, now time.Time, fn func(*Reading) error) error {
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("read models of tenant %s: %w", tenant, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing was written
	r := &Reading{Tx: tx, Tenant: tenant, now: now, models: make(map[string]*standing)}
	if err := r.begin(ctx); err != nil {
		return err
	}
	return fn(r)
}

func (r *Reading) begin(ctx context.Context) error {
	batch := &pgx.Batch{}
	batch.Queue(`select set_config('coresync.tenant', $1, true)`, r.Tenant.String())
	batch.Queue(readingSQL, r.Tenant)
	results := r.Tx.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }() // closed below; here only after an error
	if _, err := results.Exec(); err != nil {
		return fmt.Errorf("read models of tenant %s: %w", r.Tenant, err)
	}
	rows, err := results.Query()
	if err != nil {
		return fmt.Errorf("read models of tenant %s: %w", r.Tenant, err)
	}
	for rows.Next() {
		s := &standing{}
		var state []byte
		if err := rows.Scan(&r.release, &r.epoch, &s.gen.Model, &s.gen.Build, &s.gen.Variant, &s.rules,
			&s.position, &s.recordedAt, &state, &s.next); err != nil {
			return fmt.Errorf("read models of tenant %s: %w", r.Tenant, err)
		}
		if err := s.state.decode(state); err != nil {
			return fmt.Errorf("read models of tenant %s: %s: %w", r.Tenant, s.gen.Consumer(), err)
		}
		r.models[s.gen.Model] = s
	}
	if err := errors.Join(rows.Err(), results.Close()); err != nil {
		return fmt.Errorf("read models of tenant %s: %w", r.Tenant, err)
	}
	if len(r.models) == 0 {
		return fmt.Errorf("read models of tenant %s: %w", r.Tenant, eventstore.ErrNoTenant)
	}
	return nil
}

// Table is the name of a table of the model's live build, with its schema. Ask for it
// before a statement is sent: a table of the past is filled by it.
func (r *Reading) Table(model, table string) string {
	if g := r.generation(model); r.past != nil {
		return r.past.table(g.Model, table)
	}
	return r.generation(model).Schema() + "." + table
}

// Variant is the model's live variant, which every condition on its tables names.
func (r *Reading) Variant(model string) int32 { return r.generation(model).Variant }

func (r *Reading) generation(model string) Generation {
	s := r.models[model]
	if s == nil {
		panic(fmt.Sprintf("read model %q has no migration", model))
	}
	return s.gen
}

// Standing says where the models stand that an answer joined; none: all.
func (r *Reading) Standing(models ...string) Standing {
	if len(models) == 0 {
		for model := range r.models {
			models = append(models, model)
		}
	}
	answer := Standing{Release: r.release, Epoch: r.epoch, Position: -1}
	for _, model := range models {
		s := r.models[model]
		if s == nil {
			continue
		}
		if p := s.reached(); answer.Position < 0 || p < answer.Position {
			answer.Position, answer.Rules = p, s.rules
			if s.recordedAt != nil {
				answer.RecordedAt = *s.recordedAt
			}
		}
		if s.next != nil {
			answer.Age = max(answer.Age, r.now.Sub(*s.next))
		}
		answer.Degraded = answer.Degraded || s.state.Blocked > 0
	}
	answer.Position = max(answer.Position, 0)
	return answer
}

// reached is the position that all rows show: stage 3 may lag behind stage 1.
func (s *standing) reached() int64 {
	if s.state.Dirty {
		return s.state.Resolved
	}
	return s.position
}

// Blocked tells which rows of a live model an event could not be applied to: they are
// shown as they were before it.
func (r *Reading) Blocked(ctx context.Context, model string) (map[uuid.UUID]bool, error) {
	s := r.models[model]
	if r.past != nil || s == nil || s.state.Blocked == 0 {
		return nil, nil
	}
	rows, err := r.Tx.Query(ctx, `select row_id from projection.blocked where tenant_id = $1 and consumer = $2`, r.Tenant, s.gen.Consumer())
	if err != nil {
		return nil, fmt.Errorf("list blocked rows of %s: %w", model, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, fmt.Errorf("list blocked rows of %s: %w", model, err)
	}
	blocked := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		blocked[id] = true
	}
	return blocked, nil
}
