package service

import (
	"context"
	"errors"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/http/api"

	"github.com/google/uuid"
)

// What TRB-01 says, each with what is to be done.
const (
	notAuthorised = "NinjaOne not connected. Add the integration with Client ID and Client Secret, then click Connect NinjaOne and authorise."
	notSignedIn   = "NinjaOne not connected. Client ID and Client Secret are there: click Connect NinjaOne and authorise."
	notTried      = "NinjaOne not connected. Client ID and Client Secret are there, and NinjaOne has not accepted them yet: click Test & connect."
)

// Connect implements api.Connections.
func (s connections) Connect(ctx context.Context, c api.Command, id uuid.UUID) (string, error) {
	return s.port.BeginSignIn(ctx, c, id)
}

// SignedIn implements api.Connections.
func (s connections) SignedIn(ctx context.Context, r api.SignInReturn) (api.SignedIn, error) {
	done, err := s.port.FinishSignIn(ctx, r)
	return done, conflicts(err)
}

// authorised says of a connection that isn't connected what is missing. One that was
// removed has no credentials, and nothing is asked of it.
func (s connections) authorised(ctx context.Context, tenant uuid.UUID, v *api.Connection) error {
	there, err := s.port.Authorised(ctx, tenant, v.ID)
	switch {
	case errors.Is(err, ninjaone.ErrNotConnected):
		v.State = "not_connected"
	case err != nil:
		return err
	case !there:
		v.State, v.Message = "not_connected", notAuthorised
		if v.SecretSetAt != nil {
			v.Message = notSignedIn
		}
	case v.Grant == string(ninjaone.ClientCredentials) && v.State == "connected" && v.LastRun == nil:
		return s.tried(ctx, tenant, v)
	}
	return nil
}

// tried takes "connected" from a client id and secret that NinjaOne was never shown, or
// did not take: without a redirect, the first answer is what connects (SET-05, SET-13).
func (s connections) tried(ctx context.Context, tenant uuid.UUID, v *api.Connection) error {
	tried, err := s.port.Tried(ctx, tenant, v.ID)
	if err != nil || tried {
		return err
	}
	begun, err := s.poller.Runs(ctx, tenant, poller.RunFilter{Connection: v.ID, Limit: 1})
	if err == nil && len(begun) == 0 {
		v.State, v.Message = "not_connected", notTried
	}
	return err
}
