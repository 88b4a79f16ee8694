package pgtest_test

import (
	"context"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/migrations"

	"github.com/stretchr/testify/require"
)

func TestEveryTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	one, two := pgtest.New(t), pgtest.New(t)
	require.NotEqual(t, one.Name, two.Name)
	_, err := one.Pool("").Exec(ctx, "CREATE TABLE public.only_here (id int)")
	require.NoError(t, err)
	var there bool
	require.NoError(t, two.Pool("").QueryRow(ctx, "SELECT to_regclass('public.only_here') IS NOT NULL").Scan(&there))
	require.False(t, there)
	require.NoError(t, migrations.Check(ctx, two.Pool("")))
}

func TestPoolRunsUnderTheRole(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	for _, role := range []string{postgres.RoleOwner, postgres.RoleEngine, postgres.RoleApp, postgres.RoleReader} {
		var current, path string
		err := db.Pool(role).QueryRow(context.Background(), "SELECT current_user, current_setting('search_path')").Scan(&current, &path)
		require.NoError(t, err)
		require.Equal(t, role, current)
		require.Empty(t, path)
	}
}

func TestServerComesBackAfterAKill(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Server(t, pgtest.Durable())
	db := pgtest.New(t, pgtest.On(server))
	_, err := db.Pool("").Exec(ctx, "CREATE TABLE public.kept AS SELECT 42 AS answer")
	require.NoError(t, err)
	server.Kill(t)
	_, err = postgres.OpenPool(ctx, db.URL, postgres.PoolConfig{})
	require.Error(t, err)
	server.Start(t)
	var answer int
	require.NoError(t, db.Pool("").QueryRow(ctx, "SELECT answer FROM public.kept").Scan(&answer))
	require.Equal(t, 42, answer)
	server.Stop(t)
	server.Start(t)
	require.NoError(t, db.Pool("").Ping(ctx))
}
