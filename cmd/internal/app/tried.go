package app

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"coresync/adapters/ninjaone"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// credentialTried is a print of the client id and secret that NinjaOne took last.
const credentialTried = "tried"

// Tried implements service.ConnectionPort.
func (a *App) Tried(ctx context.Context, tenant, id uuid.UUID) (bool, error) {
	settings, err := a.connectionSettings(ctx, tenant, id)
	if err != nil {
		return false, err
	}
	now, err := a.printOf(ctx, tenant, id, settings)
	if err != nil {
		return false, err
	}
	then, err := a.credential(ctx, tenant, id, credentialTried)
	return subtle.ConstantTimeCompare(then, now) == 1, err
}

// SetTried implements service.ConnectionPort. A sign-in has its tokens to show that
// NinjaOne took it, and needs no such note.
func (a *App) SetTried(ctx context.Context, tenant, id uuid.UUID) error {
	settings, err := a.connectionSettings(ctx, tenant, id)
	if err != nil || settings.Grant != string(ninjaone.ClientCredentials) {
		return err
	}
	now, err := a.printOf(ctx, tenant, id, settings)
	if err != nil {
		return err
	}
	return a.putCredential(ctx, tenant, id, credentialTried, now, "system")
}

// printOf differs as soon as the client id, the secret or the region does.
func (a *App) printOf(ctx context.Context, tenant, id uuid.UUID, settings event.ConnectionAdded) ([]byte, error) {
	secret, err := a.credential(ctx, tenant, id, credentialSecret)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{settings.Region, settings.ClientID, string(secret)}, "\x00")))
	return sum[:], nil
}
