package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/google/uuid"
)

// draft makes the event of a request out of what a person asks, after all rules about it
// were looked at; roles are those of its connection, by NinjaOne id.
func (s accessRequests) draft(ctx context.Context, c api.Command, d api.AccessDraft) (*event.AccessRequested, map[int64]api.Ref, error) {
	var a *event.AccessRequested
	var names map[int64]api.Ref
	_, err := answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, accessModels, func(r *projections.Reading) (struct{}, error) {
		known, err := s.knowledge(ctx, r, d)
		if err != nil {
			return struct{}{}, err
		}
		if a, err = s.asked(ctx, r, c, d, known); err != nil {
			return struct{}{}, err
		}
		governed := known.connectors[a.Connection]
		settings := governed.Governed(a.Connection)
		if !settings.Provisioning {
			return struct{}{}, &domain.Error{Code: domain.CodeConflict, Reason: "provisioning_off",
				Message: "Nothing may be changed in NinjaOne through this connection. Switch provisioning on first: coresync access connector --provisioning on."}
		}
		if err := s.mayChange(ctx, c.Tenant, a.Connection); err != nil {
			return struct{}{}, err
		}
		a.NeedsApproval = rule.NeedsApproval(settings, a, known.administrators(a))
		names = known.roleNames(a.Connection)
		return struct{}{}, s.conflict(ctx, r, a)
	})
	return a, names, err
}

// accessKnowledge is what the rules about requests look at.
type accessKnowledge struct {
	account    *api.AccessAccount // that it is about; nil: NinjaOne lists none
	roles      []read.Role
	connectors map[uuid.UUID]read.Connector
}

func (s accessRequests) knowledge(ctx context.Context, r *projections.Reading, d api.AccessDraft) (k accessKnowledge, err error) {
	if d.Account != nil {
		found, err := s.whole(ctx, r, read.AccountFilter{IDs: []uuid.UUID{*d.Account}, View: read.ViewListed})
		if err != nil {
			return k, err
		}
		if len(found) == 1 {
			k.account = &found[0]
		}
	}
	if k.roles, err = s.roles(ctx, r); err != nil {
		return k, err
	}
	k.connectors, err = read.Connectors(ctx, r)
	return k, err
}

func (k accessKnowledge) role(id *uuid.UUID) (read.Role, bool) {
	at := slices.IndexFunc(k.roles, func(r read.Role) bool { return id != nil && r.ID == *id && r.VanishedAt.IsZero() })
	if at < 0 {
		return read.Role{}, false
	}
	return k.roles[at], true
}

func (k accessKnowledge) roleNames(connection uuid.UUID) map[int64]api.Ref {
	names := make(map[int64]api.Ref)
	for _, r := range k.roles {
		if r.Connection == connection {
			names[r.RoleID] = api.Ref{ID: r.ID, Name: r.Name}
		}
	}
	return names
}

// administrators tells whether a request is about the role of System Administrators.
func (k accessKnowledge) administrators(a *event.AccessRequested) bool {
	names := k.roleNames(a.Connection)
	is := func(role int64) bool { return role != 0 && strings.EqualFold(names[role].Name, rule.AdministratorRole) }
	return is(a.RoleID) || a.Action == event.AccessCreate && slices.ContainsFunc(a.Roles, is)
}

// conflict refuses what an open request asks already.
func (s accessRequests) conflict(ctx context.Context, r *projections.Reading, a *event.AccessRequested) error {
	rows, err := read.OpenRequests(ctx, r, a.Connection)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(q read.Request) bool {
		return q.Action != a.Action || q.UserID != a.UserID || q.RoleID != a.RoleID || a.Action == event.AccessDelete && a.Of != nil && q.Of != *a.Of
	})
	open, err := s.views(ctx, r, rows)
	if err != nil {
		return err
	}
	for _, q := range open {
		if a.Action != event.AccessCreate || strings.EqualFold(q.Email, a.Email.Text()) {
			return &domain.Error{Code: domain.CodeConflict, Reason: "request_open",
				Message: "Request " + q.ID.String() + " asks for the same and is " + q.Status + ". Approve or cancel that one."}
		}
	}
	return nil
}

// asked checks a draft by its action.
func (s accessRequests) asked(ctx context.Context, r *projections.Reading, c api.Command, d api.AccessDraft, k accessKnowledge) (*event.AccessRequested, error) {
	id := c.AppendID // of a repeated request the same
	if id == uuid.Nil {
		id = uuid.New()
	}
	a := &event.AccessRequested{Request: id, Action: d.Action, Origin: d.Origin, Reason: strings.TrimSpace(d.Reason), By: c.Actor, ExpiresAt: d.ExpiresAt}
	switch {
	case a.Origin != "":
	case d.Revert:
		a.Origin = "revert"
	case d.Recreates != nil:
		a.Origin = "recreate"
	default:
		a.Origin = "person"
	}
	faults := s.expiry(d)
	var refused error
	switch d.Action {
	case event.AccessCreate:
		more, err := s.creation(ctx, r, a, d, k)
		if err != nil {
			return nil, err
		}
		faults = append(faults, more...)
	case event.AccessDelete, event.AccessAddMember, event.AccessRemoveMember:
		if d.Of != nil && d.Action == event.AccessDelete {
			return a, s.unmade(ctx, r, a, *d.Of)
		}
		more := s.existing(a, d, k)
		if faults = append(faults, more...); len(more) == 0 {
			refused = s.refuse(ctx, r, c, a, k)
		}
	default:
		faults = append(faults, domain.Fault{Pointer: "/action", Code: "unknown", Message: "choose create, delete, add_member or remove_member"})
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	return a, refused
}

func (s accessRequests) expiry(d api.AccessDraft) []domain.Fault {
	if d.ExpiresAt == nil {
		return nil
	}
	switch {
	case d.Action != event.AccessAddMember:
		return []domain.Fault{{Pointer: "/expires_at", Code: "not_allowed", Message: "only a role can be given for a time"}}
	case !d.ExpiresAt.After(s.now()):
		return []domain.Fault{{Pointer: "/expires_at", Code: "past", Message: "choose a time to come"}}
	}
	return nil
}

// unmade makes a request about an account that another request makes, which NinjaOne may
// not list yet.
func (s accessRequests) unmade(ctx context.Context, r *projections.Reading, a *event.AccessRequested, of uuid.UUID) error {
	q, err := s.request(ctx, r, of)
	if err != nil {
		return err
	}
	if q.Action != event.AccessCreate || !rule.Status(q.Status).Open() && q.Status != string(rule.Done) {
		return domain.Invalid([]domain.Fault{{Pointer: "/account", Code: "unknown", Message: "no account is being made by this request"}})
	}
	a.Connection, a.Kind, a.Of, a.UserID = q.Connection.ID, q.Kind, &of, q.UserID
	a.OrganizationID, a.FullPortalAccess = q.OrgID, q.FullPortal
	person := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectEmail, strings.ToLower(q.Email), value)
	}
	a.FirstName, a.LastName, a.Email, a.Phone = person(q.FirstName), person(q.LastName), person(q.Email), person(q.Phone)
	return nil
}

// existing checks a request about an account that is there, and keeps what it is now.
func (s accessRequests) existing(a *event.AccessRequested, d api.AccessDraft, k accessKnowledge) (faults []domain.Fault) {
	account := k.account
	if account == nil {
		return []domain.Fault{{Pointer: "/account", Code: "unknown", Message: "name an account that NinjaOne lists"}}
	}
	a.Connection, a.UserID, a.Kind = account.Connection.ID, account.UserID, account.Kind
	a.OrganizationID, a.FullPortalAccess, a.Administrator = account.OrganizationID, account.FullPortal, account.Administrator
	for _, m := range account.Roles {
		a.Roles = append(a.Roles, m.RoleID)
	}
	subject := account.Connection.ID.String() + "/" + strconv.FormatInt(account.UserID, 10)
	person := func(value string) event.Personal { return event.PlainPersonal(event.SubjectAccount, subject, value) }
	a.FirstName, a.LastName, a.Email, a.Phone = person(account.FirstName), person(account.LastName), person(account.Email), person(account.Phone)
	if d.Action == event.AccessDelete {
		if a.Origin != "scim" && !strings.EqualFold(strings.TrimSpace(d.Confirm), account.Email) {
			faults = append(faults, domain.Fault{Pointer: "/confirm", Code: "not_confirmed",
				Message: "type the e-mail address of the account: NinjaOne can't undo a deletion"})
		}
		return faults
	}
	role, there := k.role(d.Role)
	switch {
	case !there || role.Connection != account.Connection.ID:
		faults = append(faults, domain.Fault{Pointer: "/role", Code: "unknown", Message: "name a role of the account's connection"})
	case d.Action == event.AccessAddMember && role.Kind != "" && role.Kind != account.Kind:
		faults = append(faults, domain.Fault{Pointer: "/role", Code: "other_kind", Message: "this role is for accounts of the kind " + role.Kind})
	}
	a.RoleID = role.RoleID
	return faults
}

// refuse is what nobody may ask: to delete oneself or the last administrator, or what
// NinjaOne leaves to whoever manages the account.
func (s accessRequests) refuse(ctx context.Context, r *projections.Reading, c api.Command, a *event.AccessRequested, k accessKnowledge) error {
	takes := a.Action == event.AccessDelete || a.Action == event.AccessRemoveMember && k.administrators(a)
	if !takes {
		return nil
	}
	account := k.account
	if a.Action == event.AccessDelete && account.SCIM == "yes" {
		return &domain.Error{Code: domain.CodeConflict, Reason: "managed_by_scim",
			Message: "SCIM manages this account, so NinjaOne refuses to delete it. Remove it in your identity provider, or switch SCIM off in NinjaOne."}
	}
	own, err := s.own(ctx, c, account.Email)
	if err != nil {
		return err
	}
	if own {
		return &domain.Error{Code: domain.CodeForbidden, Reason: "own_account", Message: "This is your own account. Let another person ask for it."}
	}
	if !account.Administrator {
		return nil
	}
	administrators, err := s.whole(ctx, r, read.AccountFilter{Connections: []uuid.UUID{a.Connection}, View: read.ViewAdministrators})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(administrators, func(other api.AccessAccount) bool { return other.Enabled && other.ID != account.ID }) {
		return &domain.Error{Code: domain.CodeConflict, Reason: "last_administrator",
			Message: "This is the last enabled System Administrator of this NinjaOne. Make another one first."}
	}
	return nil
}

// own tells whether an address is that of the person who asks.
func (s accessRequests) own(ctx context.Context, c api.Command, email string) (bool, error) {
	who, is := strings.CutPrefix(c.Actor, "user:")
	if !is || email == "" {
		return false, nil
	}
	all, err := s.users.List(ctx, c.Tenant)
	for _, u := range all {
		if u.ID.String() == who && strings.EqualFold(u.Email, email) {
			return true, nil
		}
	}
	return false, err
}
