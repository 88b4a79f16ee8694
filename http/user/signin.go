package user

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"

	"github.com/jackc/pgx/v5"
)

const (
	// window is the time in which failures are counted.
	window = 15 * time.Minute
	// mostOfEmail and mostOfAddress are how many failures an e-mail address and a
	// network address may have in it: an office shares one of the latter.
	mostOfEmail, mostOfAddress = 8, 40
)

var errCredentials = &domain.Error{Code: domain.CodeUnauthorized, Reason: "credentials_wrong",
	Message: "E-mail address and password don't go together. Check both and try again."}

// counted are the keys under which a failure is counted. Only hashes are kept.
func counted(c api.Credentials) map[[sha256.Size]byte]int {
	return map[[sha256.Size]byte]int{
		sha256.Sum256([]byte("email:" + emailKey(c.Email))): mostOfEmail,
		sha256.Sum256([]byte("address:" + c.Address)):       mostOfAddress,
	}
}

// SignIn implements api.Sessions.
func (s *Store) SignIn(ctx context.Context, c api.Credentials) (api.NewSession, error) {
	if err := s.notTooOften(ctx, c); err != nil {
		if domain.ErrorCode(err) == domain.CodeUnavailable {
			s.refused(ctx, c.Email, event.ByPassword)
		}
		return api.NewSession{}, err
	}
	rows, err := s.pool.Query(ctx, `select `+columns+` from web.user_of_email($1)`, emailKey(c.Email))
	found, err := one(rows, err)
	if err != nil && domain.ErrorCode(err) != domain.CodeNotFound {
		return api.NewSession{}, fmt.Errorf("look up who signs in: %w", err)
	}
	kept := absent
	if found.Password != nil {
		kept = *found.Password
	}
	ok, err := matches(ctx, kept, c.Password)
	if err != nil {
		return api.NewSession{}, err
	}
	if !ok || found.Password == nil {
		s.refused(ctx, c.Email, event.ByPassword)
		return api.NewSession{}, errors.Join(errCredentials, s.failed(ctx, c))
	}
	var session api.NewSession
	err = s.within(ctx, found.Tenant, func(tx pgx.Tx) (err error) {
		session, err = s.begin(ctx, tx, found)
		return err
	})
	if err == nil {
		err = s.forgiven(ctx, c)
	}
	if err != nil {
		return api.NewSession{}, err
	}
	return s.came(ctx, session, event.ByPassword)
}

func (s *Store) notTooOften(ctx context.Context, c api.Credentials) error {
	since := s.now().Add(-window)
	for key, most := range counted(c) {
		var failures int
		var first time.Time
		err := s.pool.QueryRow(ctx, `select failures, first_at from web.attempts where key = $1 and first_at > $2`, key[:], since).Scan(&failures, &first)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
		case err != nil:
			return fmt.Errorf("count failed sign-ins: %w", err)
		case failures >= most:
			wait := first.Add(window).Sub(s.now())
			return &domain.Error{Code: domain.CodeUnavailable, Reason: "too_many_attempts", RetryAfter: wait,
				Message: fmt.Sprintf("Too many attempts failed. Wait %d minutes, or ask an owner for a link to choose a new password.", int(wait/time.Minute)+1)}
		}
	}
	return nil
}

// failed counts a failure, and clears those that count no more.
func (s *Store) failed(ctx context.Context, c api.Credentials) error {
	now := s.now()
	if _, err := s.pool.Exec(ctx, `delete from web.attempts where first_at <= $1`, now.Add(-window)); err != nil {
		return fmt.Errorf("clear failed sign-ins: %w", err)
	}
	for key := range counted(c) {
		if _, err := s.pool.Exec(ctx, `insert into web.attempts as a (key, failures, first_at) values ($1, 1, $2)
			on conflict (key) do update set failures = a.failures + 1`, key[:], now); err != nil {
			return fmt.Errorf("count a failed sign-in: %w", err)
		}
	}
	return nil
}

// forgiven clears the count of the person, not that of the address: behind it may be others.
func (s *Store) forgiven(ctx context.Context, c api.Credentials) error {
	key := sha256.Sum256([]byte("email:" + emailKey(c.Email)))
	_, err := s.pool.Exec(ctx, `delete from web.attempts where key = $1`, key[:])
	return err
}
