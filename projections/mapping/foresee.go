package mapping

import (
	"context"
	"maps"
	"slices"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Foresight is what a sync would bring that was not written: the preview of a first
// sync asks which of its organizations would find their customer.
type Foresight struct {
	tenant        uuid.UUID
	organizations map[uuid.UUID]*Organization
	locations     map[uuid.UUID]*Location
}

// NewForesight begins with nothing.
func NewForesight(tenant uuid.UUID) *Foresight {
	return &Foresight{tenant: tenant, organizations: map[uuid.UUID]*Organization{}, locations: map[uuid.UUID]*Location{}}
}

// Add takes an observation in; those that say nothing of organizations are none of its
// business.
func (f *Foresight) Add(observed event.Payload) error {
	switch p := observed.(type) {
	case *event.OrgObserved:
		body := &orgObserved{Connection: p.Connection, OrganizationID: p.OrganizationID, FormerNames: p.FormerNames}
		if err := json.Unmarshal(p.Organization, &body.Organization); err != nil {
			return err
		}
		id := rowid.Organization(f.tenant, p.Connection, p.OrganizationID)
		row := &Organization{ID: id, Connection: p.Connection, OrganizationID: p.OrganizationID}
		f.organizations[id] = row
		return row.observe(body, &projections.Event{})
	case *event.LocationObserved:
		row := &Location{Organization: rowid.Organization(f.tenant, p.Connection, p.OrganizationID)}
		var body locationObserved
		if err := json.Unmarshal(p.Location, &body.Location); err != nil {
			return err
		}
		row.Name, row.Address = bounded(body.Location.Name), bounded(body.Location.Address)
		f.locations[rowid.Location(f.tenant, p.Connection, p.LocationID)] = row
	}
	return nil
}

// Foreseen is an organization with the status that it would have.
type Foreseen struct {
	Organization
	Status
	Customer string // the name of the customer that it has, or is likely to have
}

// Statuses tells the status of each organization that was added, in the order of names:
// what resolve would say, from names, cities and people's decisions alone.
func (f *Foresight) Statuses(ctx context.Context, r *projections.Reading, set *rules.Set) ([]Foreseen, error) {
	k, err := f.known(ctx, r)
	if err != nil {
		return nil, err
	}
	verdicts, err := new(matcher).match(set, f.tenant, k)
	if err != nil {
		return nil, err
	}
	var all []Foreseen
	for _, o := range k.organizations {
		if f.organizations[o.ID] == nil {
			continue
		}
		s, err := statusOf(o, k.present, verdicts.of(o.ID))
		if err != nil {
			return nil, err
		}
		seen := Foreseen{Organization: *o, Status: s}
		if c := k.present[s.Customer]; c != nil {
			seen.Customer = c.Name
		} else if c := k.present[s.Suggested]; c != nil {
			seen.Customer = c.Name
		}
		all = append(all, seen)
	}
	slices.SortFunc(all, func(a, b Foreseen) int { return compareNames(a.Organization, b.Organization) })
	return all, nil
}

// known is what the read model has, with what was added in its place.
func (f *Foresight) known(ctx context.Context, r *projections.Reading) (*known, error) {
	k := &known{present: map[uuid.UUID]*Customer{}}
	customers, err := CustomersByID(ctx, r, nil)
	if err != nil {
		return nil, err
	}
	for id, c := range customers {
		if c.RemovedAt.IsZero() {
			k.present[id] = &c
		}
	}
	organizations, err := byID(ctx, r, organizationTable(), nil)
	if err != nil {
		return nil, err
	}
	for id, o := range organizations {
		if next := f.organizations[id]; next != nil {
			next.Decided, o = o.Decided, *next
		}
		k.organizations = append(k.organizations, &o)
	}
	for id, o := range f.organizations {
		if _, is := organizations[id]; !is {
			k.organizations = append(k.organizations, o)
		}
	}
	locations, err := byID(ctx, r, locationTable(), nil)
	for id, l := range locations {
		if f.locations[id] == nil {
			k.locations = append(k.locations, &l)
		}
	}
	k.locations = slices.AppendSeq(k.locations, maps.Values(f.locations))
	return k, err
}

func compareNames(a, b Organization) int {
	if a.SortKey != b.SortKey {
		if a.SortKey < b.SortKey {
			return -1
		}
		return 1
	}
	return int(a.OrganizationID - b.OrganizationID)
}
