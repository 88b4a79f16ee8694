package service

import (
	"context"
	"strconv"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/sentence"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Get implements api.Organizations.
func (s organizations) Get(ctx context.Context, scope api.Scope, connection uuid.UUID, organization int64) (api.Answer[api.Organization], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (o api.Organization, err error) {
		row, err := mapping.Get(ctx, r, rowid.Organization(r.Tenant, connection, organization))
		if err != nil {
			return o, err
		}
		view, err := organizationViews(ctx, r, []mapping.Mapping{row})
		if err != nil {
			return o, err
		}
		return view(row), nil
	})
}

// History implements api.Organizations: the streams of the organization, of the decisions
// about it, and of those about its locations.
func (s organizations) History(ctx context.Context, scope api.Scope, connection uuid.UUID, organization int64, l api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answer(ctx, s.reads, scope, []string{mapping.Name}, func(r *projections.Reading) (page api.Page[api.HistoryEntry], err error) {
		page.Items = []api.HistoryEntry{}
		streams := []string{event.OrganizationStream(connection, organization), event.MappingStream(connection, organization)}
		sites, err := mapping.Locations(ctx, r, mapping.LocationFilter{Connection: connection, OrganizationID: organization}, query.Page{Limit: query.MaxLimit})
		if err != nil {
			return page, err
		}
		names := make(map[int64]string, len(sites.Items))
		for _, site := range sites.Items {
			names[site.LocationID] = site.Name
			streams = append(streams, event.LocationMappingStream(connection, site.LocationID))
		}
		q, err := pageOfLog(eventstore.Query{Streams: streams}, l, true)
		if err != nil {
			return page, err
		}
		var found []event.Recorded
		err = s.log.Read(ctx, scope.Tenant, until(q, scope, r.Standing(mapping.Name).Position), func(e event.Recorded) error {
			found = append(found, eventstore.Clone(e))
			return nil
		})
		if err != nil {
			return page, err
		}
		if len(found) > l.Limit {
			found = found[:l.Limit]
			page.Next = []string{strconv.FormatInt(found[len(found)-1].Position, 10)}
		}
		page.Items, err = s.told(ctx, r, found, names)
		return page, err
	})
}

// told says in a sentence each what events about organizations and locations did.
func (s organizations) told(ctx context.Context, r *projections.Reading, found []event.Recorded, locations map[int64]string) ([]api.HistoryEntry, error) {
	payloads := make([]event.Payload, len(found))
	var ids []uuid.UUID
	for i, e := range found {
		var err error
		if payloads[i], err = s.log.Registry().Decode(e); err != nil {
			return nil, err
		}
		ids = append(ids, customerOf(payloads[i]))
	}
	customers, err := mapping.CustomersByID(ctx, r, append([]uuid.UUID{}, distinct(ids)...))
	if err != nil {
		return nil, err
	}
	name := func(t sentence.Thing) string {
		switch {
		case t.Kind == sentence.KindLocation && locations[t.Number] != "":
			return "location " + locations[t.Number]
		case t.Kind == sentence.KindCustomer && customers[t.ID].Name != "":
			return customers[t.ID].Name
		case t.Kind == sentence.KindCustomer:
			return "a customer that is not known any more"
		}
		return t.Unnamed()
	}
	entries := make([]api.HistoryEntry, len(found))
	for i, e := range found {
		entries[i] = api.HistoryEntry{
			Position: e.Position, EventID: e.ID, Type: string(e.Type), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor,
			Summary: saidOf(payloads[i], e.Version, name), Fields: []api.FieldChange{},
		}
	}
	return entries, nil
}

// customerOf is the customer that a decision names; zero: none.
func customerOf(p event.Payload) uuid.UUID {
	switch p := p.(type) {
	case *event.OrganizationMapped:
		return p.Customer
	case *event.OrganizationMatchRejected:
		return p.Customer
	case *event.LocationMapped:
		return p.Customer
	}
	return uuid.Nil
}
