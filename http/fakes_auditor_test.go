package http

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// fakeAuditorLinks knows the session "auditor", and by name some that are over.
type fakeAuditorLinks struct {
	mu   sync.Mutex
	made []api.NewAuditorLink
	left bool
}

func newFakeAuditorLinks() *fakeAuditorLinks { return &fakeAuditorLinks{} }

func auditor() api.Identity {
	return api.Identity{
		Tenant: tenant, Actor: "link:" + thing(9).String(), Name: hostile, Role: permission.Observer, Permissions: api.AuditorPermissions(),
		Session: thing(10), Link: thing(9), LinkUntil: noon.AddDate(0, 0, 7),
	}
}

func (f *fakeAuditorLinks) Make(_ context.Context, _ uuid.UUID, actor string, d api.AuditorLinkDraft) (api.NewAuditorLink, error) {
	if !d.ExpiresAt.After(noon) || d.ExpiresAt.After(noon.AddDate(0, 0, api.MostAuditorDays)) {
		return api.NewAuditorLink{}, domain.Invalid([]domain.Fault{{Pointer: "/expires_at", Code: "range", Message: "A link is good for at most 90 days."}})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made = append(f.made, api.NewAuditorLink{AuditorLink: api.AuditorLink{
		ID: thing(100 + len(f.made)), Name: d.Name, State: "active", AsOf: d.AsOf, CreatedBy: actor, CreatedAt: noon, ExpiresAt: d.ExpiresAt,
	}, Secret: api.Secret("coresync_audit_" + strings.Repeat("a", 26) + "_" + strings.Repeat("b", 52))})
	return f.made[len(f.made)-1], nil
}

func (f *fakeAuditorLinks) List(context.Context, uuid.UUID) (all []api.AuditorLink, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, l := range f.made {
		all = append(all, l.AuditorLink)
	}
	return all, nil
}

func (f *fakeAuditorLinks) Get(ctx context.Context, t, id uuid.UUID) (api.AuditorLink, error) {
	all, _ := f.List(ctx, t)
	if i := slices.IndexFunc(all, func(l api.AuditorLink) bool { return l.ID == id }); i >= 0 {
		return all[i], nil
	}
	return api.AuditorLink{}, domain.NotFound("auditor_link")
}

func (f *fakeAuditorLinks) Revoke(ctx context.Context, t uuid.UUID, _ string, id uuid.UUID) error {
	_, err := f.Get(ctx, t, id)
	return err
}

func (f *fakeAuditorLinks) Open(_ context.Context, secret api.Secret, _ string) (api.AuditorSession, error) {
	if secret == "right" || secret == "then" {
		s := api.AuditorSession{Secret: "auditor", ExpiresAt: noon.Add(2 * time.Hour), Identity: auditor()}
		if secret == "then" {
			at := noon.AddDate(0, -1, 0)
			s.AsOf = &at
		}
		return s, nil
	}
	return api.AuditorSession{}, &domain.Error{Code: domain.CodeForbidden, Reason: "auditor_link_" + string(secret), Message: "This link is " + string(secret) + "."}
}

func (f *fakeAuditorLinks) Identify(_ context.Context, session api.Secret) (api.Identity, error) {
	if session == "auditor" {
		return auditor(), nil
	}
	return api.Identity{}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "auditor_link_revoked", Message: "This link was revoked."}
}

func (f *fakeAuditorLinks) Leave(context.Context, api.Identity) error {
	f.left = true
	return nil
}
