package projections

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	models = slices.Compact(slices.Sorted(slices.Values(models)))
	past, err := e.foldedPast(ctx, tenant, at, models)
	if err != nil {
		return fmt.Errorf("read models as of %s: %w", at, err)
	}
	tx, err := e.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		return fmt.Errorf("read models as of %s: %w", at, err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing is to stay
	r := &Reading{Tx: tx, Tenant: tenant, models: make(map[string]*standing)}
	if err := r.liveRelease(ctx); err != nil {
		return err
	}
	recordedAt := past.to.recordedAt // of its own: what was folded is let go while it is read
	for _, name := range models {
		r.models[name] = &standing{gen: Generation{Model: name}, rules: past.rules, position: past.to.position, recordedAt: &recordedAt}
	}
	r.past = &pastTables{ctx: ctx, tx: tx, works: slices.Clone(past.works), only: make(map[string][]string), copied: make(map[string]bool)}
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
	only   map[string][]string // the columns of a table that are asked for; none: all
	copied map[string]bool
	err    error // of a table that could not be filled
}

// Only says that nothing but these columns of a table is asked for, so that of a past no
// others need be put into it. To be called before Table; live tables have all they have.
func (r *Reading) Only(model, table string, columns []string) {
	if r.past != nil {
		r.past.only[pastTable(r.generation(model).Model, table)] = columns
	}
}

// table is the name of a table that is filled.
func (p *pastTables) table(model, table string) string {
	name := pastTable(model, table)
	if p.copied[name] {
		return name
	}
	p.copied[name] = true
	for i, w := range p.works {
		if w.where().gen.Model == model && w.info().name == table && p.err == nil {
			p.err = w.copyPast(p.ctx, p.tx, p.only[name])
			p.works = slices.Delete(p.works, i, i+1) // its rows are let go, unless somebody else needs them
			break
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

// worksAt folds models up to an event, together.
func (e *Engine) worksAt(ctx context.Context, tx pgx.Tx, t target, to end, models []string) (all []work, err error) {
	replays := make([]*replay, len(models))
	for i, name := range models {
		l, err := e.model(name)
		if err != nil {
			return nil, err
		}
		t.gen = Generation{Model: name}
		replays[i] = l.newReplay(t)
	}
	if err := runTogether(ctx, tx, to, replays...); err != nil {
		return nil, err
	}
	for _, r := range replays {
		if err := r.resolve(); err != nil {
			return nil, err
		}
		all = slices.Concat(all, r.facts(), r.sumsOnDemand())
	}
	return all, nil
}

// pastTable is where a table of the past is.
func pastTable(model, table string) string { return "pg_temp.past_" + model + "_" + table }

// analyzeFrom is the number of rows from which the planner is told of them.
const analyzeFrom = 500

// analyzeSQL looks at 3,000 rows: at the 30,000 of the default it takes as long to look as
// to copy 60,000 assets.
const analyzeSQL = `set local default_statistics_target = 10; analyze `

// copyPast puts the rows in memory into a temporary table that has only these columns;
// none: all.
func (w *rowWork[R]) copyPast(ctx context.Context, tx pgx.Tx, only []string) error {
	name := pastTable(w.target.gen.Model, w.table.meta.name)
	t := w.table.narrow(only)
	columns, list := make([]string, len(t.meta.columns)), make([]string, len(t.meta.columns))
	for i, c := range t.meta.columns {
		columns[i], list[i] = c.name+" "+c.sqlType, c.name
	}
	_, err := tx.Exec(ctx, "create temporary table "+strings.TrimPrefix(name, "pg_temp.")+
		" (tenant_id uuid, variant integer, "+strings.Join(columns, ", ")+") on commit drop")
	if err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	rows := w.rows().([]*R)
	source := &copyReader{target: w.target, columns: len(columns), next: t.encoder(rows, nil)}
	if err := source.send(ctx, tx.Conn(), "copy "+name+" (tenant_id, variant, "+strings.Join(list, ", ")+") from stdin binary"); err != nil {
		return fmt.Errorf("fill %s: %w", name, err)
	}
	if len(rows) >= analyzeFrom {
		if _, err := tx.Conn().PgConn().Exec(ctx, analyzeSQL+name).ReadAll(); err != nil {
			return fmt.Errorf("analyze %s: %w", name, err)
		}
	}
	return nil
}

// narrow is the table with only these columns; none: all.
func (t *table[R]) narrow(only []string) *table[R] {
	if len(only) == 0 {
		return t
	}
	n := &table[R]{}
	n.meta.name = t.meta.name
	for i, c := range t.meta.columns {
		if slices.Contains(only, c.name) {
			n.meta.columns, n.spec.Columns = append(n.meta.columns, c), append(n.spec.Columns, t.spec.Columns[i])
		}
	}
	return n
}

func (w *rowWork[R]) count() int { return len(w.rows().([]*R)) }
