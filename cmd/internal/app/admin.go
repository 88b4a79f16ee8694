package app

import (
	"context"

	"coresync/adapters/postgres"

	"github.com/jackc/pgx/v5/pgxpool"
)

// AdminPool connects with the rights of the URL's user: for migrations,
// generations of read models and benchmarks. The caller closes it.
func (a *App) AdminPool(ctx context.Context) (*pgxpool.Pool, error) {
	return postgres.OpenPool(ctx, a.db.url, postgres.PoolConfig{MaxConns: 8, ApplicationName: "coresync admin"})
}
