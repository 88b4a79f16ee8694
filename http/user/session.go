package user

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const (
	// idle ends a session that nobody used; a working day and the way home.
	idle = 12 * time.Hour
	// oldest ends a session however much it is used.
	oldest = 14 * 24 * time.Hour
	// precision of last_seen_at: one write a minute and session, however busy it is.
	precision = time.Minute
	// apart begins another visit: who comes back after it is told what changed since.
	apart = time.Hour
)

// begin makes a session in a transaction.
func (s *Store) begin(ctx context.Context, tx pgx.Tx, u row) (api.NewSession, error) {
	id, now := uuid.New(), s.now()
	secret, hashed := generate(id)
	expires := now.Add(oldest)
	if _, err := tx.Exec(ctx, `delete from web.sessions where tenant_id = $1 and user_id = $2
		and (expires_at <= $3 or ended_at is not null or last_seen_at <= $4)`, u.Tenant, u.ID, now, now.Add(-idle)); err != nil {
		return api.NewSession{}, fmt.Errorf("clear old sessions: %w", err)
	}
	if _, err := tx.Exec(ctx, `insert into web.sessions (tenant_id, id, user_id, secret_hash, created_at, last_seen_at, expires_at)
		values ($1, $2, $3, $4, $5, $5, $6)`, u.Tenant, id, u.ID, hashed, now, expires); err != nil {
		return api.NewSession{}, fmt.Errorf("begin a session: %w", err)
	}
	if _, err := tx.Exec(ctx, `update web.users set last_sign_in_at = $3 where tenant_id = $1 and id = $2`, u.Tenant, u.ID, now); err != nil {
		return api.NewSession{}, fmt.Errorf("note the sign-in: %w", err)
	}
	if err := u.looks(ctx, tx, now); err != nil {
		return api.NewSession{}, err
	}
	return api.NewSession{Secret: secret, ExpiresAt: expires, Identity: u.identity(id, expires)}, nil
}

// refused says what to do about a session that doesn't let in.
func refused(reason string) error {
	message := "Sign in first."
	if reason == "session_expired" {
		message = "You were signed out because nothing was done for a while. Sign in again."
	}
	return &domain.Error{Code: domain.CodeUnauthorized, Reason: reason, Message: message}
}

// Identify implements api.Sessions.
func (s *Store) Identify(ctx context.Context, secret api.Secret) (api.Identity, error) {
	id, hashed, ok := parse(secret)
	if !ok {
		return api.Identity{}, refused("session_unknown")
	}
	var tenant *uuid.UUID
	if err := s.pool.QueryRow(ctx, `select web.tenant_of_session($1)`, id).Scan(&tenant); err != nil {
		return api.Identity{}, fmt.Errorf("look up a session: %w", err)
	}
	if tenant == nil {
		return api.Identity{}, refused("session_unknown")
	}
	var who api.Identity
	err := s.within(ctx, *tenant, func(tx pgx.Tx) (err error) {
		who, err = s.sessionOf(ctx, tx, *tenant, id, hashed)
		return err
	})
	return who, err
}

func (s *Store) sessionOf(ctx context.Context, tx pgx.Tx, tenant, id uuid.UUID, hashed []byte) (api.Identity, error) {
	var user uuid.UUID
	var kept []byte
	var seen, expires time.Time
	var ended *time.Time
	err := tx.QueryRow(ctx, `select user_id, secret_hash, last_seen_at, expires_at, ended_at from web.sessions
		where tenant_id = $1 and id = $2`, tenant, id).Scan(&user, &kept, &seen, &expires, &ended)
	now := s.now()
	switch {
	case errors.Is(err, pgx.ErrNoRows) || err == nil && subtle.ConstantTimeCompare(kept, hashed) != 1:
		return api.Identity{}, refused("session_unknown")
	case err != nil:
		return api.Identity{}, fmt.Errorf("read a session: %w", err)
	case ended != nil:
		return api.Identity{}, refused("session_expired")
	case !expires.After(now) || now.Sub(seen) >= idle:
		return api.Identity{User: user, Tenant: tenant}, refused("session_expired")
	}
	found, err := one(tx.Query(ctx, `select `+columns+` from web.users where tenant_id = $1 and id = $2 and removed_at is null`, tenant, user))
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return api.Identity{}, refused("session_unknown")
	} else if err != nil {
		return api.Identity{}, fmt.Errorf("read the user of a session: %w", err)
	}
	if now.Sub(seen) >= precision {
		if _, err := tx.Exec(ctx, `update web.sessions set last_seen_at = $3 where tenant_id = $1 and id = $2`, tenant, id, now); err != nil {
			return api.Identity{}, fmt.Errorf("note the use of a session: %w", err)
		}
		if err := found.looks(ctx, tx, now); err != nil {
			return api.Identity{}, err
		}
	}
	return found.identity(id, expires), nil
}

// looks notes that a person is here, and until when the visit before this one was.
func (r *row) looks(ctx context.Context, tx pgx.Tx, now time.Time) error {
	err := tx.QueryRow(ctx, `update web.users set last_seen_at = $3,
			looked_until = case when last_seen_at <= $4 then last_seen_at else looked_until end
		where tenant_id = $1 and id = $2 returning looked_until`, r.Tenant, r.ID, now, now.Add(-apart)).Scan(&r.LookedUntil)
	if err != nil {
		return fmt.Errorf("note a visit: %w", err)
	}
	return nil
}

// SignOut implements api.Sessions.
func (s *Store) SignOut(ctx context.Context, who api.Identity) error {
	if err := s.end(ctx, who); err != nil {
		return err
	}
	return s.noteOwn(ctx, who, &event.SignedOut{User: who.User, Session: who.Session})
}

// end ends a session.
func (s *Store) end(ctx context.Context, who api.Identity) error {
	return s.within(ctx, who.Tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `delete from web.sessions where tenant_id = $1 and id = $2`, who.Tenant, who.Session)
		return err
	})
}

// SignOutEverywhere implements api.Sessions.
func (s *Store) SignOutEverywhere(ctx context.Context, tenant uuid.UUID, actor string, user uuid.UUID) error {
	err := s.within(ctx, tenant, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `delete from web.sessions where tenant_id = $1 and user_id = $2`, tenant, user)
		return err
	})
	if err != nil {
		return err
	}
	return s.note(ctx, tenant, actor, user, &event.SignedOut{User: user, Everywhere: true})
}
