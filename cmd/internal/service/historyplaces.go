package service

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/sentence"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// stay is where a device was from a position of the log on, until its next stay.
type stay struct {
	device   string // its stream
	from     int64
	mappings [2]string // the streams of the decisions about its organization and its location
}

// stays are where the devices of an asset were, in order of position: what people decided
// meanwhile about these places moved the asset from one customer to another (screen 5.7). A
// device is observed anew at most as often as it changes, so few events are read.
func (s assets) stays(ctx context.Context, tenant uuid.UUID, records []asset.Row, to int64) (all []stay, err error) {
	q := eventstore.Query{Types: []event.Type{event.DeviceObserved{}.EventType()}, To: to}
	for i := range records {
		if r := &records[i]; r.Source == asset.SourceNinjaOne {
			q.Streams = append(q.Streams, event.DeviceStream(r.Connection, r.DeviceID))
		}
	}
	if len(q.Streams) == 0 {
		return nil, nil
	}
	err = s.log.Read(ctx, tenant, q, func(e event.Recorded) error {
		var p event.DeviceObserved
		var place struct {
			Organization int64 `json:"organizationId"`
			Location     int64 `json:"locationId"`
		}
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return fmt.Errorf("read where a device was at position %d: %w", e.Position, err)
		}
		if err := json.Unmarshal(p.Device, &place); err != nil {
			return fmt.Errorf("read where a device was at position %d: %w", e.Position, err)
		}
		here := [2]string{event.MappingStream(p.Connection, place.Organization), event.LocationMappingStream(p.Connection, place.Location)}
		if i := slices.IndexFunc(all, func(before stay) bool { return before.device == e.Stream }); i < 0 || lastStay(all, e.Stream).mappings != here {
			all = append(all, stay{e.Stream, e.Position, here})
		}
		return nil
	})
	return all, err
}

// lastStay is the newest stay of a device, of which there is one.
func lastStay(all []stay, device string) stay {
	for _, s := range slices.Backward(all) {
		if s.device == device {
			return s
		}
	}
	return stay{}
}

// streamsOf are the streams of all decisions about the places, each once.
func streamsOf(stays []stay) (streams []string) {
	for _, s := range stays {
		streams = append(streams, s.mappings[:]...)
	}
	slices.Sort(streams)
	return slices.Compact(streams)
}

// there tells whether a device was at a place when something was decided about it.
func there(stays []stay, stream string, position int64) bool {
	for i, s := range stays {
		if s.from > position || !slices.Contains(s.mappings[:], stream) {
			continue
		}
		left := slices.IndexFunc(stays[i+1:], func(next stay) bool { return next.device == s.device && next.from <= position })
		if left < 0 {
			return true
		}
	}
	return false
}

// placeEntry is an entry about a place, whose sentence needs names.
type placeEntry struct {
	entry int
	parts []sentence.Part
}

// nameDecided writes the sentences of decisions about places, with the names that these and
// customers have.
func nameDecided(ctx context.Context, r *projections.Reading, items []api.HistoryEntry, all []placeEntry) error {
	row := func(t sentence.Thing) uuid.UUID {
		switch t.Kind {
		case sentence.KindOrganization:
			return rowid.Organization(r.Tenant, t.Connection, t.Number)
		case sentence.KindLocation:
			return rowid.Location(r.Tenant, t.Connection, t.Number)
		}
		return t.ID
	}
	var ids []uuid.UUID
	for _, d := range all {
		for _, p := range d.parts {
			if p.Thing != nil {
				ids = append(ids, row(*p.Thing))
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	customers, err := customerNames(ctx, r, distinct(ids))
	if err != nil {
		return err
	}
	places, err := placeNames(ctx, r, distinct(ids))
	if err != nil {
		return err
	}
	for _, d := range all {
		items[d.entry].Summary = api.Capitalized(sentence.Text(d.parts, func(t sentence.Thing) string {
			name := customers[t.ID]
			if t.Kind != sentence.KindCustomer {
				name = places[row(t)]
			}
			if name == "" {
				return t.Unnamed()
			}
			if t.Kind == sentence.KindCustomer {
				return name
			}
			return string(t.Kind) + " " + name
		}))
	}
	return nil
}

// placeSentence is the sentence of a decision about an organization or a location; nil: it is of
// something else.
func placeSentence(e event.Recorded, registry *event.Registry) []sentence.Part {
	if !strings.HasPrefix(e.Stream, "mapping/") && !strings.HasPrefix(e.Stream, "location-mapping/") {
		return nil
	}
	payload, err := registry.Decode(e)
	if err != nil {
		return nil // whoever reads the entry says so
	}
	told, _ := sentence.Of(payload, e.Version)
	return told.Parts()
}
