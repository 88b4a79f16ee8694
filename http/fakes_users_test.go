package http

import (
	"context"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// fakeSessions knows a session named after each role, and "expired".
type fakeSessions struct{ nobody bool }

func (f fakeSessions) NobodyYet(context.Context) (bool, error) { return f.nobody, nil }

func (fakeSessions) SetupLink(context.Context, uuid.UUID, string) (api.NewLink, error) {
	return api.NewLink{}, nil
}

func (fakeSessions) OpenLink(_ context.Context, secret api.Secret) (api.Link, error) {
	if secret == "setup" {
		return api.Link{Tenant: tenant}, nil
	}
	return api.Link{}, &domain.Error{Code: domain.CodeForbidden, Reason: "link_over", Message: "This link was used before."}
}

func (f fakeSessions) SetUp(context.Context, api.Secret, api.SetupForm) (api.NewSession, error) {
	return api.NewSession{Secret: "owner", ExpiresAt: noon}, nil
}

func (fakeSessions) Accept(context.Context, api.Secret, string, api.Secret) (api.NewSession, error) {
	return api.NewSession{}, nil
}

func (fakeSessions) SignIn(_ context.Context, c api.Credentials) (api.NewSession, error) {
	if c.Password != "right" {
		return api.NewSession{}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "credentials_wrong", Message: "They don't go together."}
	}
	user := thing(1)
	if c.Email == "observer@example.com" {
		user = thing(2)
	}
	return api.NewSession{Secret: api.Secret(strings.TrimSuffix(c.Email, "@example.com")), ExpiresAt: noon.AddDate(0, 0, 1), Identity: api.Identity{
		Tenant: tenant, User: user, Actor: "user:" + user.String(), Role: permission.Owner, Permissions: permission.All(),
	}}, nil
}

func (fakeSessions) Identify(_ context.Context, secret api.Secret) (api.Identity, error) {
	if secret == "expired" {
		return api.Identity{User: thing(1)}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "session_expired", Message: "Sign in again."}
	}
	role, err := permission.ParseRole(string(secret))
	if err != nil {
		return api.Identity{}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "session_unknown", Message: "Sign in."}
	}
	return api.Identity{Tenant: tenant, Actor: "user:" + thing(1).String(), User: thing(1), Session: thing(2), Name: hostile, Role: role,
		Permissions: role.Permissions(), Theme: "auto"}, nil
}

func (fakeSessions) Forgot(_ context.Context, c api.Credentials) error {
	if c.Email == "often@example.com" {
		return &domain.Error{Code: domain.CodeUnavailable, Reason: "too_many_attempts", Message: "Wait."}
	}
	return nil
}

func (fakeSessions) SignOut(context.Context, api.Identity) error { return nil }
func (fakeSessions) SignOutEverywhere(context.Context, uuid.UUID, string, uuid.UUID) error {
	return nil
}

// hostile is a name that must do no harm.
const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>` + "\u202eevil"

// fakeUsers knows two people: the member thing(1) and the owner thing(2), who is the last.
type fakeUsers struct{ api.Users }

func fakeUser(n int, role permission.Role) api.User {
	return api.User{ID: thing(n), Name: hostile, Email: "jane@example.com", Role: role, State: "active", Theme: "auto", CreatedBy: "cli:root", CreatedAt: noon}
}

func (fakeUsers) List(context.Context, uuid.UUID) ([]api.User, error) {
	return []api.User{fakeUser(1, permission.Owner)}, nil
}

func (fakeUsers) Get(_ context.Context, _, id uuid.UUID) (api.User, error) {
	switch id {
	case thing(2):
		return fakeUser(2, permission.Owner), nil
	case thing(999):
		return api.User{}, domain.NotFound("user")
	}
	return fakeUser(1, permission.Member), nil
}

func (fakeUsers) Add(_ context.Context, _ uuid.UUID, _ string, d api.UserDraft) (api.User, error) {
	if d.Email == "taken@example.com" {
		return api.User{}, &domain.Error{Code: domain.CodeConflict, Reason: "email_taken", Message: "Somebody has this address."}
	}
	made := fakeUser(3, d.Role)
	made.Email, made.Name, made.State = d.Email, d.Name, "invited"
	return made, nil
}

func (fakeUsers) Update(_ context.Context, _ uuid.UUID, _ string, id uuid.UUID, p api.UserPatch) (api.User, error) {
	changed := fakeUser(1, permission.Member)
	if id == thing(2) && p.Role != nil && *p.Role != permission.Owner {
		return changed, lastOwner()
	}
	if p.Role != nil {
		changed.Role = *p.Role
	}
	return changed, nil
}

func (fakeUsers) Remove(_ context.Context, _ uuid.UUID, _ string, id uuid.UUID) error {
	if id == thing(2) {
		return lastOwner()
	}
	return nil
}

func lastOwner() error {
	return &domain.Error{Code: domain.CodeConflict, Reason: "last_owner", Message: "Make somebody else an owner first."}
}

func (fakeUsers) Invite(context.Context, uuid.UUID, uuid.UUID, string) (api.NewLink, error) {
	return api.NewLink{Secret: "once", ExpiresAt: noon.AddDate(0, 0, 3)}, nil
}
