package service

import (
	"context"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Locations implements api.Organizations.
func (s organizations) Locations(ctx context.Context, scope api.Scope, f api.LocationFilter, l api.List) (api.Answer[api.Page[api.Location]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Page[api.Location], error) {
		places, err := asset.CountByPlace(ctx, r)
		if err != nil {
			return api.Page[api.Location]{}, err
		}
		devices := make(map[uuid.UUID]int64)
		for place, n := range places {
			devices[place.Location] += n.All
		}
		filter := mapping.LocationFilter{Connection: f.Connection, OrganizationID: f.OrganizationID, State: mapping.State(f.Status)}
		rows, err := mapping.Locations(ctx, r, filter, asked(l))
		return paged(rows, err, func(m mapping.Site) api.Location { return location(m, devices) })
	})
}

func location(m mapping.Site, devices map[uuid.UUID]int64) api.Location {
	view := api.Location{
		Connection: m.Connection, LocationID: m.LocationID, OrganizationID: m.OrganizationID, OrganizationName: m.OrganizationName,
		Name: m.Name, Devices: int(devices[m.ID]), Status: string(m.Own), Vanished: !m.VanishedAt.IsZero(),
		DecidedBy: m.DecidedBy, DecidedAt: when(m.DecidedAt), Version: m.Version,
	}
	if m.Own == "" {
		view.Status = string(mapping.WithOrganization)
	}
	if m.Linked != uuid.Nil {
		view.Customer = &api.Ref{ID: m.Linked, Name: m.CustomerName}
	}
	return view
}
