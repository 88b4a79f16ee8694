package web

import (
	"cmp"
	"slices"

	"coresync/http/api"

	"github.com/google/uuid"
)

func (s *Site) showAccessRoles(r *Request) error {
	l := r.listing("kind", "connection")
	list := r.asked(l, []string{"name", "kind", "members", "changed_at"}, "name")
	found, err := s.Services.Access.Roles(r.Context(), r.then(), api.AccessRoleFilter{Connection: l.id("connection"), Kind: l.query.Get("kind")}, list)
	if err == nil {
		err = follows(l, found.Data)
	}
	if err != nil {
		return err
	}
	return r.page("Roles", "access", func(v *view) page { return accessRolesPage(v, l, found.Data.Items) })
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
	role, all := found.Data, grants.Data
	return r.page(named(role.Name), "access", func(v *view) page { return accessRolePage(v, role, all) })
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
