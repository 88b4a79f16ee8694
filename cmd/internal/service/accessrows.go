package service

import (
	"context"
	"fmt"
	"time"

	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/connection"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// accountKey is an account or a role in NinjaOne.
type accountKey struct {
	connection uuid.UUID
	user       int64
}

// connections are the names of living connections.
func (s access) connections(ctx context.Context, r *projections.Reading) (map[uuid.UUID]string, error) {
	found, err := connection.List(ctx, r, query.Page{Whole: true})
	names := make(map[uuid.UUID]string, len(found.Items))
	for _, c := range found.Items {
		names[c.ID] = c.Name
	}
	return names, err
}

// among are the connections to look at: one, or all that live.
func among(names map[uuid.UUID]string, one uuid.UUID) []uuid.UUID {
	ids := make([]uuid.UUID, 0, len(names))
	for id := range names {
		if one == uuid.Nil || one == id {
			ids = append(ids, id)
		}
	}
	return ids
}

// filled makes accounts of the rows of a page: with their people, roles, organizations and
// what clients say of them.
func (s access) filled(ctx context.Context, r *projections.Reading, x *accountIndex, connections map[uuid.UUID]string, rows []read.Account) ([]api.AccessAccount, error) {
	holders := make([]read.Holder, len(rows))
	for i, row := range rows {
		holders[i] = read.Holder{Connection: row.Connection, UserID: row.UserID}
	}
	roles, err := read.Memberships(ctx, r, holders)
	if err != nil {
		return nil, err
	}
	where, err := placesOf(ctx, r, x, rows)
	if err != nil {
		return nil, err
	}
	all := make([]api.AccessAccount, len(rows))
	for i, row := range rows {
		a := accountView(row, x.by[row.ID])
		a.Connection.Name = connections[row.Connection]
		for _, m := range roles[holders[i]] {
			a.Roles = append(a.Roles, api.AccessMembership{
				Role: api.Ref{ID: m.Role.ID, Name: m.Role.Name}, RoleID: m.Role.RoleID, Source: m.Source, Since: since(m.Member),
			})
		}
		where.put(&a, row, x.by[row.ID].customer)
		all[i] = a
	}
	return all, nil
}

func accountView(row read.Account, who *indexed) api.AccessAccount {
	a := api.AccessAccount{
		ID: row.ID, Connection: api.Ref{ID: row.Connection}, UserID: row.UserID, UID: row.UID, Kind: row.Kind,
		FirstName: who.firstName, LastName: who.lastName, Email: who.email, Phone: who.phone, Erased: who.erased,
		Enabled: row.Enabled, Administrator: row.Administrator, MFA: orUnknown(row.MFA), MustChangePassword: orUnknown(row.MustChange),
		SCIM: orUnknown(row.Scim), AuthType: orUnknown(row.AuthType), Invitation: row.Invitation, FullPortal: row.FullPortal,
		OrganizationID: row.OrganizationID, FirstSeenAt: row.FirstSeenAt, ChangedAt: row.ChangedAt, VanishedAt: when(row.VanishedAt),
		Person: who.owner, OwnedBy: who.ownedBy, Version: row.OwnerVersion,
	}
	if row.Administrator {
		a.AdministratorSince = when(row.AdministratorAt)
	}
	a.DeviceIDs = []int64{}
	if len(row.Devices) > 0 {
		_ = json.Unmarshal(row.Devices, &a.DeviceIDs) // numbers that this program wrote
	}
	a.Devices = len(a.DeviceIDs)
	return a
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

// places are the organizations of accounts, and their customers.
type places struct {
	organizations map[uuid.UUID]mapping.Organization
	customers     map[uuid.UUID]mapping.Customer
}

func placesOf(ctx context.Context, r *projections.Reading, x *accountIndex, rows []read.Account) (p places, err error) {
	organizations, customers := []uuid.UUID{}, []uuid.UUID{}
	for _, row := range rows {
		organizations, customers = append(organizations, row.Organization), append(customers, x.by[row.ID].customer)
	}
	if p.organizations, err = mapping.OrganizationsByID(ctx, r, organizations); err != nil {
		return p, err
	}
	p.customers, err = mapping.CustomersByID(ctx, r, customers)
	return p, err
}

func (p places) put(a *api.AccessAccount, row read.Account, customer uuid.UUID) {
	if row.Organization == uuid.Nil {
		return
	}
	a.OrganizationName = p.organizations[row.Organization].Name
	if customer != uuid.Nil {
		a.Customer = &api.Ref{ID: customer, Name: p.customers[customer].Name}
	}
}

func since(m read.Member) *time.Time {
	if m.Before {
		return nil
	}
	return when(m.Since)
}

func grantView(tenant uuid.UUID, m read.Membership, x *accountIndex, connection string) api.AccessGrant {
	g := api.AccessGrant{
		ID: fmt.Sprintf("role:%d:assigned:user:%d", m.Role.RoleID, m.UserID), Connection: api.Ref{ID: m.Role.Connection, Name: connection},
		Role: api.Ref{ID: m.Role.ID, Name: m.Role.Name}, RoleID: m.Role.RoleID, RoleKind: m.Role.Kind,
		Account: read.AccountID(tenant, m.Role.Connection, m.UserID), UserID: m.UserID, Source: m.Source,
		Since: since(m.Member), Until: m.Until, Position: max(m.Position, m.UntilPosition),
	}
	if who, there := x.by[g.Account]; there {
		g.Name, g.Email = who.name(), who.email
	}
	return g
}

func roleView(row read.Role, connections map[uuid.UUID]string) api.AccessRole {
	return api.AccessRole{
		ID: row.ID, Connection: api.Ref{ID: row.Connection, Name: connections[row.Connection]}, RoleID: row.RoleID, Name: row.Name, Kind: row.Kind,
		Description: row.Description, Members: int(row.Count), ChangedAt: row.ChangedAt, VanishedAt: when(row.VanishedAt),
	}
}
