package projections

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Plan says what a rebuild would cost, and what the estimate rests on.
type Plan struct {
	Model  string
	Tenant uuid.UUID // zero: all
	// Rules is the version that the rows would be made under; empty: each tenant's own.
	Rules string
	// Changes are the differences to the rules of the live rows, of one tenant.
	Changes []rules.Change
	// InNewTables: tables of their own, which are indexed at the end; else rows beside
	// the live ones in the same tables.
	InNewTables bool
	// HistoryBound: superseded observations count, so the cost follows the history.
	HistoryBound bool
	// Partial: only the Stale rows, which other rules may make otherwise, are folded; the
	// others are taken over as they are.
	Partial    bool
	Stale      int64
	Tenants    int
	Events     int64 // that would be read
	Superseded int64 // observations that would be left out
	Rows       int64 // that are live
	Bytes      int64 // of disk, until the former rows are dropped
	Duration   time.Duration
	// Basis is what the duration rests on.
	Basis string

	facts int64 // events that nothing supersedes
}

// defaultPace is what is taken where no rebuild of a model has been measured yet.
const defaultPace = 20_000 // events a second

// takenFaster is how many times quicker a row is taken over than its event is folded.
const takenFaster = 4

// Plan estimates a rebuild. It reads counts, and the live rows where rules
// differ, and changes nothing.
func (e *Engine) Plan(ctx context.Context, o Order) (*Plan, error) {
	l, err := e.model(o.Model)
	if err != nil {
		return nil, err
	}
	p := &Plan{Model: o.Model, Tenant: o.Tenant, Rules: o.Rules, HistoryBound: l.model.HistoryBound}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, e.pool, options, func(tx pgx.Tx) error { return l.plan(ctx, tx, p, o.Long) })
	if err != nil {
		return nil, fmt.Errorf("plan a rebuild of %s: %w", o.Model, err)
	}
	return p, nil
}

func (l *Live) plan(ctx context.Context, tx pgx.Tx, p *Plan, long bool) error {
	rows, err := tx.Query(ctx, `select tenant_id from projection.live order by tenant_id`)
	if err != nil {
		return err
	}
	tenants, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return err
	}
	p.InNewTables = p.Tenant == uuid.Nil || len(tenants) == 1
	if p.Tenant != uuid.Nil {
		tenants = []uuid.UUID{p.Tenant}
		if err := l.planRules(ctx, tx, p); err != nil {
			return err
		}
	}
	p.Tenants = len(tenants)
	for _, tenant := range tenants {
		if err := l.planEvents(ctx, tx, p, tenant, long); err != nil {
			return err
		}
		if err := l.planRows(ctx, tx, p, tenant); err != nil {
			return err
		}
	}
	if p.Partial = p.Partial && !long; p.Partial {
		p.planPart()
	}
	return l.planTime(ctx, tx, p)
}

// planRules compares the rules that the rows would be made under with those of the live ones.
func (l *Live) planRules(ctx context.Context, tx pgx.Tx, p *Plan) error {
	head, err := headOf(ctx, tx, p.Tenant)
	if err != nil && !errors.Is(err, errEmpty) {
		return err
	}
	set, err := l.engine.rulesFor(ctx, tx, p.Tenant, p.Rules, head.position)
	if err != nil {
		return err
	}
	p.Rules = set.Version
	t, _, err := l.look(ctx, tx, p.Tenant)
	var shape *ShapeError
	if errors.As(err, &shape) {
		return nil // other tables, too: what the rules change can't be told apart
	}
	if err != nil {
		return err
	}
	p.Changes = rules.Changes(t.rules, set)
	r, stale, err := l.takeOver(ctx, tx, target{tenant: p.Tenant, gen: t.gen, rules: set})
	p.Partial, p.Stale = r != nil, stale
	return err
}

// planPart takes off what a rebuild of stale rows alone doesn't read.
func (p *Plan) planPart() {
	streams := p.Events - p.facts
	p.Events = p.facts + min(p.Stale, streams)
	if p.Stale == 0 {
		p.Events = 0
	}
}

func (l *Live) planEvents(ctx context.Context, tx pgx.Tx, p *Plan, tenant uuid.UUID, long bool) error {
	s := l.model.sources(l.engine.registry)
	if long {
		s = sources{facts: l.model.types()}
	}
	var facts int64
	err := tx.QueryRow(ctx, `select count(*) from eventstore.events where tenant_id = $1 and type = any($2)`, tenant, s.facts).Scan(&facts)
	if err != nil {
		return fmt.Errorf("count events: %w", err)
	}
	p.Events, p.facts = p.Events+facts, p.facts+facts
	for _, source := range s.snapshots {
		var streams, all int64
		err := tx.QueryRow(ctx, `select count(*) filter (where snapshot_position > 0), coalesce(sum(version), 0)::bigint from eventstore.streams
			where tenant_id = $1 and stream >= $2 and stream < $3`, tenant, source.Prefix, after(source.Prefix)).Scan(&streams, &all)
		if err != nil {
			return fmt.Errorf("count streams: %w", err)
		}
		p.Events, p.Superseded = p.Events+streams, p.Superseded+all-streams
	}
	return nil
}

// planRows takes what the live rows are, and their share of their tables' size.
func (l *Live) planRows(ctx context.Context, tx pgx.Tx, p *Plan, tenant uuid.UUID) error {
	t, c, err := l.look(ctx, tx, tenant)
	var shape *ShapeError
	if err != nil && !errors.As(err, &shape) {
		return err
	}
	for _, table := range l.model.allTables() {
		rows := c.State.Tables[table.info().name].Rows
		p.Rows += rows
		var size, all int64
		err := tx.QueryRow(ctx, `select coalesce(pg_total_relation_size(to_regclass($1)), 0),
			coalesce((select greatest(reltuples, 0)::bigint from pg_class where oid = to_regclass($1)), 0)`,
			t.gen.Schema()+"."+table.info().name).Scan(&size, &all)
		if err != nil {
			return fmt.Errorf("look how large %s is: %w", table.info().name, err)
		}
		if rows > 0 {
			p.Bytes += size / max(all, rows) * rows
		}
	}
	return nil
}

func (l *Live) planTime(ctx context.Context, tx pgx.Tx, p *Plan) error {
	pace, at := float64(defaultPace), time.Time{}
	err := tx.QueryRow(ctx, `select events_per_second, measured_at from projection.paces where model = $1`, p.Model).Scan(&pace, &at)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		p.Basis = fmt.Sprintf("a guess of %d events/s, since no rebuild of %s has been measured yet", defaultPace, p.Model)
	case err != nil:
		return fmt.Errorf("read how quick the last rebuild was: %w", err)
	default:
		p.Basis = fmt.Sprintf("the last rebuild: %.0f events/s on %s", pace, at.UTC().Format(time.DateOnly))
	}
	events := float64(p.Events)
	if p.Partial {
		p.Basis += fmt.Sprintf("; %d of %d rows are taken over as they are", p.Rows-p.Stale, p.Rows)
		events += float64(p.Rows) / takenFaster
	}
	p.Duration = time.Duration(events / pace * float64(time.Second)).Round(10 * time.Millisecond)
	return nil
}
