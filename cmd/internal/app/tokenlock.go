package app

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/ninjaone"
)

var _ ninjaone.TokenLocker = tokenStore{}

// unlockTimeout bounds how long giving the lock back may take.
const unlockTimeout = 5 * time.Second

// LockTokens implements ninjaone.TokenLocker by a lock of the database's, which ends
// with its session: NinjaOne replaces a refresh token when it is used, so of two
// processes that use up the same one the second would lose the connection.
func (s tokenStore) LockTokens(ctx context.Context) (release func(), err error) {
	conn, err := s.app.db.engine.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock the tokens of connection %s: %w", s.connection, err)
	}
	name := string(sealFor(s.tenant, s.connection, credentialTokens))
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(hashtextextended($1, 0))`, name); err != nil {
		conn.Release()
		return nil, fmt.Errorf("lock the tokens of connection %s: %w", s.connection, err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), unlockTimeout)
		defer cancel()
		if _, err := conn.Exec(ctx, `select pg_advisory_unlock(hashtextextended($1, 0))`, name); err != nil {
			// The lock is gone with the session, and so must the session be.
			_ = conn.Conn().Close(ctx)
		}
		conn.Release()
	}, nil
}
