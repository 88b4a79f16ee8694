package service

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"coresync/adapters/openid"
	"coresync/adapters/secrets"
	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/http/api"
	"coresync/http/user"

	"github.com/google/uuid"
)

// SignOn is the identity provider that people may sign in by, and as which client.
type SignOn struct {
	Provider               *openid.Provider
	Name, Issuer, ClientID string
	Master                 *secrets.Master // seals what the browser keeps
}

// signOnLifetime is how long a person has to sign in at the provider.
const signOnLifetime = 10 * time.Minute

// signOn implements api.SignOn.
type signOn struct {
	*SignOn
	users *user.Store
	apps  accessApps
	now   func() time.Time
	log   *slog.Logger
}

// signOnOf is nil where people sign in by password only.
func signOnOf(p Parts, users *user.Store, apps accessApps) api.SignOn {
	if p.SignOn == nil {
		return nil
	}
	return signOn{p.SignOn, users, apps, p.Now, p.Log}
}

// Name implements api.SignOn.
func (s signOn) Name() string { return s.SignOn.Name }

// begun is what the browser keeps, sealed: nobody else can end the sign-in, and the
// browser itself can't read or change it.
type begun struct {
	openid.Pending
	Next    string    `json:"next"`
	Expires time.Time `json:"expires"`
}

var signOnPlace = []byte("sign-on")

// Begin implements api.SignOn.
func (s signOn) Begin(ctx context.Context, next string) (api.SignOnBegun, error) {
	address, pending, err := s.Provider.Begin(ctx)
	if err != nil {
		return api.SignOnBegun{}, s.failed(ctx, err)
	}
	kept := begun{pending, next, s.now().Add(signOnLifetime)}
	plain, err := json.Marshal(kept)
	if err != nil {
		return api.SignOnBegun{}, fmt.Errorf("keep a sign-in at the identity provider: %w", err)
	}
	sealed, err := s.Master.Wrap(plain, signOnPlace)
	if err != nil {
		return api.SignOnBegun{}, fmt.Errorf("seal a sign-in at the identity provider: %w", err)
	}
	return api.SignOnBegun{Address: address, Kept: api.Secret(base64.RawURLEncoding.EncodeToString(sealed)), ExpiresAt: kept.Expires}, nil
}

// Finish implements api.SignOn. Whoever the provider vouches for must have been added.
func (s signOn) Finish(ctx context.Context, r api.SignOnReturn) (api.SignOnDone, error) {
	kept, err := s.open(string(r.Kept))
	if err != nil {
		return api.SignOnDone{}, err
	}
	if r.Error != "" || r.Code == "" {
		return api.SignOnDone{Next: kept.Next}, s.refusedThere(r.Error)
	}
	done := api.SignOnDone{Next: kept.Next}
	person, err := s.Provider.Finish(ctx, kept.Pending, openid.Return{State: string(r.State), Code: string(r.Code), Issuer: r.Issuer})
	if err != nil {
		return done, s.failed(ctx, err)
	}
	if person.Email == "" || !person.Verified {
		return done, forbidden("sign_on_unverified", s.Name()+" does not vouch for your e-mail address, so it can't be told who you are here. Confirm the address there, or sign in by password.")
	}
	if done.Session, err = s.users.SignInBy(ctx, person.Email); err != nil {
		return done, err
	}
	who := done.Session.Identity
	s.log.InfoContext(ctx, "signed in by the identity provider", "actor", who.Actor, "tenant", who.Tenant, "issuer", s.Issuer)
	s.see(ctx, who.Tenant)
	return done, nil
}

// see lists the provider's application among those that access may be governed of
// (C1C-05). Nobody is kept out because that failed.
func (s signOn) see(ctx context.Context, tenant uuid.UUID) {
	if err := s.apps.Seen(ctx, tenant, rule.FromOIDC, s.Issuer+"#"+s.ClientID, s.Name()); err != nil {
		s.log.ErrorContext(ctx, "list the application that signs people in", "error", err)
	}
}

func forbidden(reason, message string) error {
	return &domain.Error{Code: domain.CodeForbidden, Reason: reason, Message: message}
}

func (s signOn) over() error {
	return forbidden("sign_on_over", "This sign-in is over: it was finished before, was begun in another browser, or more than ten minutes ago. Begin again.")
}

func (s signOn) open(text string) (kept begun, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return kept, s.over()
	}
	plain, err := s.Master.Unwrap(sealed, signOnPlace)
	if err != nil || json.Unmarshal(plain, &kept) != nil || !kept.Expires.After(s.now()) {
		return begun{}, s.over()
	}
	return kept, nil
}

// refusedThere says what the codes of RFC 6749 §4.1.2.1 and OpenID Connect Core 1.0
// §3.1.2.6 mean for a person.
func (s signOn) refusedThere(code string) error {
	switch code {
	case "access_denied":
		return forbidden("sign_on_refused", s.Name()+" did not let you in: the sign-in was refused or cancelled there. Begin again, or sign in by password.")
	case "server_error", "temporarily_unavailable":
		return s.unavailable(nil)
	}
	return forbidden("sign_on_refused", s.Name()+" does not sign people in to Coresync: its application is not set up for it. Sign in by password, and tell whoever administers it.")
}

// failed makes an error of the provider's one that the person at the door may read.
func (s signOn) failed(ctx context.Context, err error) error {
	var refused *openid.RefusedError
	switch {
	case errors.Is(err, openid.ErrOther):
		return s.over()
	case errors.As(err, &refused) && refused.Code == "invalid_grant": // the code was used before, or is too old
		return s.over()
	}
	s.log.ErrorContext(ctx, "sign somebody in by the identity provider", "issuer", s.Issuer, "error", err)
	return s.unavailable(err)
}

func (s signOn) unavailable(cause error) error {
	return &domain.Error{Code: domain.CodeUnavailable, Reason: "sign_on_failed", Cause: cause,
		Message: s.Name() + " could not be asked who you are. Sign in by password, or begin again in a moment; the log of Coresync says more."}
}
