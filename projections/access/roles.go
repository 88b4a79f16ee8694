package access

import (
	"context"
	"fmt"
	"slices"

	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// RoleFilter selects roles; the zero value selects all, vanished ones too.
type RoleFilter struct {
	Connections []uuid.UUID // nil: of all
	Kind        string
	IDs         []uuid.UUID // nil: all
	Listed      bool        // only those that NinjaOne lists
	Unheld      bool        // only those that nobody has
}

// Roles is one page of roles, without their members, which may be many.
func Roles(ctx context.Context, r *projections.Reading, f RoleFilter, p query.Page) (query.Result[Role], error) {
	return query.Run(ctx, r.Tx, roleList(r), f.where(r), p)
}

// GetRole is one role without its members. Error: domain.NotFound.
func GetRole(ctx context.Context, r *projections.Reading, id uuid.UUID) (Role, error) {
	return get(ctx, r, roleList(r), id, "role")
}

// CountRoles counts roles.
func CountRoles(ctx context.Context, r *projections.Reading, f RoleFilter) (n int, err error) {
	w := f.where(r)
	if err := r.Tx.QueryRow(ctx, "select count(*) from "+r.Table(Name, "role")+" x where "+w.SQL(), w.Values()...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count the roles: %w", err)
	}
	return n, nil
}

func (f *RoleFilter) where(r *projections.Reading) *query.Where {
	w := own(r)
	if f.Connections != nil {
		w.And("x.connection = any(" + w.Add(f.Connections) + ")")
	}
	if f.Kind != "" {
		w.And("x.kind = " + w.Add(f.Kind))
	}
	if f.IDs != nil {
		w.And("x.id = any(" + w.Add(f.IDs) + ")")
	}
	if f.Listed {
		w.And("x.vanished_at is null")
	}
	if f.Unheld {
		w.And("coalesce(x.member_count, 0) = 0")
	}
	return w
}

func roleList(r *projections.Reading) query.Spec[Role] {
	columns := slices.DeleteFunc(roleColumns(), func(c column.Column[Role]) bool { return c.Name == "members" })
	return query.Spec[Role]{
		Select: column.List(columns, "x"),
		From:   r.Table(Name, "role") + " x",
		Key:    "x.id",
		Sorts: map[string]query.Sort{
			"name":       query.Text("lower(coalesce(x.name, ''))"),
			"kind":       query.Text("coalesce(x.kind, '')"),
			"members":    {Expr: "coalesce(x.member_count, 0)", Type: "bigint"},
			"changed_at": {Expr: "x.changed_at", Type: "timestamptz"},
		},
		Sort:   "name",
		Search: "lower(concat_ws(' ', x.name, x.description, x.role_id))",
		Scan:   scan(columns),
	}
}

// Holder is an account in NinjaOne.
type Holder struct {
	Connection uuid.UUID
	UserID     int64
}

// Membership is a role that an account has, or had; of the role it tells what names it.
type Membership struct {
	Member
	Role Role
}

// Memberships reads the roles that accounts have now, in order of name. "is true" keeps the
// accounts a set that each member is looked up in: joined, each would be read once for each.
func Memberships(ctx context.Context, r *projections.Reading, of []Holder) (map[Holder][]Membership, error) {
	connections, users := make([][16]byte, len(of)), make([]int64, len(of))
	for i, a := range of {
		connections[i], users[i] = a.Connection, a.UserID
	}
	found, err := r.Tx.Query(ctx, "select x.id, x.connection, x.role_id, coalesce(x.name, ''), coalesce(x.kind, ''), e from "+r.Table(Name, "role")+
		" x cross join lateral json_array_elements(x.members -> 'now') e where x.tenant_id = $1 and x.variant = $2"+
		" and ((x.connection, (e ->> 'user')::bigint) in (select * from unnest($3::uuid[], $4::bigint[]))) is true order by lower(x.name), x.id",
		r.Tenant, r.Variant(Name), connections, users)
	if err != nil {
		return nil, fmt.Errorf("read the roles of %d accounts: %w", len(of), err)
	}
	defer found.Close()
	all := make(map[Holder][]Membership)
	for found.Next() {
		m, err := scanMembership(found.RawValues())
		if err != nil {
			return nil, err
		}
		key := Holder{m.Role.Connection, m.UserID}
		all[key] = append(all[key], m)
	}
	return all, found.Err()
}
