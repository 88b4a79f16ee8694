package mapping

import (
	"slices"

	"coresync/domain/matching/orgs"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/google/uuid"
)

// Another model that has to know whose a device is, in every batch of events and for
// the position of its own, keeps these tables and reads these events, too. What it then
// knows is what people decided, and the names that are unique both ways; of what devices
// and people say of an organization it knows nothing.

// OwnerTables name the tables that Owners are made of.
var OwnerTables = []string{"organization", "location", "customer"}

// OwnerSources are the events that those tables read.
func OwnerSources() []projections.Source {
	return []projections.Source{
		{Type: "OrgObserved", Prefix: "organization/"}, {Type: "OrgVanished"},
		{Type: "OrganizationMapped"}, {Type: "OrganizationIgnored"}, {Type: "OrganizationUnmapped"}, {Type: "OrganizationMatchRejected"},
		{Type: "LocationMapped"}, {Type: "LocationIgnored"}, {Type: "LocationUnmapped"},
		{Type: "CustomerRecorded", Prefix: "customer/"}, {Type: "CustomerRemoved"},
	}
}

// NewOwnerTables makes the tables. Locations are there once somebody decided about them.
func NewOwnerTables() []projections.Table {
	organizations, locations, customers := organizationTable(), locationTable(), customerTable()
	organizations.Indexes, locations.Indexes = nil, nil // they are read whole
	organizations.Stale, locations.Stale, customers.Stale = never[Organization], never[Location], never[Customer]
	return []projections.Table{projections.NewTable(organizations), projections.NewTable(locations), projections.NewTable(customers)}
}

// never: no fold of these tables asks the rules.
func never[R any]([]rules.Change) func(*R) bool { return nil }

// DecodeOwner decodes an event of OwnerSources.
func DecodeOwner(r *rules.Set, e *projections.Event, payload []byte) (any, error) {
	return decode(r, e, payload)
}

// Owners tells whose the devices of a place are.
type Owners struct {
	organizations, locations map[uuid.UUID]uuid.UUID // customers; the zero one: nobody's
}

// OwnersOf reads the tables of owners.
func OwnersOf(r *rules.Set, v *projections.TenantView) (*Owners, error) {
	present := presentCustomers(v)
	o := &Owners{make(map[uuid.UUID]uuid.UUID), make(map[uuid.UUID]uuid.UUID)}
	for _, l := range projections.RowsOf[Location](v, "location") {
		if l.Decision != DecisionNone {
			o.locations[l.ID] = l.owner(present)
		}
	}
	var listed, customers []orgs.Party
	taken, rejected := make(map[uuid.UUID]uuid.UUID), make(map[uuid.UUID][]uuid.UUID)
	for _, row := range projections.RowsOf[Organization](v, "organization") {
		switch row.Decision {
		case DecisionIgnored:
			continue
		case DecisionMapped:
			o.organizations[row.ID] = row.owner(present)
			taken[row.ID] = row.Customer
		}
		if !row.Observed || !row.VanishedAt.IsZero() {
			continue
		}
		listed = append(listed, orgs.Party{ID: row.ID, Name: row.Name})
		var err error
		if rejected[row.ID], err = row.rejections(); err != nil {
			return nil, err
		}
	}
	for _, c := range present {
		customers = append(customers, orgs.Party{ID: c.ID, Name: c.Name})
	}
	for organization, customer := range r.Orgs.Namesakes(listed, customers, taken) {
		if !slices.Contains(rejected[organization], customer) {
			o.organizations[organization] = customer
		}
	}
	return o, nil
}

// owner is the customer that a person chose, as long as there is one.
func (d *Decided) owner(present map[uuid.UUID]*Customer) uuid.UUID {
	if _, is := present[d.Customer]; is && d.Decision == DecisionMapped {
		return d.Customer
	}
	return uuid.Nil
}

// Of is whose a device in these places is; zero: nobody's yet.
func (o *Owners) Of(organization, location uuid.UUID) uuid.UUID {
	if customer, decided := o.locations[location]; decided {
		return customer
	}
	return o.organizations[organization]
}

// Moved tells which places have other owners; nil: none.
func (o *Owners) Moved(now *Owners) func(organization, location uuid.UUID) bool {
	organizations, locations := moved(o.organizations, now.organizations), moved(o.locations, now.locations)
	if len(organizations)+len(locations) == 0 {
		return nil
	}
	return func(organization, location uuid.UUID) bool { return organizations[organization] || locations[location] }
}

// moved lists where two maps differ. That nobody owns a location is a decision.
func moved(before, now map[uuid.UUID]uuid.UUID) map[uuid.UUID]bool {
	differ := make(map[uuid.UUID]bool)
	for id, was := range before {
		if is, still := now[id]; !still || is != was {
			differ[id] = true
		}
	}
	for id := range now {
		if _, was := before[id]; !was {
			differ[id] = true
		}
	}
	return differ
}
