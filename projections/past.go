package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ReadPast is Read of the past: it calls fn with read models of a tenant as they were
// at a moment, and the same lists ask them. They are folded in memory as AsOf does
// it, and put into temporary tables that end with the call; nothing else is written.
// What was folded last is remembered, so that the pages of a list cost one fold.
//
// Only the models that are named can be asked. Errors: as AsOf, eventstore.ErrNoTenant.
func (e *Engine) ReadPast(ctx context.Context, tenant uuid.UUID, at Moment, models []string, fn func(*Reading) error) error {
	tx, err := e.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		return fmt.Errorf("read models as of %s: %w", at, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing is to stay
	models = slices.Compact(slices.Sorted(slices.Values(models)))
	past, err := e.foldedPast(ctx, tx, tenant, at, models)
	if err != nil {
		return fmt.Errorf("read models as of %s: %w", at, err)
	}
	r := &Reading{Tx: tx, Tenant: tenant, models: make(map[string]*standing)}
	if err := r.liveRelease(ctx); err != nil {
		return err
	}
	recordedAt := past.to.recordedAt // of its own: what was folded is let go while it is read
	for _, name := range models {
		r.models[name] = &standing{gen: Generation{Model: name}, rules: past.rules, position: past.to.position, recordedAt: &recordedAt}
	}
	r.past = &pastTables{ctx: ctx, tx: tx, works: past.works, copied: make(map[string]bool)}
	err = fn(r)
	if r.past.err != nil { // what fn says follows from it
		return fmt.Errorf("read models as of %s: %w", at, r.past.err)
	}
	return err
}

// pastTables are the tables of a reading of the past. Each is filled when it is first
// asked for: a report needs its cells, and not the rows that they count.
type pastTables struct {
	ctx    context.Context
	tx     pgx.Tx
	works  []work
	copied map[string]bool
	err    error // of a table that could not be filled
}

// table is the name of a table that is filled.
func (p *pastTables) table(model, table string) string {
	name := pastTable(model, table)
	if p.copied[name] {
		return name
	}
	p.copied[name] = true
	for _, w := range p.works {
		if w.where().gen.Model == model && w.info().name == table && p.err == nil {
			p.err = w.copyPast(p.ctx, p.tx)
		}
	}
	return name
}

// liveRelease names the release and epoch that the answer carries.
func (r *Reading) liveRelease(ctx context.Context) error {
	err := r.Tx.QueryRow(ctx, `select l.release, t.epoch from projection.live l
		join eventstore.tenants t on t.tenant_id = l.tenant_id where l.tenant_id = $1`, r.Tenant).Scan(&r.release, &r.epoch)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("read models of tenant %s: %w", r.Tenant, eventstore.ErrNoTenant)
	}
	if err != nil {
		return fmt.Errorf("read models of tenant %s: %w", r.Tenant, err)
	}
	return nil
}

// foldedPast is a past that can be put into tables.
type foldedPast struct {
	to    end
	rules string
	works []work
	rows  int
}

// pastKey names a past: facts never change, so it stays what it is.
type pastKey struct {
	tenant   uuid.UUID
	position int64
	rules    string
	models   string
}

// pasts remembers what was folded last.
type pasts struct {
	mu  sync.Mutex
	all []rememberedPast // the newest use last
}

type rememberedPast struct {
	key  pastKey
	past *foldedPast
}

// maxPastRows bounds what is remembered, of some KB each.
const maxPastRows = 100_000

func (p *pasts) find(key pastKey) *foldedPast {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.all, func(r rememberedPast) bool { return r.key == key })
	if i < 0 {
		return nil
	}
	found := p.all[i]
	p.all = append(slices.Delete(p.all, i, i+1), found)
	return found.past
}

func (p *pasts) keep(key pastKey, past *foldedPast) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, rememberedPast{key, past})
	rows := 0
	for i := len(p.all) - 1; i >= 0; i-- {
		if rows += p.all[i].past.rows; rows > maxPastRows {
			p.all = slices.Delete(p.all, 0, i+1)
			return
		}
	}
}

// foldedPast folds the models, or remembers them.
func (e *Engine) foldedPast(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, at Moment, models []string) (*foldedPast, error) {
	to, err := endAt(ctx, tx, tenant, at)
	if err != nil {
		return nil, err
	}
	set, err := e.rulesFor(ctx, tx, tenant, at.Rules, to.position)
	if err != nil {
		return nil, err
	}
	key := pastKey{tenant, to.position, set.Version, strings.Join(models, " ")}
	if past := e.pasts.find(key); past != nil {
		return past, nil
	}
	past := &foldedPast{to: to, rules: set.Version}
	for _, name := range models {
		works, err := e.worksAt(ctx, tx, target{tenant: tenant, gen: Generation{Model: name}, rules: set}, to)
		if err != nil {
			return nil, err
		}
		past.works = append(past.works, works...)
		for _, w := range works {
			past.rows += w.count()
		}
	}
	e.pasts.keep(key, past)
	return past, nil
}

// worksAt folds one model.
func (e *Engine) worksAt(ctx context.Context, tx pgx.Tx, t target, to end) ([]work, error) {
	l, err := e.model(t.gen.Model)
	if err != nil {
		return nil, err
	}
	r := l.newReplay(t)
	if err := r.run(ctx, tx, to, false); err != nil {
		return nil, err
	}
	if err := r.resolve(); err != nil {
		return nil, err
	}
	return slices.Concat(r.facts(), r.sumsOnDemand()), nil
}

// pastTable is where a table of the past is.
func pastTable(model, table string) string { return "pg_temp.past_" + model + "_" + table }

// analyzeFrom is the number of rows from which the planner is told of them.
const analyzeFrom = 500

// copyPast puts the rows in memory into a temporary table.
func (w *rowWork[R]) copyPast(ctx context.Context, tx pgx.Tx) error {
	name := pastTable(w.target.gen.Model, w.table.meta.name)
	columns, list := make([]string, len(w.table.meta.columns)), make([]string, len(w.table.meta.columns))
	for i, c := range w.table.meta.columns {
		columns[i], list[i] = c.name+" "+c.sqlType, c.name
	}
	_, err := tx.Exec(ctx, "create temporary table "+strings.TrimPrefix(name, "pg_temp.")+
		" (tenant_id uuid, variant integer, "+strings.Join(columns, ", ")+") on commit drop")
	if err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	rows := w.rows().([]*R)
	source := &copyReader{target: w.target, columns: len(columns), next: w.table.encoder(rows, &Digest{})}
	if err := source.send(ctx, tx.Conn(), "copy "+name+" (tenant_id, variant, "+strings.Join(list, ", ")+") from stdin binary"); err != nil {
		return fmt.Errorf("fill %s: %w", name, err)
	}
	if len(rows) >= analyzeFrom {
		if _, err := tx.Exec(ctx, "analyze "+name); err != nil {
			return fmt.Errorf("analyze %s: %w", name, err)
		}
	}
	return nil
}

func (w *rowWork[R]) count() int { return len(w.rows().([]*R)) }
