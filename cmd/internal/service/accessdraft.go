package service

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// draft makes the event of a request out of what a person asks, after all rules about it
// were looked at; roles are those of its connection, by NinjaOne id.
func (s accessRequests) draft(ctx context.Context, c api.Command, d api.AccessDraft) (*event.AccessRequested, map[int64]api.Ref, error) {
	var a *event.AccessRequested
	var names map[int64]api.Ref
	_, err := answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, accessModels, func(r *projections.Reading) (struct{}, error) {
		known, err := s.knowledge(ctx, r)
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
		a.NeedsApproval = rule.NeedsApproval(settings, a, known.administrators(a))
		names = known.roleNames(a.Connection)
		return struct{}{}, known.conflict(a)
	})
	return a, names, err
}

// accessKnowledge is what the rules about requests look at.
type accessKnowledge struct {
	accounts   []api.AccessAccount
	roles      []read.Role
	requests   []api.AccessRequest
	connectors map[uuid.UUID]read.Connector
}

func (s accessRequests) knowledge(ctx context.Context, r *projections.Reading) (k accessKnowledge, err error) {
	if k.accounts, err = s.accounts(ctx, r); err != nil {
		return k, err
	}
	k.accounts = slices.DeleteFunc(k.accounts, func(a api.AccessAccount) bool { return a.VanishedAt != nil })
	if k.roles, _, err = s.roles(ctx, r); err != nil {
		return k, err
	}
	if k.requests, err = s.views(ctx, r); err != nil {
		return k, err
	}
	k.connectors, err = read.Connectors(ctx, r)
	return k, err
}

func (k accessKnowledge) account(id *uuid.UUID) (api.AccessAccount, bool) {
	at := slices.IndexFunc(k.accounts, func(a api.AccessAccount) bool { return id != nil && a.ID == *id })
	if at < 0 {
		return api.AccessAccount{}, false
	}
	return k.accounts[at], true
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
	return a.RoleID != 0 && strings.EqualFold(k.roleNames(a.Connection)[a.RoleID].Name, rule.AdministratorRole)
}

// conflict refuses what an open request asks already.
func (k accessKnowledge) conflict(a *event.AccessRequested) error {
	for _, q := range k.requests {
		same := q.Connection.ID == a.Connection && q.Action == a.Action && q.UserID == a.UserID && q.RoleID == a.RoleID &&
			(a.Action != event.AccessCreate || strings.EqualFold(q.Email, a.Email.Text()))
		if same && rule.Status(q.Status).Open() {
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
		more := s.existing(a, d, k)
		if faults = append(faults, more...); len(more) == 0 {
			refused = s.refuse(ctx, c, a, k)
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

// creation checks a new account (C1P-03).
func (s accessRequests) creation(ctx context.Context, r *projections.Reading, a *event.AccessRequested, d api.AccessDraft, k accessKnowledge) (faults []domain.Fault, err error) {
	if d.Recreates != nil {
		i := slices.IndexFunc(k.requests, func(q api.AccessRequest) bool {
			return q.ID == *d.Recreates && q.Action == event.AccessDelete && q.Status == string(rule.Done)
		})
		if i < 0 {
			return []domain.Fault{{Pointer: "/recreates", Code: "unknown", Message: "is no request that deleted an account"}}, nil
		}
		q := k.requests[i]
		d.Connection, d.Kind, d.FirstName, d.LastName, d.Email, d.Phone = &q.Connection.ID, q.Kind, q.FirstName, q.LastName, q.Email, q.Phone
		d.OrganizationID, d.FullPortalAccess = q.OrgID, q.FullPortal
	}
	fault := func(pointer, code, message string) {
		faults = append(faults, domain.Fault{Pointer: pointer, Code: code, Message: message})
	}
	for _, name := range []struct{ pointer, value string }{{"/first_name", d.FirstName}, {"/last_name", d.LastName}} {
		if n := utf8.RuneCountInString(strings.TrimSpace(name.value)); n < 1 || n > 150 {
			fault(name.pointer, "length", "has 1 to 150 characters")
		}
	}
	email := strings.TrimSpace(d.Email)
	if at := strings.IndexByte(email, '@'); at < 1 || at == len(email)-1 || len(email) > 320 {
		fault("/email", "invalid", "give an e-mail address")
	}
	if d.Kind != read.Technician && d.Kind != read.EndUser {
		fault("/kind", "unknown", "choose TECHNICIAN or END_USER")
	}
	if d.Connection == nil {
		fault("/connection", "required", "name the connection")
		return faults, nil
	}
	a.Connection, a.Kind = *d.Connection, d.Kind
	if d.Kind == read.EndUser {
		organizations, err := mapping.OrganizationsByID(ctx, r, nil)
		if err != nil {
			return nil, err
		}
		there := false
		for _, o := range organizations {
			there = there || o.Connection == a.Connection && o.OrganizationID == d.OrganizationID && o.VanishedAt.IsZero()
		}
		if !there {
			fault("/organization_id", "unknown", "an end user belongs to an organization; give the NinjaOne id of one")
		}
		a.OrganizationID, a.FullPortalAccess, a.SendInvitation = d.OrganizationID, d.FullPortalAccess, d.SendInvitation
	}
	for _, account := range k.accounts {
		if account.Connection.ID == a.Connection && strings.EqualFold(account.Email, email) && email != "" {
			return faults, &domain.Error{Code: domain.CodeConflict, Reason: "account_exists", Message: "An account with this e-mail address is there already."}
		}
	}
	person := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectEmail, strings.ToLower(email), strings.TrimSpace(value))
	}
	a.FirstName, a.LastName, a.Email, a.Phone = person(d.FirstName), person(d.LastName), person(email), person(d.Phone)
	return faults, nil
}

// existing checks a request about an account that is there, and keeps what it is now.
func (s accessRequests) existing(a *event.AccessRequested, d api.AccessDraft, k accessKnowledge) (faults []domain.Fault) {
	account, there := k.account(d.Account)
	if !there {
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
func (s accessRequests) refuse(ctx context.Context, c api.Command, a *event.AccessRequested, k accessKnowledge) error {
	takes := a.Action == event.AccessDelete || a.Action == event.AccessRemoveMember && k.administrators(a)
	if !takes {
		return nil
	}
	id := read.AccountID(c.Tenant, a.Connection, a.UserID)
	account, _ := k.account(&id)
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
	others := 0
	for _, other := range k.accounts {
		if other.Administrator && other.Enabled && other.ID != account.ID && other.Connection.ID == a.Connection {
			others++
		}
	}
	if account.Administrator && others == 0 {
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
