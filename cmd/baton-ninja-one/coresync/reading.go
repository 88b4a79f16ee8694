package coresync

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"coresync/cmd/baton-ninja-one/tenant"
)

// account is an account as Coresync tells it.
type account struct {
	ID                 string
	UserID             int64 `json:"user_id"`
	UID, Kind          string
	FirstName          string `json:"first_name"`
	LastName           string `json:"last_name"`
	Email, Phone       string
	Enabled            bool
	Administrator      bool
	MFA, SCIM          string
	MustChangePassword string `json:"must_change_password"`
	AuthType           string `json:"auth_type"`
	Invitation         string
	OrganizationID     int64   `json:"organization_id"`
	Devices            []int64 `json:"device_ids"`
}

// role is a role as Coresync tells it.
type role struct {
	ID                      string
	RoleID                  int64 `json:"role_id"`
	Name, Kind, Description string
}

func (t *Tenant) accounts(ctx context.Context) ([]account, error) {
	connection, err := t.of(ctx)
	if err != nil {
		return nil, err
	}
	return every[account](ctx, t, "/access/accounts", url.Values{"connection": {connection}})
}

func (t *Tenant) roles(ctx context.Context, connection string) ([]role, error) {
	return every[role](ctx, t, "/access/roles", url.Values{"connection": {connection}})
}

// Accounts reads the accounts that NinjaOne had when Coresync looked last.
func (t *Tenant) Accounts(ctx context.Context) ([]tenant.Account, error) {
	found, err := t.accounts(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]tenant.Account, 0, len(found))
	for _, a := range found {
		all = append(all, tenant.Account{ID: a.UserID, UID: a.UID, Kind: a.Kind, FirstName: a.FirstName, LastName: a.LastName,
			Email: a.Email, Phone: a.Phone, Enabled: a.Enabled, Administrator: a.Administrator, MFA: told(a.MFA),
			MustChangePassword: told(a.MustChangePassword), SCIM: told(a.SCIM), AuthType: authType(a.AuthType),
			Invitation: a.Invitation, OrganizationID: a.OrganizationID, Devices: a.Devices})
	}
	slices.SortFunc(all, func(a, b tenant.Account) int { return int(a.ID - b.ID) })
	return all, nil
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

// Roles reads the roles and who has them.
func (t *Tenant) Roles(ctx context.Context) ([]tenant.Role, error) {
	connection, err := t.of(ctx)
	if err != nil {
		return nil, err
	}
	found, err := t.roles(ctx, connection)
	if err != nil {
		return nil, err
	}
	type grant struct {
		RoleID int64 `json:"role_id"`
		UserID int64 `json:"user_id"`
		Source string
	}
	grants, err := every[grant](ctx, t, "/access/grants", url.Values{"connection": {connection}})
	if err != nil {
		return nil, err
	}
	members := make(map[int64][]tenant.Member)
	for _, g := range grants {
		members[g.RoleID] = append(members[g.RoleID], tenant.Member{UserID: g.UserID, Source: g.Source})
	}
	all := make([]tenant.Role, 0, len(found))
	for _, r := range found {
		has := members[r.RoleID]
		slices.SortFunc(has, func(a, b tenant.Member) int { return int(a.UserID - b.UserID) })
		all = append(all, tenant.Role{ID: r.RoleID, Name: r.Name, Kind: r.Kind, Description: r.Description, Members: has})
	}
	slices.SortFunc(all, func(a, b tenant.Role) int { return int(a.ID - b.ID) })
	return all, nil
}
