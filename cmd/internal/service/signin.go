package service

import (
	"context"
	"errors"

	"coresync/adapters/ninjaone"
	"coresync/http/api"

	"github.com/google/uuid"
)

// notConnected is what TRB-01 says, with its help.
const notConnected = "NinjaOne not connected. Add the client id and secret; with the authorization code, then click Connect NinjaOne and authorise."

// Connect implements api.Connections.
func (s connections) Connect(ctx context.Context, c api.Command, id uuid.UUID) (string, error) {
	return s.port.BeginSignIn(ctx, c, id)
}

// SignedIn implements api.Connections.
func (s connections) SignedIn(ctx context.Context, r api.SignInReturn) (api.SignedIn, error) {
	done, err := s.port.FinishSignIn(ctx, r)
	return done, conflicts(err)
}

// authorised says of a connection without credentials what is missing. One that was
// removed has none, and nothing is asked of it.
func (s connections) authorised(ctx context.Context, tenant uuid.UUID, v *api.Connection) error {
	there, err := s.port.Authorised(ctx, tenant, v.ID)
	switch {
	case errors.Is(err, ninjaone.ErrNotConnected):
		v.State = "not_connected"
	case err != nil:
		return err
	case !there:
		v.State, v.Message = "not_connected", notConnected
	}
	return nil
}
