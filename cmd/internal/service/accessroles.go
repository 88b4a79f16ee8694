package service

import (
	"context"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Roles implements api.Access.
func (s access) Roles(ctx context.Context, scope api.Scope, f api.AccessRoleFilter, l api.List) (api.Answer[api.AccessRoles], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (found api.AccessRoles, err error) {
		names, err := s.connections(ctx, r)
		if err != nil {
			return found, err
		}
		filter := read.RoleFilter{Connections: among(names, f.Connection), Kind: f.Kind, Listed: true, Unheld: f.Unheld}
		rows, err := read.Roles(ctx, r, filter, asked(l))
		if found.Page, err = paged(rows, err, func(row read.Role) api.AccessRole { return roleView(row, names) }); err != nil {
			return found, err
		}
		filter.Unheld = true
		found.Unheld, err = read.CountRoles(ctx, r, filter)
		return found, err
	})
}

// Role implements api.Access.
func (s access) Role(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessRole], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.AccessRole, error) {
		row, names, err := s.role(ctx, r, id)
		return roleView(row, names), err
	})
}

// role is a role of a living connection, with the names of those.
func (s access) role(ctx context.Context, r *projections.Reading, id uuid.UUID) (read.Role, map[uuid.UUID]string, error) {
	names, err := s.connections(ctx, r)
	if err != nil {
		return read.Role{}, nil, err
	}
	row, err := read.GetRole(ctx, r, id)
	if _, living := names[row.Connection]; err == nil && !living {
		err = domain.NotFound("role")
	}
	return row, names, err
}

// roles are all roles of living connections, without their members: a NinjaOne has few.
func (s access) roles(ctx context.Context, r *projections.Reading) ([]read.Role, error) {
	names, err := s.connections(ctx, r)
	if err != nil {
		return nil, err
	}
	found, err := read.Roles(ctx, r, read.RoleFilter{Connections: among(names, uuid.Nil)}, query.Page{Whole: true})
	return found.Items, err
}

// Grants implements api.Access.
func (s access) Grants(ctx context.Context, scope api.Scope, f api.AccessGrantFilter, l api.List) (api.Answer[api.Page[api.AccessGrant]], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (page api.Page[api.AccessGrant], err error) {
		x, err := s.book.of(ctx, r)
		if err != nil {
			return page, err
		}
		names, err := s.connections(ctx, r)
		if err != nil {
			return page, err
		}
		filter := read.GrantFilter{
			Connections: among(names, f.Connection), Role: f.Role, Account: f.Account, Former: f.Former, ChangedSince: f.ChangedSince,
		}
		for _, word := range strings.Fields(l.Q) {
			filter.Words = append(filter.Words, read.Word{Text: word, Accounts: x.mentioning(word)})
		}
		p := asked(l)
		p.Q = "" // the words have it
		var order []uuid.UUID
		if p.Sort == "account" {
			p.Sort, order = read.Sealed, x.names()
		}
		rows, err := read.Grants(ctx, r, filter, order, p)
		return paged(rows, err, func(m read.Membership) api.AccessGrant { return grantView(r.Tenant, m, x, names[m.Role.Connection]) })
	})
}
