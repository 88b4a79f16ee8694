package mapping

import (
	"context"
	"fmt"
	"maps"

	decision "coresync/domain/mapping"
	"coresync/domain/rowid"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Links tell which customer devices belong to by their place in NinjaOne.
type Links struct {
	organizations map[uuid.UUID]uuid.UUID
	locations     map[uuid.UUID]uuid.UUID // zero: nobody, whosever the organization is
}

// LinksOf are the links as they were.
func LinksOf(past *projections.Past) Links {
	l := Links{organizations: make(map[uuid.UUID]uuid.UUID), locations: make(map[uuid.UUID]uuid.UUID)}
	for _, s := range projections.PastRows[Status](past, Name, "status") {
		l.organizations[s.ID] = s.Customer
	}
	for _, s := range projections.PastRows[LocationStatus](past, Name, "location_status") {
		l.locations[s.ID] = s.Customer
	}
	return l
}

// Customer is the customer of devices at a location of an organization, both named by
// the ids of their rows; zero: none.
func (l Links) Customer(organization, location uuid.UUID) uuid.UUID {
	if customer, decided := l.locations[location]; decided {
		return customer
	}
	return l.organizations[organization]
}

// CurrentLinks are the links as they are now.
func CurrentLinks(ctx context.Context, r *projections.Reading) (Links, error) {
	l := Links{organizations: make(map[uuid.UUID]uuid.UUID), locations: make(map[uuid.UUID]uuid.UUID)}
	for table, links := range map[string]map[uuid.UUID]uuid.UUID{"status": l.organizations, "location_status": l.locations} {
		rows, err := r.Tx.Query(ctx, `select id, coalesce(customer, '00000000-0000-0000-0000-000000000000') from `+
			r.Table(Name, table)+` where tenant_id = $1 and variant = $2`, r.Tenant, r.Variant(Name))
		if err != nil {
			return l, fmt.Errorf("read the links of customers: %w", err)
		}
		var id, customer uuid.UUID
		if _, err := pgx.ForEachRow(rows, []any{&id, &customer}, func() error { links[id] = customer; return nil }); err != nil {
			return l, fmt.Errorf("read the links of customers: %w", err)
		}
	}
	return l, nil
}

// With are the links as decisions would leave them. To take a decision about an
// organization back leaves it without a customer: what its name says then is not
// worked out here.
func (l Links) With(tenant uuid.UUID, decisions []decision.Command) Links {
	l = Links{organizations: maps.Clone(l.organizations), locations: maps.Clone(l.locations)}
	for _, c := range decisions {
		l.set(tenant, c)
	}
	return l
}

// set applies a decision to links that belong to the caller.
func (l Links) set(tenant uuid.UUID, c decision.Command) {
	links, id := l.organizations, rowid.Organization(tenant, c.Connection, c.Organization)
	if c.Location != 0 {
		links, id = l.locations, rowid.Location(tenant, c.Connection, c.Location)
	}
	switch {
	case c.Location != 0 && c.Unset:
		delete(links, id)
	case c.Reject != uuid.Nil && links[id] != c.Reject: // it keeps its customer
	default:
		links[id] = c.Customer // zero where it is ignored or unset
	}
}
