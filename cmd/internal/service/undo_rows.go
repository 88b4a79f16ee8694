package service

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/event"
	decision "coresync/domain/mapping"
	"coresync/domain/rowid"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// correlationAt is the correlation of the event at a position.
func correlationAt(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, position int64) (id uuid.UUID, err error) {
	err = log.Read(ctx, tenant, eventstore.Query{After: position - 1, To: position}, func(e event.Recorded) error {
		id = e.CorrelationID
		return nil
	})
	return id, err
}

// compareStreams orders streams by kind, then by number: 9 before 10.
func compareStreams(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

// load folds a stream to before the save, and to now.
func (s undos) load(ctx context.Context, tenant uuid.UUID, stream string, d *decided) error {
	const page = 1000
	for {
		events, err := s.log.ReadStream(ctx, tenant, stream, d.version, page)
		if err != nil {
			return err
		}
		for _, e := range events {
			p, err := s.log.Registry().Decode(e)
			if err != nil {
				return fmt.Errorf("load %s: %w", stream, err)
			}
			if e.Version == d.first {
				d.before = d.now
			}
			d.now, d.version, d.actor = decision.Evolve(d.now, p), e.Version, e.Actor
		}
		if len(events) < page {
			break
		}
	}
	connection, id, ok := event.NinjaID(stream)
	if !ok {
		return fmt.Errorf("%s is no stream of decisions", stream)
	}
	d.place = decision.Place{Connection: connection, Organization: id}
	if strings.HasPrefix(stream, "location-mapping/") {
		d.place = decision.Place{Connection: connection, Location: id}
	}
	return nil
}

// rows say in words what was and is decided.
func (s undos) rows(ctx context.Context, tenant uuid.UUID, all []decided, outcomes []string) ([]api.UndoRow, error) {
	var places, customers []uuid.UUID
	for i := range all {
		places = append(places, rowOf(tenant, all[i].place))
		for _, state := range []decision.State{all[i].before, all[i].now} {
			customers = append(append(customers, state.Customer), state.Rejected...)
		}
	}
	var names, called map[uuid.UUID]string
	_, err := answer(ctx, s.reads, api.Scope{Tenant: tenant}, []string{mapping.Name}, func(r *projections.Reading) (_ struct{}, err error) {
		if names, err = customerNames(ctx, r, customers); err != nil {
			return struct{}{}, err
		}
		called, err = placeNames(ctx, r, places)
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	rows := make([]api.UndoRow, len(all))
	for i := range all {
		d := &all[i]
		rows[i] = api.UndoRow{
			Stream: d.place.Stream(), Name: called[places[i]], Now: words(d.now, names), Then: words(d.before, names), Outcome: outcomes[i],
		}
		if outcomes[i] == api.UndoChangedSince {
			rows[i].ChangedBy = d.actor
		}
	}
	return rows, nil
}

func rowOf(tenant uuid.UUID, p decision.Place) uuid.UUID {
	if p.Location != 0 {
		return rowid.Location(tenant, p.Connection, p.Location)
	}
	return rowid.Organization(tenant, p.Connection, p.Organization)
}

func customerNames(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	customers, err := mapping.CustomersByID(ctx, r, ids)
	names := make(map[uuid.UUID]string, len(customers))
	for id, c := range customers {
		names[id] = c.Name
	}
	return names, err
}

func placeNames(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	names := make(map[uuid.UUID]string, len(ids))
	organizations, err := mapping.OrganizationsByID(ctx, r, ids)
	if err != nil {
		return nil, err
	}
	for id, o := range organizations {
		names[id] = o.Name
	}
	locations, err := mapping.LocationsByID(ctx, r, ids)
	for id, l := range locations {
		names[id] = l.Name
	}
	return names, err
}

// words say what is decided about a place.
func words(s decision.State, names map[uuid.UUID]string) string {
	said := "nothing decided"
	switch {
	case s.Ignored && s.Reason != "":
		said = "ignored: " + s.Reason
	case s.Ignored:
		said = "ignored"
	case s.Customer != uuid.Nil:
		said = "mapped to " + names[s.Customer]
	}
	for _, customer := range s.Rejected {
		said += "; not " + names[customer]
	}
	return said
}
