package service

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/connection"
	"coresync/projections/directory"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// accessModels are what an answer about access joins.
var accessModels = []string{read.Name, mapping.Name, directory.Name, connection.Name}

// access implements api.Access.
type access struct {
	log *eventstore.Store
	reads
	people opener
	book   *contactBook
}

// Accounts implements api.Access. All accounts are read and opened, since names are sealed
// in the rows and people look for them.
func (s access) Accounts(ctx context.Context, scope api.Scope, f api.AccessFilter, l api.List) (api.Answer[api.AccessAccounts], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (found api.AccessAccounts, err error) {
		all, err := s.accounts(ctx, r)
		if err != nil {
			return found, err
		}
		found.Counts = make(map[string]int)
		h := hygieneOf(all, s.now())
		kept := all[:0]
		for _, a := range all {
			if !wanted(a, f) || !mentions(l.Q, a.Name(), a.Email, strconv.FormatInt(a.UserID, 10)) {
				continue
			}
			for _, view := range api.AccessViews() {
				if h.inView(a, view) {
					found.Counts[view]++
				}
			}
			if a.VanishedAt == nil {
				found.Counts["all"]++
			}
			if h.inView(a, f.View) {
				kept = append(kept, a)
			}
		}
		found.Page, err = pageIn(kept, l, accountSorts, func(a api.AccessAccount) string { return a.ID.String() })
		return found, err
	})
}

// accountSorts are what accounts are sorted by, as texts that sort like them.
var accountSorts = map[string]func(api.AccessAccount) string{
	"name": func(a api.AccessAccount) string {
		return strings.ToLower(a.LastName + "\x00" + a.FirstName + "\x00" + a.Email)
	},
	"email":         func(a api.AccessAccount) string { return strings.ToLower(a.Email) },
	"kind":          func(a api.AccessAccount) string { return a.Kind },
	"mfa":           func(a api.AccessAccount) string { return a.MFA },
	"administrator": func(a api.AccessAccount) string { return strconv.FormatBool(!a.Administrator) },
	"changed_at":    func(a api.AccessAccount) string { return a.ChangedAt.UTC().Format(sortableTime) },
}

// sortableTime writes times so that their texts sort as they do.
const sortableTime = "2006-01-02T15:04:05.000000"

func wanted(a api.AccessAccount, f api.AccessFilter) bool {
	hasRole := func(m api.AccessMembership) bool { return m.Role.ID == f.Role }
	return (f.Connection == uuid.Nil || a.Connection.ID == f.Connection) &&
		(f.Kind == "" || a.Kind == f.Kind) &&
		(f.Role == uuid.Nil || slices.ContainsFunc(a.Roles, hasRole)) &&
		(f.IDs == nil || slices.Contains(f.IDs, a.ID)) &&
		(f.Email == "" || strings.EqualFold(a.Email, f.Email))
}

// Account implements api.Access.
func (s access) Account(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessAccount], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.AccessAccount, error) {
		return s.account(ctx, r, id)
	})
}

func (s access) account(ctx context.Context, r *projections.Reading, id uuid.UUID) (api.AccessAccount, error) {
	all, err := s.accounts(ctx, r)
	if err != nil {
		return api.AccessAccount{}, err
	}
	for _, a := range all {
		if a.ID == id {
			return a, nil
		}
	}
	return api.AccessAccount{}, domain.NotFound("account")
}

// Roles implements api.Access.
func (s access) Roles(ctx context.Context, scope api.Scope, f api.AccessRoleFilter, l api.List) (api.Answer[api.Page[api.AccessRole]], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.Page[api.AccessRole], error) {
		rows, connections, err := s.roles(ctx, r)
		var kept []api.AccessRole
		for _, row := range rows {
			if (f.Connection == uuid.Nil || row.Connection == f.Connection) && (f.Kind == "" || row.Kind == f.Kind) && row.VanishedAt.IsZero() &&
				mentions(l.Q, row.Name, row.Description, strconv.FormatInt(row.RoleID, 10)) {
				kept = append(kept, roleView(row, connections))
			}
		}
		if err != nil {
			return api.Page[api.AccessRole]{}, err
		}
		return pageIn(kept, l, map[string]func(api.AccessRole) string{
			"name":       func(a api.AccessRole) string { return strings.ToLower(a.Name) },
			"kind":       func(a api.AccessRole) string { return a.Kind },
			"members":    func(a api.AccessRole) string { return leftPad(a.Members) },
			"changed_at": func(a api.AccessRole) string { return a.ChangedAt.UTC().Format(sortableTime) },
		}, func(a api.AccessRole) string { return a.ID.String() })
	})
}

// Role implements api.Access.
func (s access) Role(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AccessRole], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (api.AccessRole, error) {
		rows, connections, err := s.roles(ctx, r)
		for _, row := range rows {
			if row.ID == id {
				return roleView(row, connections), nil
			}
		}
		if err == nil {
			err = domain.NotFound("role")
		}
		return api.AccessRole{}, err
	})
}

func roleView(row read.Role, connections map[uuid.UUID]string) api.AccessRole {
	return api.AccessRole{
		ID: row.ID, Connection: api.Ref{ID: row.Connection, Name: connections[row.Connection]}, RoleID: row.RoleID, Name: row.Name, Kind: row.Kind,
		Description: row.Description, Members: int(row.Count), ChangedAt: row.ChangedAt, VanishedAt: when(row.VanishedAt),
	}
}

// Grants implements api.Access.
func (s access) Grants(ctx context.Context, scope api.Scope, f api.AccessGrantFilter, l api.List) (api.Answer[api.Page[api.AccessGrant]], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (page api.Page[api.AccessGrant], err error) {
		all, err := s.grants(ctx, r)
		if err != nil {
			return page, err
		}
		kept := all[:0]
		for _, g := range all {
			if wantedGrant(g, f) && mentions(l.Q, g.Name, g.Email, g.Role.Name) {
				kept = append(kept, g)
			}
		}
		return pageIn(kept, l, map[string]func(api.AccessGrant) string{
			"role":    func(g api.AccessGrant) string { return strings.ToLower(g.Role.Name) + "\x00" + strings.ToLower(g.Name) },
			"account": func(g api.AccessGrant) string { return strings.ToLower(g.Name) + "\x00" + strings.ToLower(g.Role.Name) },
			"since":   func(g api.AccessGrant) string { return timeKey(g.Since) },
			"until":   func(g api.AccessGrant) string { return timeKey(g.Until) },
		}, func(g api.AccessGrant) string {
			return g.Connection.ID.String() + g.ID + timeKey(g.Since) + timeKey(g.Until)
		})
	})
}

func wantedGrant(g api.AccessGrant, f api.AccessGrantFilter) bool {
	changed := f.ChangedSince.IsZero() || g.Since != nil && !g.Since.Before(f.ChangedSince) || g.Until != nil && !g.Until.Before(f.ChangedSince)
	return (f.Connection == uuid.Nil || g.Connection.ID == f.Connection) && (f.Role == uuid.Nil || g.Role.ID == f.Role) &&
		(f.Account == uuid.Nil || g.Account == f.Account) && (f.Former || g.Until == nil) && changed
}

func timeKey(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(sortableTime)
}
