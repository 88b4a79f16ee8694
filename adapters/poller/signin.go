package poller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// SignIn is a browser sign-in at NinjaOne that was begun (SET-11).
type SignIn struct {
	// StateHash is SHA-256 of the state; the state itself is with the browser alone.
	StateHash          [32]byte
	Tenant, Connection uuid.UUID
	// Actor is who began it, and in whose name the connection is authorised.
	Actor string
	// Verifier is the PKCE verifier, sealed before it gets here.
	Verifier  []byte
	ExpiresAt time.Time
}

// ErrNoSignIn says that no sign-in waits for this state: it never did, it has
// ended, or it took too long. Which of them is not told to whoever comes with it.
var ErrNoSignIn = errors.New("no sign-in waits for this state")

// SignIns keeps sign-ins until they are finished, each for one use.
type SignIns struct{ pool *pgxpool.Pool }

// NewSignIns works on a pool whose role is coresync_engine.
func NewSignIns(pool *pgxpool.Pool) *SignIns { return &SignIns{pool} }

// Begin keeps a sign-in, and forgets those that nobody finished before now.
func (s *SignIns) Begin(ctx context.Context, v SignIn, now time.Time) error {
	_, err := s.pool.Exec(ctx, `with late as (delete from poller.sign_ins where expires_at <= $7)
		insert into poller.sign_ins (state_hash, tenant_id, connection_id, actor, verifier, expires_at)
		values ($1, $2, $3, $4, $5, $6)`,
		v.StateHash[:], v.Tenant, v.Connection, v.Actor, v.Verifier, v.ExpiresAt, now)
	if err != nil {
		return fmt.Errorf("begin the sign-in of connection %s: %w", v.Connection, err)
	}
	return nil
}

// Take ends the sign-in of a state and returns it: a state is good once, whatever
// comes of it. Error: ErrNoSignIn.
func (s *SignIns) Take(ctx context.Context, stateHash [32]byte, now time.Time) (SignIn, error) {
	v := SignIn{StateHash: stateHash}
	err := s.pool.QueryRow(ctx, `delete from poller.sign_ins where state_hash = $1
		returning tenant_id, connection_id, actor, verifier, expires_at`, stateHash[:]).
		Scan(&v.Tenant, &v.Connection, &v.Actor, &v.Verifier, &v.ExpiresAt)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !now.Before(v.ExpiresAt) {
		return SignIn{}, ErrNoSignIn
	}
	if err != nil {
		return SignIn{}, fmt.Errorf("finish a sign-in: %w", err)
	}
	return v, nil
}

// Forget ends all sign-ins of a connection, as its removal does.
func (s *SignIns) Forget(ctx context.Context, tenant, connection uuid.UUID) error {
	_, err := s.pool.Exec(ctx, `delete from poller.sign_ins where tenant_id = $1 and connection_id = $2`, tenant, connection)
	if err != nil {
		return fmt.Errorf("forget the sign-ins of connection %s: %w", connection, err)
	}
	return nil
}
