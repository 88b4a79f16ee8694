package ninjaone

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/oauth2"
)

// NewVerifier makes a PKCE verifier (RFC 7636) for one sign-in. Keep it beside the
// state until the return.
func NewVerifier() string { return oauth2.GenerateVerifier() }

// AuthCodeURL is the address to send the browser to (SET-11). state ties the
// return to this browser; verifier is what [NewVerifier] made, of which only the
// S256 challenge is sent.
func (c *Client) AuthCodeURL(state, verifier string) string {
	return c.oauth(Secret{}).AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
}

// Authorization is what a sign-in brought.
type Authorization struct {
	// Scopes were granted.
	Scopes []string
	// ExpiresAt is when the access token ends.
	ExpiresAt time.Time
	// CanRefresh reports whether a refresh token came.
	CanRefresh bool
	// Warning says at once what will go wrong later; empty where nothing will.
	Warning string
}

// Exchange turns the code of the return into tokens and saves them (SET-12). A code
// is used once, whatever happens: after an error the user signs in again. So the
// exchange goes on when ctx ends, as it does when the user closes the page. That
// no refresh token came is no error but a warning to show at once (SET-05).
func (c *Client) Exchange(ctx context.Context, code, verifier string) (Authorization, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTimeout)
	defer cancel()
	c.secrets.add(code, verifier)
	cl := call{name: CallExchange, once: true}
	if c.cfg.Grant != AuthorizationCode {
		return Authorization{}, fmt.Errorf("%s: this connection uses client credentials", cl.name)
	}
	secret, err := c.openSecret(ctx)
	if err != nil {
		return Authorization{}, err
	}
	release, err := c.tokens.lock(ctx) // Before the code is used up.
	if err != nil {
		return Authorization{}, err
	}
	defer release()
	cfg := c.oauth(secret)
	t, err := c.tokenCall(ctx, cl, func(ctx context.Context) (*oauth2.Token, error) {
		return cfg.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	})
	if err != nil {
		return Authorization{}, err
	}
	c.tokens.hold(t)
	if err := c.tokens.save(ctx); err != nil {
		return Authorization{}, err
	}
	return c.authorization(t), nil
}

// authorization describes a new token to the user.
func (c *Client) authorization(t Token) Authorization {
	a := Authorization{Scopes: t.Scopes, ExpiresAt: t.ExpiresAt, CanRefresh: !t.Refresh.Empty()}
	if !a.CanRefresh {
		a.Warning = noRefreshWarning(t.ExpiresAt.Sub(c.cfg.Now()))
	}
	return a
}

// noRefreshWarning says when a connection without refresh token ends and how to
// mend that.
func noRefreshWarning(left time.Duration) string {
	return fmt.Sprintf("NinjaOne sent no refresh token: this connection will stop working in %d minutes. Allow the grant type %q for the API client application under %s, then click Reconnect",
		max(0, int(left.Round(time.Minute)/time.Minute)), "Refresh token", where)
}
