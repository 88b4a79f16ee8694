package app

import (
	"context"
	"errors"
	"fmt"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// The names under which a connection's credentials are kept, each wrapped by the
// master key before it gets to the database.
const (
	credentialSecret = "client_secret"
	credentialTokens = "tokens"
)

// sealFor is the associated data of a wrapped credential: one that is moved to
// another connection does not open.
func sealFor(tenant, connection uuid.UUID, name string) []byte {
	return []byte("credential/" + tenant.String() + "/" + connection.String() + "/" + name)
}

func (a *App) clientSecret(ctx context.Context, tenant, connection uuid.UUID) (ninjaone.Secret, error) {
	plain, err := a.credential(ctx, tenant, connection, credentialSecret)
	return ninjaone.NewSecret(string(plain)), err
}

func (a *App) putCredential(ctx context.Context, tenant, connection uuid.UUID, name string, plain []byte, by string) error {
	sealed, err := a.Master.Wrap(plain, sealFor(tenant, connection, name))
	if err != nil {
		return fmt.Errorf("seal the %s of connection %s: %w", name, connection, err)
	}
	return a.Credentials().Put(ctx, poller.Credential{
		Tenant: tenant, Connection: connection, Name: name, Sealed: sealed, SetAt: a.Store.Now(), SetBy: by,
	})
}

// credential opens a credential; there is none: nil.
func (a *App) credential(ctx context.Context, tenant, connection uuid.UUID, name string) ([]byte, error) {
	c, err := a.Credentials().Get(ctx, tenant, connection, name)
	if errors.Is(err, poller.ErrNoCredential) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	plain, err := a.Master.Unwrap(c.Sealed, sealFor(tenant, connection, name))
	if err != nil {
		return nil, fmt.Errorf("open the %s of connection %s: %w", name, connection, err)
	}
	return plain, nil
}

// tokenStore keeps the tokens of the authorization-code grant, sealed.
type tokenStore struct {
	app                *App
	tenant, connection uuid.UUID
}

type storedToken struct {
	Access, Refresh string
	Expires         int64 // µs since 1970
	Scopes          []string
}

// Load implements ninjaone.TokenStore.
func (s tokenStore) Load(ctx context.Context) (ninjaone.Token, error) {
	plain, err := s.app.credential(ctx, s.tenant, s.connection, credentialTokens)
	if err != nil || plain == nil {
		return ninjaone.Token{}, err
	}
	var t storedToken
	if err := json.Unmarshal(plain, &t); err != nil {
		return ninjaone.Token{}, errors.New("the stored tokens can't be read; reconnect NinjaOne")
	}
	return t.token(), nil
}

// Save implements ninjaone.TokenStore.
func (s tokenStore) Save(ctx context.Context, t ninjaone.Token) error {
	return s.save(ctx, t, "system")
}

func (s tokenStore) save(ctx context.Context, t ninjaone.Token, by string) error {
	plain, err := json.Marshal(stored(t))
	if err != nil {
		return fmt.Errorf("keep the tokens of connection %s: %w", s.connection, err)
	}
	return s.app.putCredential(ctx, s.tenant, s.connection, credentialTokens, plain, by)
}
