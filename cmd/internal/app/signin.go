package app

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/domain/access"
	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

const (
	// signInLifetime is how long a person has to approve at NinjaOne.
	signInLifetime = 10 * time.Minute
	// finishTimeout bounds the exchange of the code and the look at whose it is.
	finishTimeout = 90 * time.Second
)

// BeginSignIn begins the browser's sign-in at NinjaOne and returns the address to
// send the browser to (SET-11). The state in it is the proof of the return: it is
// random, good once and for ten minutes, and kept as a hash.
func (a *App) BeginSignIn(ctx context.Context, c api.Command, id uuid.UUID) (string, error) {
	settings, err := a.connectionSettings(ctx, c.Tenant, id)
	switch {
	case errors.Is(err, ninjaone.ErrNotConnected):
		return "", domain.NotFound("connection")
	case err != nil:
		return "", err
	case settings.Grant != string(ninjaone.AuthorizationCode):
		return "", &domain.Error{Code: domain.CodeConflict, Reason: "no_sign_in",
			Message: "This connection uses client credentials, which need no sign-in. Test it instead."}
	case a.CallbackURL() == "":
		return "", &domain.Error{Code: domain.CodeConflict, Reason: "no_public_url",
			Message: "NinjaOne must know where to return to. Set --public-url to the address of Coresync."}
	}
	client, err := a.signInClient(ctx, c.Tenant, id)
	if err != nil {
		return "", err
	}
	defer client.Close()
	state, verifier := make([]byte, 32), ninjaone.NewVerifier()
	_, _ = rand.Read(state) // never fails, see crypto/rand
	now := a.Store.Now()
	begun := poller.SignIn{
		StateHash: sha256.Sum256(state), Tenant: c.Tenant, Connection: id, Actor: c.Actor, ExpiresAt: now.Add(signInLifetime),
	}
	if begun.Verifier, err = a.Master.Wrap([]byte(verifier), verifierFor(begun)); err != nil {
		return "", fmt.Errorf("seal the verifier of a sign-in: %w", err)
	}
	if err := a.SignIns().Begin(ctx, begun, now); err != nil {
		return "", err
	}
	return client.AuthCodeURL(base64.RawURLEncoding.EncodeToString(state), verifier), nil
}

// signInClient asks a person for the scopes of changes only where changes are switched on
// (C1A-07 to C1A-11).
func (a *App) signInClient(ctx context.Context, tenant, id uuid.UUID) (*ninjaone.Client, error) {
	settings := access.Defaults(id)
	err := a.Store.Read(ctx, tenant, eventstore.Query{Streams: []string{event.AccessConnectorStream(id)}}, func(e event.Recorded) error {
		payload, err := a.Store.Registry().Decode(e)
		if p, is := payload.(*event.AccessConnectorSet); is {
			settings = *p
		}
		return err
	})
	if err != nil || !settings.Provisioning {
		client, clientErr := a.Client(ctx, tenant, id)
		return client, errors.Join(err, clientErr)
	}
	return a.provisioningClient(ctx, tenant, id)
}

// verifierFor ties a sealed verifier to its sign-in.
func verifierFor(s poller.SignIn) []byte {
	return append(sealFor(s.Tenant, s.Connection, "verifier/"), s.StateHash[:]...)
}

// FinishSignIn ends a sign-in with what the browser brought back (SET-12). It goes
// on when the browser leaves, since the code is good once. Whatever fails leaves
// the connection as it was.
func (a *App) FinishSignIn(ctx context.Context, r api.SignInReturn) (api.SignedIn, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTimeout)
	defer cancel()
	begun, err := a.takeSignIn(ctx, string(r.State))
	if err != nil {
		return api.SignedIn{}, err
	}
	done := api.SignedIn{Tenant: begun.Tenant, Connection: begun.Connection, Actor: begun.Actor}
	if r.Error != "" || r.Code == "" {
		return done, refused(r.Error)
	}
	settings, err := a.connectionSettings(ctx, begun.Tenant, begun.Connection)
	if errors.Is(err, ninjaone.ErrNotConnected) {
		return done, domain.NotFound("connection")
	} else if err != nil {
		return done, err
	}
	verifier, err := a.Master.Unwrap(begun.Verifier, verifierFor(begun))
	if err != nil {
		return done, fmt.Errorf("open the verifier of a sign-in: %w", err)
	}
	done.Name = settings.Name
	done.Warning, err = a.exchange(ctx, begun, string(r.Code), string(verifier))
	return done, err
}

func (a *App) takeSignIn(ctx context.Context, state string) (poller.SignIn, error) {
	over := &domain.Error{Code: domain.CodeForbidden, Reason: "sign_in_over",
		Message: "This sign-in is not known: it was finished before, or begun more than ten minutes ago. Begin again: Connect NinjaOne."}
	raw, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil || len(raw) != 32 {
		return poller.SignIn{}, over
	}
	begun, err := a.SignIns().Take(ctx, sha256.Sum256(raw), a.Store.Now())
	if errors.Is(err, poller.ErrNoSignIn) {
		return begun, over
	}
	return begun, err
}

// refused says what the codes of RFC 6749 §4.1.2.1 mean for a person.
func refused(code string) error {
	e := &domain.Error{Code: domain.CodeConflict, Reason: "sign_in_refused"}
	switch code {
	case "access_denied":
		e.Message = "NinjaOne was not authorised: the request was refused there. Nothing was changed. To connect, begin again and approve."
	case "invalid_scope", "unauthorized_client", "unsupported_response_type":
		e.Message = "NinjaOne does not permit this to the API client application. Under Administration > Apps > API, allow the grant types Authorization code and Refresh token, and the scope Monitoring; where provisioning is on, also Management and Control. Then begin again."
	case "server_error", "temporarily_unavailable":
		e.Message = "NinjaOne could not do it at the moment. Nothing was changed. Begin again later."
	default:
		e.Message = "NinjaOne sent no authorization code. Nothing was changed. Begin again."
	}
	return e
}

// exchange turns the code into tokens and keeps them, if they are for the NinjaOne
// that the connection knows. warning says at once what will go wrong later (SET-05).
func (a *App) exchange(ctx context.Context, begun poller.SignIn, code, verifier string) (warning string, err error) {
	kept := tokenStore{a, begun.Tenant, begun.Connection}
	fresh := &signInTokens{TokenLocker: kept}
	client, err := a.clientWith(ctx, begun.Tenant, begun.Connection, fresh)
	if err != nil {
		return "", err
	}
	defer client.Close()
	got, err := client.Exchange(ctx, code, verifier)
	if err != nil {
		return "", notConnected(err)
	}
	if err := a.checkInstance(ctx, client, begun.Tenant, begun.Connection); err != nil {
		return "", notConnected(err)
	}
	release, err := kept.LockTokens(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	if err := kept.save(ctx, fresh.newest(), begun.Actor); err != nil {
		return "", err
	}
	// The event comes when the tokens are there, so that whoever sees it can use them.
	_, err = decide.Handle(ctx, a.Store, connectionDecider, decide.Request[any]{
		Tenant: begun.Tenant, Stream: event.ConnectionStream(begun.Connection), Actor: begun.Actor, Version: decide.AnyVersion,
		Command: connection.Authorise{Scopes: got.Scopes, CanRefresh: got.CanRefresh, By: begun.Actor},
	})
	if domain.ErrorCode(err) == domain.CodeNotFound { // removed in the meantime
		return "", errors.Join(err, a.Credentials().Remove(ctx, begun.Tenant, begun.Connection))
	}
	if err == nil {
		err = a.hasten(ctx, begun.Tenant, begun.Connection)
	}
	return got.Warning, err
}

// notConnected makes an error of NinjaOne's one that the person in front of the
// browser may read.
func notConnected(err error) error {
	var fault *ninjaone.APIError
	if !errors.As(err, &fault) {
		return err
	}
	e := &domain.Error{Code: domain.CodeConflict, Reason: string(fault.Kind), Cause: err,
		Message: "The sign-in at NinjaOne did not lead to a connection: " + fault.Hint + ". Nothing was changed."}
	if fault.Kind.Temporary() {
		e.Code = domain.CodeUnavailable
		e.Message = "NinjaOne did not answer as it should, so nothing was changed. Begin again later."
	}
	return e
}
