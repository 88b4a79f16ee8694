package service

import (
	"context"

	decision "coresync/domain/mapping"
	"coresync/domain/rowid"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Preview implements api.Organizations. All rows are taken together: a location that
// is decided in the same batch doesn't move with its organization.
func (s organizations) Preview(ctx context.Context, scope api.Scope, rows []api.Mapping) (api.Answer[[]api.MappingEffect], error) {
	if err := s.checkRows(ctx, scope.Tenant, rows); err != nil {
		return api.Answer[[]api.MappingEffect]{}, err
	}
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.MappingEffect, error) {
		p := preview{tenant: scope.Tenant, rows: rows, effects: make([]api.MappingEffect, len(rows))}
		if err := p.load(ctx, r); err != nil {
			return nil, err
		}
		p.count()
		return p.effects, p.name(ctx, r)
	})
}

// preview works out what a batch would do.
type preview struct {
	tenant  uuid.UUID
	rows    []api.Mapping
	effects []api.MappingEffect

	ids           []uuid.UUID // of the rows' places
	organizations map[uuid.UUID]mapping.Organization
	locations     map[uuid.UUID]mapping.Location
	now, then     mapping.Links
	assets        map[asset.Place]asset.PlaceCount
}

func (p *preview) load(ctx context.Context, r *projections.Reading) (err error) {
	asked := make(map[uuid.UUID]decision.Place)
	for _, row := range p.rows {
		id := rowid.Organization(p.tenant, row.Connection, row.OrganizationID)
		if row.LocationID != 0 {
			id = rowid.Location(p.tenant, row.Connection, row.LocationID)
		}
		p.ids = append(p.ids, id)
		asked[id] = placeOf(row)
	}
	if p.organizations, err = mapping.OrganizationsByID(ctx, r, p.ids); err != nil {
		return err
	}
	if p.locations, err = mapping.LocationsByID(ctx, r, p.ids); err != nil {
		return err
	}
	if p.now, err = mapping.CurrentLinks(ctx, r); err != nil {
		return err
	}
	suggested, err := suggestedIn(ctx, r, asked)
	if err != nil {
		return err
	}
	var decisions []decision.Command
	for _, row := range p.rows {
		if c, refused := commandOf(row, suggested); refused == "" {
			decisions = append(decisions, c)
		}
	}
	p.then = p.now.With(p.tenant, decisions)
	p.assets, err = asset.CountByPlace(ctx, r)
	return err
}

// count gives each asset that would move to the row that moves it: that of its
// location, else that of its organization.
func (p *preview) count() {
	number := make(map[uuid.UUID]int, len(p.rows))
	for i, id := range p.ids {
		number[id] = i
	}
	for place, n := range p.assets {
		if p.now.Customer(place.Organization, place.Location) == p.then.Customer(place.Organization, place.Location) {
			continue
		}
		i, is := number[place.Location]
		if !is {
			i = number[place.Organization]
		}
		p.effects[i].Assets += int(n.Going)
	}
}

// name says of each row from whom to whom, and whether somebody was faster.
func (p *preview) name(ctx context.Context, r *projections.Reading) error {
	from, to := make([]uuid.UUID, len(p.rows)), make([]uuid.UUID, len(p.rows))
	for i, row := range p.rows {
		organization, location := p.ids[i], uuid.Nil
		version := p.organizations[organization].Version
		if row.LocationID != 0 {
			l := p.locations[p.ids[i]]
			organization, location, version = l.Organization, l.ID, l.Version
		}
		from[i], to[i] = p.now.Customer(organization, location), p.then.Customer(organization, location)
		e := &p.effects[i]
		e.Connection, e.OrganizationID, e.LocationID = row.Connection, row.OrganizationID, row.LocationID
		e.Conflict = row.ExpectedVersion != version
	}
	customers, err := mapping.CustomersByID(ctx, r, append(from, to...))
	ref := func(id uuid.UUID) *api.Ref {
		if id == uuid.Nil {
			return nil
		}
		return &api.Ref{ID: id, Name: customers[id].Name}
	}
	for i := range p.effects {
		p.effects[i].From, p.effects[i].To = ref(from[i]), ref(to[i])
	}
	return err
}
