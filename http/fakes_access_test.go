package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeAccess has a technician who is in a role.
type fakeAccess struct{}

func janesAccount() api.AccessAccount {
	return api.AccessAccount{
		Devices: 1, DeviceIDs: []int64{57},
		ID: thing(1), Connection: api.Ref{ID: thing(5), Name: "Main"}, UserID: 31, Kind: "TECHNICIAN", FirstName: "Jane", LastName: "Doe",
		Email: "jane.doe@example.test", Enabled: true, MFA: "no", MustChangePassword: "no", SCIM: "unknown", AuthType: "native",
		Invitation: "REGISTERED", Roles: []api.AccessMembership{{Role: api.Ref{ID: thing(3), Name: "Helpdesk"}, RoleID: 3, Source: "MANUAL", Since: &noon}},
		Person: &api.ContactRef{ID: thing(7), Name: "Jane Doe"}, OwnedBy: "email", FirstSeenAt: noon, ChangedAt: noon, Version: 2,
	}
}

func (fakeAccess) Accounts(_ context.Context, _ api.Scope, f api.AccessFilter, l api.List) (api.Answer[api.AccessAccounts], error) {
	all := []api.AccessAccount{janesAccount()}
	if f.View == api.AccessVanished {
		all = nil
	}
	return answerOf(api.AccessAccounts{
		Page: pageBy(all, l, func(a api.AccessAccount) string { return a.Email }), Counts: map[string]int{"all": 1, api.AccessNoMFA: 1},
	}), nil
}

func (fakeAccess) Account(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.AccessAccount], error) {
	if id != thing(1) {
		return api.Answer[api.AccessAccount]{}, domain.NotFound("account")
	}
	return answerOf(janesAccount()), nil
}

func (fakeAccess) AccountHistory(context.Context, api.Scope, uuid.UUID, api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answerOf(api.Page[api.HistoryEntry]{Items: []api.HistoryEntry{{
		Position: 12, EventID: thing(9), Type: "RoleObserved", OccurredAt: noon, RecordedAt: noon, Actor: "poller",
		Summary: "Got the role Helpdesk", Fields: []api.FieldChange{{Field: "role", New: "Helpdesk"}},
	}}}), nil
}

func helpdesk() api.AccessRole {
	return api.AccessRole{ID: thing(3), Connection: api.Ref{ID: thing(5), Name: "Main"}, RoleID: 3, Name: "Helpdesk", Kind: "TECHNICIAN", Members: 1, ChangedAt: noon}
}

func (fakeAccess) Roles(_ context.Context, _ api.Scope, _ api.AccessRoleFilter, l api.List) (api.Answer[api.AccessRoles], error) {
	return answerOf(api.AccessRoles{Page: pageBy([]api.AccessRole{helpdesk()}, l, func(r api.AccessRole) string { return r.Name }), Unheld: 1}), nil
}

func (fakeAccess) Role(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.AccessRole], error) {
	if id != thing(3) {
		return api.Answer[api.AccessRole]{}, domain.NotFound("role")
	}
	return answerOf(helpdesk()), nil
}

func (fakeAccess) Grants(_ context.Context, _ api.Scope, _ api.AccessGrantFilter, l api.List) (api.Answer[api.Page[api.AccessGrant]], error) {
	return answerOf(pageBy([]api.AccessGrant{{
		ID: "role:3:assigned:user:31", Connection: api.Ref{ID: thing(5), Name: "Main"}, Role: api.Ref{ID: thing(3), Name: "Helpdesk"}, RoleID: 3,
		RoleKind: "TECHNICIAN", Account: thing(1), UserID: 31, Name: "Jane Doe", Email: "jane.doe@example.test", Source: "MANUAL", Since: &noon, Position: 12,
	}}, l, func(g api.AccessGrant) string { return g.ID })), nil
}

func (fakeAccess) SetOwner(_ context.Context, _ api.Command, id uuid.UUID, _ *uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4720), Version: 3}, nil
}

func (fakeAccess) ResetOwner(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4721), Version: 4}, nil
}
