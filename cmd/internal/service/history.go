package service

import (
	"context"
	"math"
	"slices"
	"strconv"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/sentence"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// History implements api.Assets: the events of the asset's own stream, of the device behind
// it, and what was decided about the places where that was.
func (s assets) History(ctx context.Context, scope api.Scope, id uuid.UUID, l api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (page api.Page[api.HistoryEntry], err error) {
		records, err := asset.Records(ctx, r, id)
		if err != nil {
			return page, err
		}
		if len(records) == 0 {
			return page, domain.NotFound("asset")
		}
		position := r.Standing(asset.Models()...).Position
		stays, err := s.stays(ctx, scope.Tenant, records, position)
		if err != nil {
			return page, err
		}
		q, err := pageOfLog(eventstore.Query{Streams: append(asset.Streams(records), streamsOf(stays)...)}, l, true)
		if err != nil {
			return page, err
		}
		q = until(q, scope, position)
		page.Items = []api.HistoryEntry{}
		var places []placeEntry
		read, last := 0, int64(0)
		err = s.log.Read(ctx, scope.Tenant, q, func(e event.Recorded) error {
			if read++; read > l.Limit {
				page.Next = []string{strconv.FormatInt(last, 10)}
				return nil
			}
			last = e.Position
			entry, about, err := s.entry(e)
			if parts := placeSentence(e, s.log.Registry()); err == nil && parts != nil {
				if !there(stays, e.Stream, e.Position) {
					return nil
				}
				places = append(places, placeEntry{len(page.Items), parts})
			}
			if about == nil || slices.ContainsFunc(records, about) {
				page.Items = append(page.Items, entry)
			}
			return err
		})
		if err != nil {
			return page, err
		}
		return page, nameDecided(ctx, r, page.Items, places)
	})
}

// errCursor is the answer to keys that no page ever gave.
var errCursor = domain.Invalid([]domain.Fault{{Pointer: "?cursor", Code: "invalid", Message: "begin again without a cursor"}})

// pageOfLog continues a query of the log behind the last position of the page
// before, and asks for one event more, which tells whether there is a next page.
func pageOfLog(q eventstore.Query, l api.List, newestFirst bool) (eventstore.Query, error) {
	q.Limit, q.Apart = l.Limit+1, true
	q.Backwards = l.Sort.Descending || newestFirst && l.Sort.By == ""
	if len(l.After) == 0 {
		return q, nil
	}
	last, err := strconv.ParseInt(l.After[0], 10, 64)
	if err != nil {
		return q, errCursor
	}
	if q.Backwards {
		q.To = last - 1
	} else {
		q.After = last
	}
	return q, nil
}

// until ends a query of the log at the moment that is asked for.
func until(q eventstore.Query, scope api.Scope, then int64) eventstore.Query {
	switch {
	case scope.AsOf == nil:
	case then == 0: // before the first event
		q.After = math.MaxInt64
	case q.To == 0 || q.To > then:
		q.To = then
	}
	return q
}

// entry says what an event did. about tells which records it is about, where that doesn't
// follow from its stream.
func (s assets) entry(e event.Recorded) (entry api.HistoryEntry, about func(asset.Row) bool, err error) {
	entry = api.HistoryEntry{
		Position: e.Position, EventID: e.ID, Type: string(e.Type), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt,
		Actor: e.Actor, Fields: []api.FieldChange{},
	}
	payload, err := s.log.Registry().Decode(e)
	if err != nil {
		return entry, about, err
	}
	entry.Summary = saidOf(payload, e.Version, sentence.Thing.Unnamed)
	if p, is := payload.(*event.DeviceObserved); is {
		for _, field := range p.Changed {
			entry.Fields = append(entry.Fields, api.FieldChange{Field: field})
		}
	}
	if field, value := sentence.Changed(payload); field != "" {
		entry.Fields = append(entry.Fields, api.FieldChange{Field: field, New: value})
	}
	return entry, concerned(payload), nil
}

// concerned tells which records an event is about that has a stream for several: an
// entitlement may have gone from one asset to another, and a connection has many devices.
func concerned(payload event.Payload) func(asset.Row) bool {
	of := func(id uuid.UUID) func(asset.Row) bool {
		return func(r asset.Row) bool { return r.ID == id || r.AssetID() == id }
	}
	switch p := payload.(type) {
	case *event.WarrantyRecorded:
		return of(p.Asset)
	case *event.WarrantyRemoved:
		return of(p.Asset)
	case *event.DevicesReleased:
		return func(r asset.Row) bool { return r.Connection == p.Connection && slices.Contains(p.Devices, r.DeviceID) }
	}
	return nil
}

// saidOf is what an event did, for whoever knows already to what.
func saidOf(p event.Payload, version int64, name func(sentence.Thing) string) string {
	told, known := sentence.Of(p, version)
	if !known {
		return string(p.EventType())
	}
	return api.Capitalized(sentence.Text(told.Said, name))
}
