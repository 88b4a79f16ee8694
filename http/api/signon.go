package api

import (
	"context"
	"time"
)

// SignOnBegun is a sign-in at the identity provider that has begun. Kept goes into a
// cookie: only the browser that began it can end it.
type SignOnBegun struct {
	Address   string // where to send the browser
	Kept      Secret
	ExpiresAt time.Time
}

// SignOnReturn is what the browser brings back, with what it had kept.
type SignOnReturn struct {
	Kept, State, Code Secret
	// Issuer is who answers (RFC 9207); empty: not named. Error is why there is no
	// code, such as access_denied.
	Issuer, Error string
}

// SignOnDone is a sign-in by the identity provider that let somebody in. Next is the page
// that he wanted.
type SignOnDone struct {
	Session NewSession
	Next    string
}

// SignOn lets people in by an identity provider (OpenID Connect), besides the password.
//
// Errors that people may read: CodeForbidden with the reasons sign_on_over (unknown, of
// another browser, or too old), sign_on_refused (there), sign_on_unverified (no address
// that the provider vouches for) and sign_on_unknown (nobody was added with it);
// CodeUnavailable, reason sign_on_failed, where the provider could not be asked.
type SignOn interface {
	// Name is what people call the provider.
	Name() string
	Begin(ctx context.Context, next string) (SignOnBegun, error)
	Finish(ctx context.Context, r SignOnReturn) (SignOnDone, error)
}
