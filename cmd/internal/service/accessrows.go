package service

import (
	"context"
	"fmt"
	"slices"
	"time"

	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"
	"coresync/projections/connection"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// accounts reads all accounts of living connections, opened and with their roles and people.
func (s access) accounts(ctx context.Context, r *projections.Reading) ([]api.AccessAccount, error) {
	rows, err := read.Accounts(ctx, r)
	if err != nil {
		return nil, err
	}
	roles, connections, err := s.roles(ctx, r)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(a read.Account) bool { _, living := connections[a.Connection]; return !living })
	opened, err := s.open(ctx, r.Tenant, rows)
	if err != nil {
		return nil, err
	}
	places, err := s.places(ctx, r)
	if err != nil {
		return nil, err
	}
	people, err := s.book.of(ctx, r)
	if err != nil {
		return nil, err
	}
	governed, err := read.Connectors(ctx, r)
	if err != nil {
		return nil, err
	}
	called, err := s.externalIDs(ctx, r)
	if err != nil {
		return nil, err
	}
	memberships := membershipsOf(roles)
	all := make([]api.AccessAccount, len(rows))
	for i, row := range rows {
		a := accountView(row, opened[i])
		a.Connection.Name, a.ExternalID = connections[row.Connection], called[row.ID]
		a.Roles = memberships[accountKey{row.Connection, row.UserID}]
		places.put(&a, row)
		c := governed[row.Connection]
		people.own(&a, row, places.customer(row), c.Governed(row.Connection).Matching)
		all[i] = a
	}
	return all, nil
}

type accountKey struct {
	connection uuid.UUID
	user       int64
}

func membershipsOf(roles []read.Role) map[accountKey][]api.AccessMembership {
	all := make(map[accountKey][]api.AccessMembership)
	for _, role := range roles {
		if role.Members == nil {
			continue
		}
		for _, m := range role.Members.Now {
			key := accountKey{role.Connection, m.UserID}
			all[key] = append(all[key], api.AccessMembership{
				Role: api.Ref{ID: role.ID, Name: role.Name}, RoleID: role.RoleID, Source: m.Source, Since: since(m),
			})
		}
	}
	return all
}

// roles reads the roles of living connections, and the names of those.
func (s access) roles(ctx context.Context, r *projections.Reading) ([]read.Role, map[uuid.UUID]string, error) {
	connections := make(map[uuid.UUID]string)
	for after := []string(nil); ; {
		page, err := connection.List(ctx, r, query.Page{Limit: query.MaxLimit, After: after})
		if err != nil {
			return nil, nil, err
		}
		for _, c := range page.Items {
			connections[c.ID] = c.Name
		}
		if after = page.Next; after == nil {
			break
		}
	}
	roles, err := read.Roles(ctx, r)
	return slices.DeleteFunc(roles, func(row read.Role) bool { _, living := connections[row.Connection]; return !living }), connections, err
}

// grants are all grants, now and before.
func (s access) grants(ctx context.Context, r *projections.Reading) ([]api.AccessGrant, error) {
	rows, err := read.Accounts(ctx, r)
	if err != nil {
		return nil, err
	}
	opened, err := s.open(ctx, r.Tenant, rows)
	if err != nil {
		return nil, err
	}
	who := make(map[accountKey]*event.UserObserved, len(rows))
	for i, row := range rows {
		who[accountKey{row.Connection, row.UserID}] = opened[i]
	}
	roles, connections, err := s.roles(ctx, r)
	if err != nil {
		return nil, err
	}
	var all []api.AccessGrant
	for _, role := range roles {
		if role.Members == nil {
			continue
		}
		for _, m := range slices.Concat(role.Members.Now, role.Members.Former) {
			all = append(all, grantView(r.Tenant, role, m, who[accountKey{role.Connection, m.UserID}], connections[role.Connection]))
		}
	}
	return all, nil
}

func grantView(tenant uuid.UUID, role read.Role, m read.Member, who *event.UserObserved, connection string) api.AccessGrant {
	g := api.AccessGrant{
		ID: fmt.Sprintf("role:%d:assigned:user:%d", role.RoleID, m.UserID), Connection: api.Ref{ID: role.Connection, Name: connection},
		Role: api.Ref{ID: role.ID, Name: role.Name}, RoleID: role.RoleID, RoleKind: role.Kind,
		Account: read.AccountID(tenant, role.Connection, m.UserID), UserID: m.UserID, Source: m.Source,
		Since: since(m), Until: m.Until, Position: max(m.Position, m.UntilPosition),
	}
	if who != nil {
		g.Name = api.AccessAccount{FirstName: who.FirstName.Text(), LastName: who.LastName.Text()}.Name()
		g.Email = who.Email.Text()
	}
	return g
}

// open opens the personal members of accounts, in the order of the rows.
func (s access) open(ctx context.Context, tenant uuid.UUID, rows []read.Account) ([]*event.UserObserved, error) {
	ids, sealed, opened := make([]uuid.UUID, len(rows)), make([]event.Payload, len(rows)), make([]*event.UserObserved, len(rows))
	for i, row := range rows {
		e := &event.UserObserved{}
		for _, m := range []struct {
			of  *event.Personal
			raw json.RawMessage
		}{{&e.FirstName, row.FirstName}, {&e.LastName, row.LastName}, {&e.Email, row.Email}, {&e.Phone, row.Phone}} {
			if len(m.raw) == 0 {
				continue
			}
			if err := m.of.UnmarshalJSON(m.raw); err != nil {
				return nil, fmt.Errorf("open account %s: %w", row.ID, err)
			}
		}
		ids[i], sealed[i], opened[i] = row.Event, e, e
	}
	if err := s.people.sealer.Open(ctx, tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open %d accounts: %w", len(rows), err)
	}
	return opened, nil
}

func accountView(row read.Account, who *event.UserObserved) api.AccessAccount {
	a := api.AccessAccount{
		ID: row.ID, Connection: api.Ref{ID: row.Connection}, UserID: row.UserID, UID: row.UID, Kind: row.Kind,
		FirstName: who.FirstName.Text(), LastName: who.LastName.Text(), Email: who.Email.Text(), Phone: who.Phone.Text(),
		Erased:  who.FirstName.Erased() || who.LastName.Erased() || who.Email.Erased(),
		Enabled: row.Enabled, Administrator: row.Administrator, MFA: orUnknown(row.MFA), MustChangePassword: orUnknown(row.MustChange),
		SCIM: orUnknown(row.Scim), AuthType: orUnknown(row.AuthType), Invitation: row.Invitation, FullPortal: row.FullPortal,
		OrganizationID: row.OrganizationID, FirstSeenAt: row.FirstSeenAt, ChangedAt: row.ChangedAt, VanishedAt: when(row.VanishedAt),
		Version: row.OwnerVersion,
	}
	if row.Administrator {
		a.AdministratorSince = when(row.AdministratorAt)
	}
	var devices []int64
	if len(row.Devices) > 0 && json.Unmarshal(row.Devices, &devices) == nil {
		a.Devices = len(devices)
	}
	return a
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}

// places are the organizations and their customers.
type places struct {
	organizations map[uuid.UUID]mapping.Organization
	customers     map[uuid.UUID]mapping.Customer
	links         mapping.Links
}

func (s access) places(ctx context.Context, r *projections.Reading) (p places, err error) {
	if p.organizations, err = mapping.OrganizationsByID(ctx, r, nil); err != nil {
		return p, err
	}
	if p.customers, err = mapping.CustomersByID(ctx, r, nil); err != nil {
		return p, err
	}
	p.links, err = mapping.CurrentLinks(ctx, r)
	return p, err
}

func (p places) customer(row read.Account) uuid.UUID {
	return p.links.Customer(row.Organization, uuid.Nil)
}

func (p places) put(a *api.AccessAccount, row read.Account) {
	if row.Organization == uuid.Nil {
		return
	}
	a.OrganizationName = p.organizations[row.Organization].Name
	if customer := p.customer(row); customer != uuid.Nil {
		a.Customer = &api.Ref{ID: customer, Name: p.customers[customer].Name}
	}
}

func since(m read.Member) *time.Time {
	if m.Before {
		return nil
	}
	return when(m.Since)
}

// own says whose an account is (C1P-06).
func (b *people) own(a *api.AccessAccount, row read.Account, customer uuid.UUID, matching string) {
	if row.OwnerSet {
		a.OwnedBy = rule.Nobody
		if row.Owner != uuid.Nil {
			a.OwnedBy, a.Person = rule.ByHand, b.ref(row.Owner)
		}
		return
	}
	if found, by, ok := b.directory.Find(a.Email, a.FirstName, a.LastName, customer, matching); ok {
		a.OwnedBy, a.Person = by, b.ref(found.ID)
	}
}
