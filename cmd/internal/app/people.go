package app

import (
	"context"
	"crypto/rand"
	"errors"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// LinkAddress is where a link leads.
func (a *App) LinkAddress(l api.NewLink) string {
	return a.publicURL() + "/setup?link=" + string(l.Secret)
}

// AuditorAddress is where an auditors' link is opened.
func (a *App) AuditorAddress(l api.NewAuditorLink) string { return l.At(a.publicURL()) }

// SetupLink is the address at which the first person sets up the workspace; empty
// where there are people. A link of before ends.
func (a *App) SetupLink(ctx context.Context, tenant uuid.UUID) (string, error) {
	link, err := a.Services().Sessions.SetupLink(ctx, tenant, a.Actor())
	var known *domain.Error
	if errors.As(err, &known) && known.Reason == "set_up_already" {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return a.LinkAddress(link), nil
}

// DemoOwner is who signs in to a demo. Each demo gives him a new password.
const DemoOwner = "owner@demo.example"

// DemoPassword makes the owner of a demo, where he is not there, and a new password.
func (a *App) DemoPassword(ctx context.Context, tenant uuid.UUID) (api.Secret, error) {
	users := a.Services().Users
	list, err := users.List(ctx, tenant)
	if err != nil {
		return "", err
	}
	var owner uuid.UUID
	for _, u := range list {
		if u.Email == DemoOwner {
			owner = u.ID
		}
	}
	if owner == uuid.Nil {
		made, err := users.Add(ctx, tenant, "demo", api.UserDraft{Email: DemoOwner, Name: "Demo Owner", Role: permission.Owner})
		if err != nil {
			return "", err
		}
		owner = made.ID
	}
	password := api.Secret(rand.Text()[:16])
	return password, users.SetPassword(ctx, tenant, "demo", owner, password, uuid.Nil)
}
