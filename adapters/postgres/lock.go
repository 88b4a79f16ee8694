package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Lock waits until nobody else holds the lock of this name in the database, in whichever
// process, and keeps others from it until release is called.
//
// The lock is held by a session of its own, so it ends with the process. A session of the
// pool would not do: whoever holds the lock works through the pool, which may be full of
// those who wait for the lock.
func Lock(ctx context.Context, pool *pgxpool.Pool, name string) (release func(), err error) {
	session, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	end := func() { _ = session.Close(context.WithoutCancel(ctx)) } // a session that broke holds no lock
	if _, err = session.Exec(ctx, `select pg_advisory_lock(hashtextextended($1, 0))`, "coresync "+name); err != nil {
		end()
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	return end, nil
}
