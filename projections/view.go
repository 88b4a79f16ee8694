package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Glimpse bounds what resolvers see of a table that has many rows, such as one for
// each device: a few of the rows, and how many of all there are of each group.
type Glimpse[R any] struct {
	// Where tells in SQL which rows are seen, Sees the same in Go. An index should
	// hold just those.
	Where string
	Sees  func(*R) bool
	// Of and As are the SQL of a group, a uuid and a text, Group is the same in Go; rows
	// for which Of is null, or whose group has no id, are counted in none.
	Of, As string
	Group  func(*R) Group
}

// Group is what rows of a table with a Glimpse have in common.
type Group struct {
	Of uuid.UUID
	As string
}

// glimpsed is what a resolver sees of a table.
type glimpsed struct {
	rows   any // []*R
	groups map[Group]int64
}

// GroupsOf counts the rows of a table that has a Glimpse, by group. The map belongs
// to the engine: read it, don't change it.
func GroupsOf(v *TenantView, table string) map[Group]int64 { return v.groups[table] }

// glimpse is what resolvers see of the rows in memory.
func (w *rowWork[R]) glimpse() glimpsed {
	g := w.table.spec.Glimpse
	rows := w.rows().([]*R)
	if g == nil {
		return glimpsed{rows: rows}
	}
	seen, groups := make([]*R, 0), make(map[Group]int64)
	for _, row := range rows {
		if g.Sees(row) {
			seen = append(seen, row)
		}
		if group := g.Group(row); group.Of != uuid.Nil {
			groups[group]++
		}
	}
	return glimpsed{seen, groups}
}

// glimpseStored is what resolvers see of the stored rows of the tenant.
func (w *rowWork[R]) glimpseStored(ctx context.Context, tx pgx.Tx) (glimpsed, error) {
	var list []*R
	sql, g := w.table.meta.statements(w.target.gen).loadAll, w.table.spec.Glimpse
	if g != nil {
		sql += " and (" + g.Where + ")"
	}
	err := w.table.read(ctx, tx.Conn(), w.target, sql, w.target.own(), func(_ []byte, _ place, row *R) { list = append(list, row) })
	if err != nil || g == nil {
		return glimpsed{rows: list}, err
	}
	groups, err := w.groupsStored(ctx, tx, g)
	return glimpsed{list, groups}, err
}

func (w *rowWork[R]) groupsStored(ctx context.Context, tx pgx.Tx, g *Glimpse[R]) (map[Group]int64, error) {
	table := w.target.gen.Schema() + "." + w.table.meta.name
	rows, err := tx.Query(ctx, "select "+g.Of+", "+g.As+", count(*) from "+table+
		" where tenant_id = $1 and variant = $2 and "+g.Of+" is not null group by 1, 2", w.target.tenant, w.target.gen.Variant)
	if err != nil {
		return nil, fmt.Errorf("count the groups of %s: %w", table, err)
	}
	groups := make(map[Group]int64)
	var group Group
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&group.Of, &group.As, &n}, func() error { groups[group] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count the groups of %s: %w", table, err)
	}
	return groups, nil
}
