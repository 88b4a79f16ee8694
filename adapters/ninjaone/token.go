package ninjaone

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// Token is what NinjaOne issued for a connection. Access and Refresh print as
// "[redacted]"; a [TokenStore] seals what Reveal gives.
type Token struct {
	// Access is the access token; it lives 3,600 s.
	Access Secret
	// Refresh is the refresh token of the authorization-code grant, replaced by
	// NinjaOne with each use. Empty where none was issued.
	Refresh Secret
	// ExpiresAt is when Access ends, by the client's clock; zero if unknown.
	ExpiresAt time.Time
	// Scopes are what was granted, which can be less than what was asked for.
	Scopes []string
}

// empty reports that nothing was ever issued.
func (t Token) empty() bool { return t.Access.Empty() && t.Refresh.Empty() }

// TokenStore keeps the tokens of one connection of the authorization-code grant.
// Several processes may share what it keeps; a store that does also implements
// [TokenLocker].
type TokenStore interface {
	// Load returns what was saved last; the zero Token if nothing was. It is
	// called before each refresh, so that a token that another process has
	// refreshed is used and not refreshed again.
	Load(ctx context.Context) (Token, error)
	// Save replaces what is kept. When it returns nil, the token is durable: a
	// refresh token that NinjaOne has replaced is dead, so a new one that gets
	// lost ends the connection. The access token is used only afterwards.
	Save(ctx context.Context, t Token) error
}

// TokenLocker is implemented by a [TokenStore] whose tokens several processes
// share. Without it, two of them may use up one refresh token at the same time.
type TokenLocker interface {
	// LockTokens waits until no other process refreshes the connection's tokens.
	// The lock must end by itself if the process dies; a refresh takes less than
	// a minute and a half.
	LockTokens(ctx context.Context) (release func(), err error)
}

// issued reads a token answer. The time of expiry is counted by the handed-in
// clock, not by the library's.
func (c *Client) issued(t *oauth2.Token, asked time.Time) Token {
	got := Token{
		Access:  NewSecret(t.AccessToken),
		Refresh: NewSecret(t.RefreshToken),
		Scopes:  slices.Clone(c.cfg.Scopes),
	}
	if life := lifetime(t); life > 0 {
		got.ExpiresAt = asked.Add(life)
	}
	if scope, ok := t.Extra("scope").(string); ok {
		got.Scopes = strings.Fields(scope)
	}
	c.secrets.add(t.AccessToken, t.RefreshToken)
	return got
}

// lifetime is the member expires_in of a token answer. The library gives it in
// its own field for one grant and not for the other, so it is read from the answer.
func lifetime(t *oauth2.Token) time.Duration {
	seconds, err := strconv.ParseFloat(fmt.Sprint(t.Extra("expires_in")), 64)
	if err != nil || !(seconds >= 0 && seconds <= maxLifetime.Seconds()) { // NaN is neither.
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}

// maxLifetime bounds what is believed about a token's life; NinjaOne's is an hour.
const maxLifetime = 365 * 24 * time.Hour
