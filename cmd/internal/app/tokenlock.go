package app

import (
	"context"

	"coresync/adapters/ninjaone"
	"coresync/adapters/postgres"
)

var _ ninjaone.TokenLocker = tokenStore{}

// LockTokens implements ninjaone.TokenLocker: NinjaOne replaces a refresh token when
// it is used, so of two processes that use up the same one the second would lose the
// connection.
func (s tokenStore) LockTokens(ctx context.Context) (release func(), err error) {
	return postgres.Lock(ctx, s.app.db.engine, "tokens "+s.tenant.String()+"/"+s.connection.String())
}
