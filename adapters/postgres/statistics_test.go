package postgres_test

import (
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

	"github.com/stretchr/testify/require"
)

// PostgreSQL plans for a table that was just filled as it does for one that it knows, and looks
// again only once it has grown to more than twice as much.
func TestTablesThatGrewAreKnown(t *testing.T) {
	t.Parallel()
	owner := pgtest.New(t).Pool(postgres.RoleOwner)
	ctx := t.Context()
	exec := func(sql string) {
		_, err := owner.Exec(ctx, sql)
		require.NoError(t, err)
	}
	exec(`create schema grows; create table grows."A table" (n int, filler text) with (autovacuum_enabled = false); create table grows.small (n int) with (autovacuum_enabled = false)`)
	fill := func(n int) {
		_, err := owner.Exec(ctx, `insert into grows."A table" select i, repeat('x', 500) from generate_series(1, $1) i`, n)
		require.NoError(t, err)
	}
	known := func(table string) (n float64) {
		require.NoError(t, postgres.KnowTables(ctx, owner))
		require.NoError(t, owner.QueryRow(ctx, `select reltuples from pg_class where oid = $1::text::regclass`, table).Scan(&n))
		return n
	}
	exec(`insert into grows.small select generate_series(1, 100)`)
	exec(`create table grows.middling (filler text) with (autovacuum_enabled = false); insert into grows.middling select repeat('x', 500) from generate_series(1, 300)`)
	fill(10000)
	require.EqualValues(t, 10000, known(`grows."A table"`))
	require.EqualValues(t, -1, known("grows.small"), "whatever it knows of it, it reads it whole")
	require.EqualValues(t, 300, known("grows.middling"), "a few hundred are many for a loop in a loop")
	fill(5000)
	require.EqualValues(t, 10000, known(`grows."A table"`), "not much more than it was")
	fill(10000)
	require.EqualValues(t, 25000, known(`grows."A table"`))

	tx, err := owner.Begin(ctx)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(ctx) }()
	_, err = tx.Exec(ctx, `insert into grows."A table" select i, repeat('x', 500) from generate_series(1, 60000) i; lock grows."A table"`)
	require.NoError(t, err)
	require.NoError(t, postgres.KnowTables(ctx, owner), "it is left for the next time")
}
