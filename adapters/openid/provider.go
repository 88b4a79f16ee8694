// Package openid signs people in by an identity provider, as OpenID Connect Core 1.0
// says: the authorization code with PKCE (RFC 7636), a state that binds the return to
// the browser, a nonce that binds the ID token to the state, and the issuer of the
// answer where the provider names it (RFC 9207).
package openid

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config says which provider is asked, and as whom.
type Config struct {
	// Issuer is the provider's address, by the letter: it is compared with what the
	// provider says of itself and with each token.
	Issuer string
	// ClientID and ClientSecret are those of the application that was made there; a
	// public client has no secret, and PKCE alone protects the code.
	ClientID, ClientSecret string
	// Redirect tells where the browser returns to, by the letter as the provider knows it.
	Redirect func() string
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
}

// Provider is an identity provider. It is asked for its description at the first
// sign-in, so that the program starts while it is down.
type Provider struct {
	config Config
	client *http.Client
	guard  *guard

	mu    sync.Mutex
	known *oidc.Provider // nil: nobody has asked yet
}

// New makes a provider; nothing is asked.
func New(c Config) (*Provider, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	guard, err := newGuard(c.Issuer)
	if err != nil {
		return nil, err
	}
	return &Provider{config: c, guard: guard, client: guard.client()}, nil
}

// Pending is a sign-in that was begun; who holds it may end it, so it is kept sealed in
// the browser that began it.
type Pending struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"` // of PKCE
}

// Person is who signed in, as the provider says.
type Person struct {
	Subject string
	Email   string // empty: not told
	// Verified tells that the provider vouches for the address.
	Verified bool
}

// Return is what the browser brought back.
type Return struct {
	State, Code string
	Issuer      string // of RFC 9207; empty: not named
}

// Begin makes a sign-in and the address to send the browser to.
func (p *Provider) Begin(ctx context.Context) (address string, pending Pending, err error) {
	known, err := p.described(ctx)
	if err != nil {
		return "", pending, err
	}
	pending = Pending{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier()}
	return p.exchanger(known).AuthCodeURL(pending.State, oidc.Nonce(pending.Nonce), oauth2.S256ChallengeOption(pending.Verifier)), pending, nil
}

// ErrOther says that a return is not that of the sign-in.
var ErrOther = errors.New("the return belongs to another sign-in")

// Finish ends a sign-in: it exchanges the code, checks the ID token (signature, issuer,
// audience, times, nonce) and tells whose it is.
func (p *Provider) Finish(ctx context.Context, begun Pending, r Return) (Person, error) {
	if begun.State == "" || r.State != begun.State || r.Issuer != "" && r.Issuer != p.config.Issuer {
		return Person{}, ErrOther
	}
	known, err := p.described(ctx)
	if err != nil {
		return Person{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := p.exchanger(known).Exchange(ctx, r.Code, oauth2.VerifierOption(begun.Verifier))
	if err != nil {
		return Person{}, fmt.Errorf("exchange the code at %s: %w", p.config.Issuer, withoutAnswer(err))
	}
	raw, _ := tokens.Extra("id_token").(string)
	token, err := known.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: p.config.Now}).Verify(ctx, raw)
	if err != nil {
		return Person{}, fmt.Errorf("check the ID token of %s: %w", p.config.Issuer, err)
	}
	person, err := p.personOf(begun, token)
	if err != nil || person.Email != "" {
		return person, err
	}
	return p.ask(ctx, known, tokens, person)
}

// ask completes a person by the provider's answer about him, where the token names no
// address: many put it there only.
func (p *Provider) ask(ctx context.Context, known *oidc.Provider, tokens *oauth2.Token, person Person) (Person, error) {
	if known.UserInfoEndpoint() == "" {
		return person, nil
	}
	info, err := known.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return person, fmt.Errorf("ask %s who signed in: %w", p.config.Issuer, err)
	}
	if info.Subject != person.Subject { // OpenID Connect Core 1.0 §5.3.2
		return person, fmt.Errorf("ask %s who signed in: it told of somebody else", p.config.Issuer)
	}
	person.Email, person.Verified = info.Email, info.EmailVerified
	return person, nil
}

func (p *Provider) exchanger(known *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.Redirect(),
		Endpoint: known.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// Check tells whether the provider answers and describes itself as it should.
func (p *Provider) Check(ctx context.Context) error {
	_, err := p.discover(ctx)
	return err
}

// described is the provider as it described itself. What failed is asked again.
func (p *Provider) described(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	known := p.known
	p.mu.Unlock()
	if known != nil {
		return known, nil
	}
	return p.discover(ctx)
}

func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("read the description of %s: %.200s", p.config.Issuer, err.Error()) // it repeats the whole answer
	}
	if err := p.guard.admit(found); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = found
	return found, nil
}

// withoutAnswer keeps what a provider answered out of logs but for its code: the rest
// may repeat what was sent.
func withoutAnswer(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return err
	}
	status := 0
	if refused.Response != nil {
		status = refused.Response.StatusCode
	}
	return &RefusedError{Code: refused.ErrorCode, Status: status}
}

// RefusedError is the provider's answer to a code that it does not take.
type RefusedError struct {
	Code   string // of RFC 6749 §5.2, such as invalid_grant
	Status int    // of HTTP
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("refused with %q (HTTP %d)", e.Code, e.Status)
}
