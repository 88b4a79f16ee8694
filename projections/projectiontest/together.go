package projectiontest

import (
	"context"
	"testing"

	"coresync/projections"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// together holds the tables of a reading of the past, of all models folded together,
// against the live ones at the same event.
func together(t *testing.T, models func() []*projections.Model) {
	b := New(t, models()...)
	var names []string
	for _, m := range models() {
		names = append(names, m.Name)
	}
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		w, e := b.NewWorld(rt), b.engine(rt, models(), 100)
		w.Live(rt, rapid.IntRange(1, 40).Draw(rt, "steps"))
		require.NoError(rt, e.CatchUp(ctx, w.tenant))
		head, err := b.Head(ctx, w.tenant)
		require.NoError(rt, err)
		live := make(map[[2]string][]string)
		require.NoError(rt, projections.Read(ctx, b.Pool, w.tenant, b.Clock.Now(), func(r *projections.Reading) error {
			for _, model := range names {
				for _, table := range tablesOf(rt, r, model) {
					live[[2]string{model, table}] = rowsOf(rt, r, model, table)
				}
			}
			return nil
		}))
		require.NoError(rt, e.ReadPast(ctx, w.tenant, projections.Moment{Position: head.Position}, names, func(r *projections.Reading) error {
			for of, rows := range live {
				require.Equal(rt, rows, rowsOf(rt, r, of[0], of[1]), "%s.%s", of[0], of[1])
			}
			return nil
		}))
	})
}

// tablesOf lists the tables of a model's live build.
func tablesOf(t require.TestingT, r *projections.Reading, model string) []string {
	rows, err := r.Tx.Query(context.Background(), `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = 'rm_' || $1 || '_b1' and c.relkind = 'r' order by 1`, model)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	return tables
}

// rowsOf are the rows of a table as texts, in an order of their own.
func rowsOf(t require.TestingT, r *projections.Reading, model, table string) []string {
	name := r.Table(model, table)
	rows, err := r.Tx.Query(context.Background(), "select (to_jsonb(x) - 'variant')::text from "+name+" x where tenant_id = $1 and variant = $2 order by 1",
		r.Tenant, r.Variant(model))
	require.NoError(t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return all
}
