package mapping

import (
	"context"

	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Site is a location with its organization and whose its devices are.
type Site struct {
	Location
	// Own is the state of a location that doesn't go with its organization; "" for one that
	// does.
	Own              State
	OrganizationName string
	Linked           uuid.UUID // customer of its devices, or the removed one of a stale mapping; zero: none
	CustomerName     string
}

// LocationFilter selects locations; the zero value selects all.
type LocationFilter struct {
	Connection     uuid.UUID
	OrganizationID int64
	// State of locations of their own; WithOrganization: those that go with theirs.
	State State
}

// WithOrganization is the state of locations that go with their organization.
const WithOrganization State = "organization"

var locationSorts = map[string]query.Sort{
	"name":         query.Text("coalesce(l.sort_key, '')"),
	"organization": query.Text("coalesce(o.sort_key, '') || ' ' || coalesce(l.sort_key, '')"),
}

// Locations is one page of locations, by organization.
func Locations(ctx context.Context, r *projections.Reading, f LocationFilter, p query.Page) (query.Result[Site], error) {
	w := &query.Where{}
	spec := locationSpec(r, w)
	if f.Connection != uuid.Nil {
		w.And("l.connection = " + w.Add(f.Connection))
	}
	if f.OrganizationID != 0 {
		w.And("l.organization_id = " + w.Add(f.OrganizationID))
	}
	switch f.State {
	case "":
	case WithOrganization:
		w.And("ls.id is null")
	default:
		w.And("ls.state = " + w.Add(f.State))
	}
	return query.Run(ctx, r.Tx, spec, w, p)
}

func locationSpec(r *projections.Reading, w *query.Where) query.Spec[Site] {
	locations := locationTable().Columns
	join := func(table, alias, on string) string {
		return " left join " + r.Table(Name, table) + " " + alias + " on " + alias + ".tenant_id = l.tenant_id and " +
			alias + ".variant = l.variant and " + alias + ".id = " + on
	}
	const linked = "coalesce(" + CustomerOf + ", ls.former_customer)"
	w.And("l.tenant_id = " + w.Add(r.Tenant))
	w.And("l.variant = " + w.Add(r.Variant(Name)))
	w.And("l.observed_position is not null")
	return query.Spec[Site]{
		Select: column.List(locations, "l") + ", coalesce(ls.state, ''), " + linked + ", o.name, c.name",
		From: r.Table(Name, "location") + " l" + join("location_status", "ls", "l.id") + join("organization", "o", "l.organization") +
			join("status", "s", "l.organization") + join("customer", "c", linked),
		Key: "l.id", Sorts: locationSorts, Sort: "organization", Search: "lower(l.name)",
		Scan: func(values [][]byte) (Site, error) {
			var s Site
			rest, err := column.ScanRow(locations, &s.Location, values)
			if err != nil {
				return s, err
			}
			if len(rest[1]) == len(s.Linked) {
				s.Linked = uuid.UUID(rest[1])
			}
			s.Own, s.OrganizationName, s.CustomerName = State(rest[0]), string(rest[2]), string(rest[3])
			return s, nil
		},
	}
}
