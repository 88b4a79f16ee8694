package ninjaone

import (
	"context"
	"time"

	"golang.org/x/oauth2"
)

// refresh renews the token of the authorization-code grant. Another process may
// have done it already, so the store is asked first.
func (k *tokenKeeper) refresh(ctx context.Context) error {
	release, err := k.lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	if k.pending() {
		return k.save(ctx)
	}
	stored, err := k.load(ctx)
	if err != nil || k.take(stored) {
		return err
	}
	renewed, err := k.c.refreshToken(ctx, stored)
	if err != nil {
		return k.orElsewhere(ctx, stored, err)
	}
	k.hold(renewed)
	return k.save(ctx)
}

// lock keeps others, in this process and elsewhere, from using up the same refresh
// token, and a refresh from replacing the tokens of a new sign-in.
func (k *tokenKeeper) lock(ctx context.Context) (func(), error) {
	k.one.Lock()
	locker, ok := k.c.cfg.Tokens.(TokenLocker)
	if !ok {
		return k.one.Unlock, nil
	}
	release, err := locker.LockTokens(ctx)
	if err != nil {
		k.one.Unlock()
		return nil, storeError("lock its tokens", err)
	}
	return func() { release(); k.one.Unlock() }, nil
}

// load reads the stored token; none at all means that nobody has connected yet.
func (k *tokenKeeper) load(ctx context.Context) (Token, error) {
	t, err := k.c.cfg.Tokens.Load(ctx)
	if err != nil {
		return Token{}, storeError("load its tokens", err)
	}
	k.c.secrets.add(t.Access.Reveal(), t.Refresh.Reveal())
	if t.empty() {
		return Token{}, k.c.fault(call{name: CallToken}, &APIError{Kind: KindNotConnected})
	}
	return t, nil
}

// take uses a stored token if it is good and not the one that is to be renewed.
// One that can't be renewed is good even for a live check.
func (k *tokenKeeper) take(t Token) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	access := t.Access.Reveal()
	switch {
	case access == "", access == k.refused, t.ExpiresAt.IsZero():
		return false
	case k.forced && !t.Refresh.Empty():
		return false
	case access == k.current.Access.Reveal() && !k.forced, !k.c.cfg.Now().Add(renewAhead).Before(t.ExpiresAt):
		return false
	}
	k.current, k.renewAt, k.refused = t, k.planRenewal(t), ""
	return true
}

// orElsewhere looks, after a refresh token was refused, whether another process
// has replaced it in the meantime.
func (k *tokenKeeper) orElsewhere(ctx context.Context, used Token, cause error) error {
	if KindOf(cause) != KindReconnectRequired {
		return cause
	}
	stored, err := k.load(ctx)
	if err == nil && stored.Refresh.Reveal() != used.Refresh.Reveal() && k.take(stored) {
		return nil
	}
	return cause
}

// hold keeps a new token that may not be used yet.
func (k *tokenKeeper) hold(t Token) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.current, k.unsaved = t, true
}

// pending reports that a new token waits to be saved, since the store failed.
func (k *tokenKeeper) pending() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.unsaved
}

// saveTries and savePause bound how long a new token waits for a store that fails.
// The token stays in memory after that and is saved with the next request.
const (
	saveTries = 5
	savePause = time.Second
)

// save makes the held token durable, and only then the current one. The old
// refresh token is dead by now, so a store that fails is asked again.
func (k *tokenKeeper) save(ctx context.Context) error {
	t := k.token()
	var err error
	for try := range saveTries {
		if err = k.c.cfg.Tokens.Save(ctx, t); err == nil {
			k.use(t)
			return nil
		}
		if try == saveTries-1 || k.c.cfg.Sleep(ctx, savePause<<try) != nil {
			break
		}
	}
	return storeError("save its new tokens", err)
}

// refreshToken asks for a new access token. NinjaOne normally replaces the refresh
// token too; where it sends none, the old one stays good (and the OAuth library
// puts it in).
func (c *Client) refreshToken(ctx context.Context, old Token) (Token, error) {
	cl := call{name: CallRefresh}
	if old.Refresh.Empty() {
		return Token{}, c.fault(cl, &APIError{
			Kind:   KindReconnectRequired,
			Detail: "there is no refresh token, so access ended after an hour",
		})
	}
	secret, err := c.openSecret(ctx)
	if err != nil {
		return Token{}, err
	}
	cfg := c.oauth(secret)
	return c.tokenCall(ctx, cl, func(ctx context.Context) (*oauth2.Token, error) {
		return cfg.TokenSource(ctx, &oauth2.Token{RefreshToken: old.Refresh.Reveal()}).Token()
	})
}
