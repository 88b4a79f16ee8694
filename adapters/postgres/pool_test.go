package postgres_test

import (
	"context"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

	"github.com/stretchr/testify/require"
)

func TestPoolSettings(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)
	pool := db.PoolWith(postgres.PoolConfig{
		Role: postgres.RoleApp, ApplicationName: "coresync serve", SearchPath: []string{"read\"model", "pg_temp"},
		StatementLimit: 1500 * time.Millisecond, LockLimit: 2 * time.Second, IdleInTxLimit: 3 * time.Second,
	})
	for setting, want := range map[string]string{
		"role": "coresync_app", "application_name": "coresync serve", "search_path": `"read""model", "pg_temp"`, "TimeZone": "UTC",
		"statement_timeout": "1500ms", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "3s",
	} {
		var got string
		require.NoError(t, pool.QueryRow(ctx, "SELECT current_setting($1)", setting).Scan(&got))
		require.Equal(t, want, got, setting)
	}
	// What a caller forgot to reset must not raise the rights of the next one.
	_, err := pool.Exec(ctx, "RESET ROLE; RESET ALL")
	require.NoError(t, err)
	var role string
	require.NoError(t, pool.QueryRow(ctx, "SELECT current_user").Scan(&role))
	require.Equal(t, "coresync_app", role)
	require.EqualValues(t, 10, pool.Config().MaxConns)
}

func TestPoolRefusesAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)

	_, err := postgres.OpenPool(ctx, db.URL, postgres.PoolConfig{Role: "coresync_nobody"})
	require.ErrorContains(t, err, "coresync_nobody")

	_, err = postgres.OpenPool(ctx, "postgres://me:verysecret@127.0.0.1:1/nowhere", postgres.PoolConfig{})
	require.ErrorContains(t, err, "connect to database nowhere as user me")
	require.NotContains(t, err.Error(), "verysecret")

	_, err = postgres.OpenPool(ctx, "postgres://me:verysecret@:x/nowhere?sslmode=perhaps", postgres.PoolConfig{})
	require.ErrorContains(t, err, "database URL")
	require.NotContains(t, err.Error(), "verysecret")
}

func TestPoolOutlivesAServerThatRestarts(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Server(t)
	db := pgtest.New(t, pgtest.On(server))
	pool := db.Pool(postgres.RoleEngine)
	server.Kill(t)
	require.Error(t, pool.Ping(ctx))
	server.Start(t)
	require.NoError(t, pool.Ping(ctx))
}
