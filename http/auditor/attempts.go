package auditor

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"coresync/domain"

	"github.com/jackc/pgx/v5"
)

const (
	// window is the time in which wrong secrets are counted.
	window = 15 * time.Minute
	// mostOfAddress is how many may come from a network address in it: an office shares one.
	mostOfAddress = 40
)

// key is under what failures of an address are counted, beside those of sign-ins.
func key(address string) []byte {
	sum := sha256.Sum256([]byte("auditor:" + address))
	return sum[:]
}

func (s *Store) notTooOften(ctx context.Context, address string) error {
	var failures int
	var first time.Time
	err := s.pool.QueryRow(ctx, `select failures, first_at from web.attempts where key = $1 and first_at > $2`, key(address), s.now().Add(-window)).Scan(&failures, &first)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("count links that were wrong: %w", err)
	case failures < mostOfAddress:
		return nil
	}
	wait := first.Add(window).Sub(s.now())
	return &domain.Error{Code: domain.CodeUnavailable, Reason: "too_many_attempts", RetryAfter: wait,
		Message: fmt.Sprintf("Too many links were wrong. Wait %d minutes.", int(wait/time.Minute)+1)}
}

// failed counts a wrong secret, and clears what counts no more.
func (s *Store) failed(ctx context.Context, address string) error {
	now := s.now()
	if _, err := s.pool.Exec(ctx, `delete from web.attempts where first_at <= $1`, now.Add(-window)); err != nil {
		return fmt.Errorf("clear links that were wrong: %w", err)
	}
	_, err := s.pool.Exec(ctx, `insert into web.attempts as a (key, failures, first_at) values ($1, 1, $2)
		on conflict (key) do update set failures = a.failures + 1`, key(address), now)
	if err != nil {
		return fmt.Errorf("count a link that was wrong: %w", err)
	}
	return nil
}
