package poller

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// LockTokens waits until no other process changes the tokens of a connection, and
// keeps others from it until release is called: two that refresh at once would use
// up one refresh token, and the slower would lose the connection.
//
// The lock is held by a database session of its own, so it ends with the process.
// A session of the pool would not do: whoever holds the lock saves the tokens
// through the pool, which may be full of those who wait.
func (c *Credentials) LockTokens(ctx context.Context, tenant, connection uuid.UUID) (release func(), err error) {
	session, err := pgx.ConnectConfig(ctx, c.pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("lock the tokens of connection %s: %w", connection, err)
	}
	end := func() { _ = session.Close(context.WithoutCancel(ctx)) } // a session that broke holds no lock
	_, err = session.Exec(ctx, `select pg_advisory_lock(hashtextextended($1, 0))`,
		"coresync tokens "+tenant.String()+"/"+connection.String())
	if err != nil {
		end()
		return nil, fmt.Errorf("lock the tokens of connection %s: %w", connection, err)
	}
	return end, nil
}
