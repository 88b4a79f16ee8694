package projections

import (
	"context"
	"fmt"

	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ResolvedSpec describes a table of stage 3: rows that depend on the whole tenant.
type ResolvedSpec[R any] struct {
	TableSpec[R] // without Keys and Fold
	// Resolve makes all rows of a tenant out of its rows of stage 1. Pure, and
	// independent of the order of rows in the view.
	Resolve func(r *rules.Set, v *TenantView) ([]R, error)
}

// Resolved is a table of stage 3, made by NewResolved.
type Resolved interface {
	Table
	resolve(v *TenantView, into work) error
}

// TenantView gives the rows of stage 1 of one tenant at one position.
type TenantView struct {
	Tenant uuid.UUID
	rules  *rules.Set
	rows   map[string]any // []*R by table
	groups map[string]map[Group]int64
}

func newView(t target) *TenantView {
	return &TenantView{Tenant: t.tenant, rules: t.rules, rows: make(map[string]any), groups: make(map[string]map[Group]int64)}
}

func (v *TenantView) show(table string, seen glimpsed) {
	v.rows[table], v.groups[table] = seen.rows, seen.groups
}

// RowsOf returns the rows of a table of stage 1 of the same model, in no order; of a
// table with a Glimpse, those that are seen.
// They belong to the engine: read them, don't change them.
func RowsOf[R any](v *TenantView, table string) []*R {
	rows, ok := v.rows[table].([]*R)
	if !ok {
		panic(fmt.Sprintf("a resolver reads table %s as a type that it has not", table))
	}
	return rows
}

type resolvedTable[R any] struct {
	*table[R]
	resolver func(r *rules.Set, v *TenantView) ([]R, error)
}

// NewResolved makes a table of stage 3.
func NewResolved[R any](spec ResolvedSpec[R]) Resolved {
	if spec.Resolve == nil {
		panic(fmt.Sprintf("table %s: Resolve is needed", spec.Name))
	}
	return &resolvedTable[R]{table: newTable(spec.TableSpec), resolver: spec.Resolve}
}

// resolve puts the resolved rows into the work, as the rows that ought to be; rows
// of the work that are not among them end.
func (t *resolvedTable[R]) resolve(v *TenantView, into work) error {
	rows, err := t.resolver(v.rules, v)
	if err != nil {
		return fmt.Errorf("resolve %s: %w", t.meta.name, err)
	}
	w := into.(*rowWork[R])
	for _, x := range w.order {
		x.row = nil
	}
	for i := range rows {
		x := w.entry(t.spec.ID(&rows[i]))
		x.row = &rows[i]
	}
	return nil
}

// loadStored fills a work with all stored rows of the tenant.
func (w *rowWork[R]) loadStored(ctx context.Context, tx pgx.Tx) error {
	err := w.table.query(ctx, tx.Conn(), w.target, nil, func(stored []byte, at place, row *R) {
		x := w.entry(w.table.spec.ID(row))
		x.stored, x.place, x.row = stored, at, row
	})
	for _, x := range w.order {
		x.known = true
	}
	return err
}
