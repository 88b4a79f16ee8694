package projections

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// liveColumn is a column of a view of what is live. none is what it shows of a build
// that does not have it.
type liveColumn struct{ name, sqlType, none string }

// liveBuild is a build that a view of what is live looks into.
type liveBuild struct {
	build int
	lacks map[string]bool // columns that came, or went, with another shape
}

func (t *tableInfo) liveColumns() []liveColumn {
	columns := make([]liveColumn, len(t.columns))
	for i, c := range t.columns {
		columns[i] = liveColumn{c.name, baseType(c.sqlType), none(c.sqlType)}
	}
	return columns
}

// none is the value that says nothing, in a column of a type: readers of a column that
// is never null must not meet one.
func none(sqlType string) string {
	switch base := baseType(sqlType); {
	case base == "boolean": // never null, see column.Bool
		return "false"
	case base != sqlType:
		return "0"
	}
	return "null"
}

// liveView is the view of a table that shows each tenant the rows that are live for
// it, of whatever build. A column that a build does not have says nothing there. The
// views for people stand on it and never change with a build.
func (m *Model) liveView(t *tableInfo, columns []liveColumn, builds []liveBuild) string {
	branches := make([]string, len(builds))
	for i, b := range builds {
		names := make([]string, len(columns))
		for i, c := range columns {
			names[i] = "t." + c.name
			if b.lacks[c.name] {
				names[i] = fmt.Sprintf("%s::%s as %s", c.none, c.sqlType, c.name)
			}
		}
		branches[i] = fmt.Sprintf(`select t.tenant_id, %s
from %s.%s t
join projection.live l on l.tenant_id = t.tenant_id
join projection.releases r on r.tenant_id = l.tenant_id and r.release = l.release
    and r.model = %s and r.build = %d and r.variant = t.variant`,
			strings.Join(names, ", "), Generation{Model: m.Name, Build: b.build}.Schema(), t.name, quote(m.Name), b.build)
	}
	return fmt.Sprintf("create or replace view %s with (security_invoker = true) as\n%s",
		m.liveName(t), strings.Join(branches, "\nunion all\n"))
}

// setView lets the view of a table look into builds, which may be of other shapes. The
// view keeps the columns that it has, in their order: others look at them.
func (m *Model) setView(ctx context.Context, tx pgx.Tx, t *tableInfo, builds []int) error {
	columns, err := columnsOf(ctx, tx, m.liveName(t))
	if err != nil {
		return err
	}
	columns = columns[1:] // the tenant
	for _, c := range t.liveColumns() {
		if i := indexOf(columns, c.name); i < 0 {
			columns = append(columns, c)
		} else {
			columns[i].none = c.none
		}
	}
	within := make([]liveBuild, len(builds))
	for i, build := range builds {
		stored, err := columnsOf(ctx, tx, Generation{Model: m.Name, Build: build}.Schema()+"."+t.name)
		if err != nil {
			return err
		}
		within[i] = liveBuild{build: build, lacks: make(map[string]bool)}
		for _, c := range columns {
			within[i].lacks[c.name] = indexOf(stored, c.name) < 0
		}
	}
	if _, err := tx.Exec(ctx, m.liveView(t, columns, within)); err != nil {
		return fmt.Errorf("set the view of %s: %w", t.name, err)
	}
	return nil
}

func indexOf(columns []liveColumn, name string) int {
	return slices.IndexFunc(columns, func(c liveColumn) bool { return c.name == name })
}

// columnsOf lists the columns of a table or view as they are in the database.
func columnsOf(ctx context.Context, tx pgx.Tx, relation string) ([]liveColumn, error) {
	rows, err := tx.Query(ctx, `select attname::text, format_type(atttypid, atttypmod) from pg_attribute
		where attrelid = $1::text::regclass and attnum > 0 and not attisdropped order by attnum`, relation)
	if err != nil {
		return nil, fmt.Errorf("list the columns of %s: %w", relation, err)
	}
	columns, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c liveColumn, err error) {
		err = row.Scan(&c.name, &c.sqlType)
		c.none = none(c.sqlType)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the columns of %s: %w", relation, err)
	}
	return columns, nil
}
