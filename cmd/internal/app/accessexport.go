package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coresync/adapters/c1z"
	"coresync/http/api"

	"github.com/google/uuid"
)

// AccessSnapshot is who may do what in the NinjaOne of a connection, as it was known at a
// moment; nil: now. All of it is read at one position of the log.
func (a *App) AccessSnapshot(ctx context.Context, tenant, connection uuid.UUID, when *api.Moment) (*c1z.Snapshot, error) {
	scope := api.Scope{Tenant: tenant, AsOf: when}
	at, err := a.fix(ctx, &scope)
	if err != nil {
		return nil, err
	}
	access := a.Services().Access
	accounts, err := every(func(l api.List) (api.Page[api.AccessAccount], error) {
		l.Sort.By = "name"
		found, err := access.Accounts(ctx, scope, api.AccessFilter{Connection: connection}, l)
		return found.Data.Page, err
	})
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	roles, err := every(func(l api.List) (api.Page[api.AccessRole], error) {
		l.Sort.By = "name"
		found, err := access.Roles(ctx, scope, api.AccessRoleFilter{Connection: connection}, l)
		return found.Data.Page, err
	})
	if err != nil {
		return nil, fmt.Errorf("read roles: %w", err)
	}
	grants, err := every(func(l api.List) (api.Page[api.AccessGrant], error) {
		l.Sort.By = "role"
		found, err := access.Grants(ctx, scope, api.AccessGrantFilter{Connection: connection}, l)
		return found.Data, err
	})
	if err != nil {
		return nil, fmt.Errorf("read who has which role: %w", err)
	}
	return snapshotOf(tenant, connection, at, accounts, roles, grants), nil
}

// fix ties a scope to one position and says what time that was.
func (a *App) fix(ctx context.Context, scope *api.Scope) (time.Time, error) {
	switch {
	case scope.AsOf == nil:
		head, err := a.Store.Head(ctx, scope.Tenant)
		if err != nil {
			return time.Time{}, err
		}
		scope.AsOf = &api.Moment{Position: head.Position}
		return head.RecordedAt, nil
	case scope.AsOf.Position == 0:
		return scope.AsOf.Time, nil
	}
	position := scope.AsOf.Position
	found, err := a.Store.EventsAt(ctx, scope.Tenant, []int64{position})
	if err != nil {
		return time.Time{}, err
	}
	e, ok := found[position]
	if !ok {
		return time.Time{}, fmt.Errorf("the log has no position %d", position)
	}
	return e.RecordedAt, nil
}

// every reads all pages of a list.
func every[T any](read func(api.List) (api.Page[T], error)) (all []T, err error) {
	for l := (api.List{Limit: 500}); ; {
		page, err := read(l)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if page.Next == nil {
			return all, nil
		}
		l.After = page.Next
	}
}

func snapshotOf(tenant, connection uuid.UUID, at time.Time, accounts []api.AccessAccount, roles []api.AccessRole, grants []api.AccessGrant) *c1z.Snapshot {
	s := &c1z.Snapshot{At: at.UTC(), Key: tenant.String() + "/" + connection.String()}
	for _, a := range accounts {
		s.Accounts = append(s.Accounts, c1z.Account{
			ID: a.UserID, UID: a.UID, Kind: a.Kind, FirstName: a.FirstName, LastName: a.LastName, Email: a.Email, Phone: a.Phone,
			Enabled: a.Enabled, Administrator: a.Administrator, MFA: told(a.MFA), MustChangePassword: told(a.MustChangePassword),
			SCIM: told(a.SCIM), AuthType: authType(a.AuthType), Invitation: a.Invitation, OrganizationID: a.OrganizationID,
		})
	}
	members := make(map[int64][]c1z.Member)
	for _, g := range grants {
		members[g.RoleID] = append(members[g.RoleID], c1z.Member{UserID: g.UserID, Source: g.Source})
	}
	for _, r := range roles {
		s.Roles = append(s.Roles, c1z.Role{ID: r.RoleID, Name: r.Name, Kind: r.Kind, Description: r.Description, Members: members[r.RoleID]})
	}
	return s
}

// told reads what is known of a yes or no.
func told(s string) *bool {
	if s != "yes" && s != "no" {
		return nil
	}
	known := s == "yes"
	return &known
}

// authType spells how somebody signs in as NinjaOne does.
func authType(s string) string {
	if s == "native" || s == "sso" {
		return strings.ToUpper(s)
	}
	return ""
}

// AccessTable is a snapshot as rows: one for each role that an account has, and one for
// an account without any.
func AccessTable(s *c1z.Snapshot) Table {
	t := Table{Columns: []string{"user_id", "first_name", "last_name", "email", "kind", "enabled", "administrator", "mfa", "invitation",
		"scim", "organization_id", "role_id", "role", "role_kind", "source", "at"}}
	roles := make(map[int64][][]string)
	for _, r := range s.Roles {
		for _, m := range r.Members {
			roles[m.UserID] = append(roles[m.UserID], []string{strconv.FormatInt(r.ID, 10), r.Name, r.Kind, m.Source})
		}
	}
	for _, a := range s.Accounts {
		row := []string{strconv.FormatInt(a.ID, 10), a.FirstName, a.LastName, a.Email, a.Kind, strconv.FormatBool(a.Enabled),
			strconv.FormatBool(a.Administrator), known(a.MFA), a.Invitation, known(a.SCIM), ""}
		if a.OrganizationID != 0 {
			row[10] = strconv.FormatInt(a.OrganizationID, 10)
		}
		has := roles[a.ID]
		if has == nil {
			has = [][]string{{"", "", "", ""}}
		}
		for _, role := range has {
			t.Rows = append(t.Rows, append(append(append([]string{}, row...), role...), s.At.UTC().Format(time.RFC3339)))
		}
	}
	return t
}

// known writes a yes or no; empty where nobody knows.
func known(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}
