package web

import (
	"cmp"
	"slices"
	"strings"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

func (s *Site) showAccessRoles(r *Request) error {
	l := r.listing("kind", "connection", "unheld")
	unheld := l.query.Get("unheld") == "true"
	list := r.asked(l, []string{"name", "kind", "members", "changed_at"}, "name")
	found, err := s.Services.Access.Roles(r.Context(), r.then(), api.AccessRoleFilter{Connection: l.id("connection"), Kind: l.query.Get("kind"), Unheld: unheld}, list)
	if err == nil {
		err = follows(l, found.Data.Page)
	}
	if err != nil {
		return err
	}
	return r.page("Roles", "access", func(v *view) page { return accessRolesPage(v, l, found.Data) })
}

// accessRoleView is what the page of one role shows.
type accessRoleView struct {
	api.AccessRole
	Grants  api.Page[api.AccessGrant]
	Offered []api.AccessAccount // some who may be given the role, to complete an address
}

// holds tells whether an account has the role.
func (a *accessRoleView) holds(id uuid.UUID) bool {
	return slices.ContainsFunc(a.Grants.Items, func(g api.AccessGrant) bool { return g.Account == id && g.Until == nil })
}

// addressed is the account with the e-mail address that a form names.
func (s *Site) addressed(r *Request, email string) (*uuid.UUID, faults, error) {
	filter := api.AccessFilter{Email: strings.TrimSpace(email)}
	if id, err := uuid.Parse(r.field("connection")); err == nil {
		filter.Connection = id
	}
	found, err := s.Services.Access.Accounts(r.Context(), r.scope(), filter, api.List{Limit: 2, Sort: api.Sort{By: "name"}, Uncounted: true})
	switch {
	case err != nil:
		return nil, nil, err
	case len(found.Data.Items) == 0:
		return nil, faults{"account": "No account has the e-mail address " + email + "."}, nil
	case len(found.Data.Items) > 1:
		return nil, faults{"account": "Several accounts have the e-mail address " + email + ". Open the right one under Accounts, and give the role there."}, nil
	}
	return &found.Data.Items[0].ID, nil, nil
}

func (s *Site) showAccessRole(r *Request) error {
	id, err := r.pathID("id", "role")
	if err != nil {
		return err
	}
	found, err := s.Services.Access.Role(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	grants, err := s.Services.Access.Grants(r.Context(), r.then(), api.AccessGrantFilter{Role: id, Former: true}, api.List{Limit: mostGrants, Sort: api.Sort{By: "account"}})
	if err != nil {
		return err
	}
	out := accessRoleView{AccessRole: found.Data, Grants: grants.Data}
	if out.VanishedAt == nil && r.may(permission.AccessManage) {
		filter := api.AccessFilter{Connection: out.Connection.ID, Kind: out.Kind}
		accounts, err := s.Services.Access.Accounts(r.Context(), r.scope(), filter, api.List{Limit: mostGrants, Sort: api.Sort{By: "name"}, Uncounted: true})
		if err != nil {
			return err
		}
		out.Offered = accounts.Data.Items
	}
	return r.page(named(out.Name), "access", func(v *view) page { return accessRolePage(v, &out) })
}

// current are the grants that hold.
func current(all []api.AccessGrant) []api.AccessGrant {
	return slices.DeleteFunc(slices.Clone(all), func(g api.AccessGrant) bool { return g.Until != nil })
}

// former are the grants that ended, the latest first.
func former(all []api.AccessGrant) []api.AccessGrant {
	ended := slices.DeleteFunc(slices.Clone(all), func(g api.AccessGrant) bool { return g.Until == nil })
	slices.SortStableFunc(ended, func(a, b api.AccessGrant) int { return cmp.Compare(b.Until.UnixNano(), a.Until.UnixNano()) })
	return ended
}

func grantName(g api.AccessGrant) string {
	if g.Name != "" {
		return g.Name
	}
	return cmp.Or(g.Email, "User "+number(g.UserID))
}

func accessRolePath(id uuid.UUID) string { return "/access/roles/" + id.String() }
