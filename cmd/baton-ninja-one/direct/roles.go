package direct

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"coresync/cmd/baton-ninja-one/tenant"
)

// Roles reads all roles of people with their members.
func (t *Tenant) Roles(ctx context.Context) ([]tenant.Role, error) {
	p, err := t.client.UserRoles(ctx, "")
	if err != nil {
		return nil, status(err)
	}
	if err := whole(p); err != nil {
		return nil, err
	}
	all := make([]tenant.Role, 0, len(p.Rows))
	for _, row := range p.Rows {
		var r struct {
			ID                      int64
			Name, Type, Description string
			Members                 []struct {
				ID     int64
				Source string
			}
		}
		if err := json.Unmarshal(row.Raw, &r); err != nil {
			return nil, fmt.Errorf("%s: row with id %d: %w", p.Call, row.ID, err)
		}
		role := tenant.Role{ID: r.ID, Name: r.Name, Kind: r.Type, Description: r.Description}
		for _, m := range r.Members {
			role.Members = append(role.Members, tenant.Member{UserID: m.ID, Source: m.Source})
		}
		all = append(all, role)
	}
	slices.SortFunc(all, func(a, b tenant.Role) int { return int(a.ID - b.ID) })
	return all, nil
}

// AddMember gives a role to an account.
func (t *Tenant) AddMember(ctx context.Context, role, user int64) error {
	return status(t.client.AddRoleMembers(ctx, role, user))
}

// RemoveMember takes a role from an account.
func (t *Tenant) RemoveMember(ctx context.Context, role, user int64) error {
	return status(t.client.RemoveRoleMembers(ctx, role, user))
}
