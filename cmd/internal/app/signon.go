package app

import (
	"context"

	"coresync/adapters/openid"
	"coresync/cmd/internal/service"
)

// signOnReturn is where the identity provider sends browsers back to.
const signOnReturn = "/sign-in/oidc/return"

// openSignOn makes the way to the identity provider, where there is one. It is asked at
// the first sign-in.
func (a *App) openSignOn() error {
	c := a.Settings.OIDC
	if c.Issuer == "" {
		return nil
	}
	provider, err := openid.New(openid.Config{
		Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Redirect: func() string { return a.publicURL() + signOnReturn },
	})
	if err != nil {
		return err
	}
	a.signOn = &service.SignOn{Provider: provider, Name: c.Name, Issuer: c.Issuer, ClientID: c.ClientID, Master: a.Master}
	return nil
}

// SignOnCheck asks the identity provider whether it answers; no name: there is none.
func (a *App) SignOnCheck(ctx context.Context) (name string, err error) {
	if a.signOn == nil {
		return "", nil
	}
	return a.signOn.Name, a.signOn.Provider.Check(ctx)
}
