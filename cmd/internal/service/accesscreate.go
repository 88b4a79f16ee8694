package service

import (
	"context"
	"slices"
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

// creation checks a new account (C1P-03).
func (s accessRequests) creation(ctx context.Context, r *projections.Reading, a *event.AccessRequested, d api.AccessDraft, k accessKnowledge) (faults []domain.Fault, err error) {
	if d.Recreates != nil {
		if faults, err = s.again(ctx, r, a, &d, k); err != nil || faults != nil {
			return faults, err
		}
	}
	faults = named(d)
	if d.Connection == nil {
		return append(faults, domain.Fault{Pointer: "/connection", Code: "required", Message: "name the connection"}), nil
	}
	a.Connection, a.Kind, a.Of = *d.Connection, d.Kind, d.Of
	if d.Kind == read.EndUser {
		there, err := organized(ctx, r, a.Connection, d.OrganizationID)
		if err != nil {
			return nil, err
		}
		if !there {
			faults = append(faults, domain.Fault{Pointer: "/organization_id", Code: "unknown", Message: "an end user belongs to an organization; give the NinjaOne id of one"})
		}
		a.OrganizationID, a.FullPortalAccess, a.SendInvitation = d.OrganizationID, d.FullPortalAccess, d.SendInvitation
	}
	if d.Role != nil {
		role, there := k.role(d.Role)
		switch {
		case !there || role.Connection != a.Connection:
			faults = append(faults, domain.Fault{Pointer: "/role", Code: "unknown", Message: "name a role of the connection"})
		case role.Kind != "" && role.Kind != a.Kind:
			faults = append(faults, domain.Fault{Pointer: "/role", Code: "other_kind", Message: "this role is for accounts of the kind " + role.Kind})
		default:
			a.Roles = append(a.Roles, role.RoleID)
		}
	}
	email := strings.TrimSpace(d.Email)
	if err := s.unused(ctx, r, a.Connection, email); err != nil {
		return faults, err
	}
	person := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectEmail, strings.ToLower(email), strings.TrimSpace(value))
	}
	a.FirstName, a.LastName, a.Email, a.Phone = person(d.FirstName), person(d.LastName), person(email), person(d.Phone)
	return faults, nil
}

// named are the faults of names, address and kind.
func named(d api.AccessDraft) (faults []domain.Fault) {
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
	return faults
}

// again fills a draft from the snapshot that a deletion kept, with the roles that are still
// there.
func (s accessRequests) again(ctx context.Context, r *projections.Reading, a *event.AccessRequested, d *api.AccessDraft, k accessKnowledge) ([]domain.Fault, error) {
	q, err := s.request(ctx, r, *d.Recreates)
	if domain.ErrorCode(err) == domain.CodeNotFound || err == nil && (q.Action != event.AccessDelete || q.Status != string(rule.Done)) {
		return []domain.Fault{{Pointer: "/recreates", Code: "unknown", Message: "is no request that deleted an account"}}, nil
	}
	if err != nil {
		return nil, err
	}
	if q.Email == "" {
		return []domain.Fault{{Pointer: "/recreates", Code: "erased", Message: "the person was erased since, and nothing is kept of the account"}}, nil
	}
	row, err := read.GetRequest(ctx, r, q.ID)
	if err != nil {
		return nil, err
	}
	d.Connection, d.Kind, d.FirstName, d.LastName, d.Email, d.Phone = &q.Connection.ID, q.Kind, q.FirstName, q.LastName, q.Email, q.Phone
	d.OrganizationID, d.FullPortalAccess, a.Administrator = q.OrgID, q.FullPortal, q.Administrator
	for _, id := range rolesBefore(row) {
		if slices.ContainsFunc(k.roles, func(role read.Role) bool {
			return role.Connection == q.Connection.ID && role.RoleID == id && role.VanishedAt.IsZero()
		}) {
			a.Roles = append(a.Roles, id)
		}
	}
	return nil, nil
}

// organized tells whether a connection has an organization.
func organized(ctx context.Context, r *projections.Reading, connection uuid.UUID, id int64) (bool, error) {
	organizations, err := mapping.OrganizationsByID(ctx, r, nil)
	for _, o := range organizations {
		if o.Connection == connection && o.OrganizationID == id && o.VanishedAt.IsZero() {
			return true, err
		}
	}
	return false, err
}

// unused refuses an e-mail address that an account has.
func (s accessRequests) unused(ctx context.Context, r *projections.Reading, connection uuid.UUID, email string) error {
	known, err := s.book.persons.of(ctx, r)
	if err != nil || email == "" {
		return err
	}
	for id, h := range known.heads {
		if h.Connection == connection && !h.Vanished && strings.EqualFold(known.names[id].email, email) {
			return &domain.Error{Code: domain.CodeConflict, Reason: "account_exists", Message: "An account with this e-mail address is there already."}
		}
	}
	return nil
}
