package ninjaone

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// When a token is renewed.
const (
	renewAhead   = 5 * time.Minute  // before it expires
	renewSpread  = time.Minute      // and up to this much earlier, at random
	renewAgain   = 30 * time.Second // after a renewal that failed while the token is still good
	renewTimeout = 90 * time.Second // for one renewal, repetitions included
)

// tokenKeeper hands out an access token that is good, and renews it ahead of time.
// However many requests want one, one renewal runs.
type tokenKeeper struct {
	c      *Client
	flight singleflight.Group
	one    sync.Mutex // held by whoever replaces the stored token

	mu      sync.Mutex
	current Token
	unsaved bool      // current is not durable yet and may not be used
	renewAt time.Time // when to renew ahead
	refused string    // the access token that got a 401
	forced  bool      // whether the next token must be a new one
}

// access returns an access token for one request.
func (k *tokenKeeper) access(ctx context.Context) (string, error) {
	if t, ok := k.good(); ok {
		return t, nil
	}
	// The renewal outlives a caller that gives up: an answer that nobody waits
	// for may hold the only refresh token that is still alive.
	done := k.flight.DoChan("renew", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
		defer cancel()
		return nil, k.renew(ctx)
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return "", r.Err
		}
		t, _ := k.good()
		return t, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// good returns the current access token unless it is due for renewal.
func (k *tokenKeeper) good() (string, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	t := k.current.Access.Reveal()
	ok := t != "" && !k.unsaved && t != k.refused && !k.forced && k.c.cfg.Now().Before(k.renewAt)
	return t, ok
}

// refuse notes that an access token got a 401, so that the next request gets
// another one.
func (k *tokenKeeper) refuse(access string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused = access
}

// force makes the next request get a new token, for a check that must be live.
func (k *tokenKeeper) force() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forced = true
}

// calm ends what force began.
func (k *tokenKeeper) calm() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forced = false
}

// renew gets a new access token by the connection's grant. A token that is still
// good is used on if NinjaOne can't be reached for a moment.
func (k *tokenKeeper) renew(ctx context.Context) error {
	defer k.calm()
	var err error
	if k.c.cfg.Grant == AuthorizationCode {
		err = k.refresh(ctx)
	} else {
		err = k.issue(ctx)
	}
	if err == nil || !k.usableStill(err) {
		return err
	}
	k.c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "NinjaOne access token could not be renewed ahead of time and is used on",
		slog.String("error", k.c.secrets.scrub(err.Error())))
	return nil
}

// usableStill decides whether the current token outlasts a failed renewal. It
// does not if only a person can mend the failure: that is better known early.
func (k *tokenKeeper) usableStill(err error) bool {
	switch KindOf(err) {
	case KindUnreachable, KindServer, KindRateLimited, KindNotJSON, KindTruncated, "": // "" is the token store.
	default:
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	access, now := k.current.Access.Reveal(), k.c.cfg.Now()
	if access == "" || access == k.refused || k.unsaved || k.forced || !now.Add(renewAgain).Before(k.current.ExpiresAt) {
		return false
	}
	k.renewAt = now.Add(renewAgain)
	return true
}

// issue gets a token for client credentials.
func (k *tokenKeeper) issue(ctx context.Context) error {
	t, err := k.c.issueToken(ctx)
	if err != nil {
		return err
	}
	k.use(t)
	return nil
}

// use makes a token the current one and plans its renewal.
func (k *tokenKeeper) use(t Token) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.current, k.unsaved, k.refused = t, false, ""
	k.renewAt = k.planRenewal(t)
	k.c.cfg.Log.LogAttrs(context.Background(), slog.LevelInfo, "NinjaOne access token is new",
		slog.Time("expires_at", t.ExpiresAt), slog.Bool("refresh_token", !t.Refresh.Empty()))
}

// planRenewal is some minutes before the token expires, or three quarters through
// the life of a short one, spread so that many connections don't renew at once.
func (k *tokenKeeper) planRenewal(t Token) time.Time {
	now := k.c.cfg.Now()
	if t.ExpiresAt.IsZero() {
		return now.Add(renewAhead)
	}
	life := t.ExpiresAt.Sub(now)
	ahead := renewAhead + time.Duration(k.c.cfg.Jitter()*float64(renewSpread))
	return t.ExpiresAt.Add(-min(ahead, life/4))
}

// token returns the current token, for checks that show what was granted.
func (k *tokenKeeper) token() Token {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.current
}

// storeError names what was being done with the token store.
func storeError(doing string, err error) error {
	return fmt.Errorf("NinjaOne connection: %s: %w", doing, err)
}
