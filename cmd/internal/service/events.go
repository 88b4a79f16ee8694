package service

import (
	"context"
	"encoding/hex"
	"strconv"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// events implements api.Events.
type events struct {
	log *eventstore.Store
	reads
}

// List implements api.Events.
func (s events) List(ctx context.Context, scope api.Scope, f api.EventFilter, l api.List) (api.Answer[api.Page[api.Event]], error) {
	a := api.Answer[api.Page[api.Event]]{Data: api.Page[api.Event]{Items: []api.Event{}}}
	q, err := s.query(f, l)
	if err != nil {
		return a, err
	}
	head, err := s.log.Head(ctx, scope.Tenant)
	if err != nil {
		return a, conflicts(err)
	}
	if scope.AsOf != nil {
		if head.Position, err = s.past.PositionAt(ctx, scope.Tenant, moment(scope)); err != nil {
			return a, conflicts(err)
		}
	}
	a.Standing.Position = api.Position{Epoch: head.Epoch, N: head.Position}
	err = s.log.Read(ctx, scope.Tenant, until(q, scope, head.Position), func(e event.Recorded) error {
		if len(a.Data.Items) == l.Limit {
			a.Data.Next = []string{strconv.FormatInt(a.Data.Items[l.Limit-1].Position, 10)}
			return nil
		}
		a.Data.Items = append(a.Data.Items, eventView(eventstore.Clone(e)))
		return nil
	})
	return a, err
}

func (s events) query(f api.EventFilter, l api.List) (eventstore.Query, error) {
	q := eventstore.Query{
		After: max(f.From-1, 0), To: f.To, StreamPrefix: f.StreamPrefix, Since: f.Since, Until: f.Until,
	}
	if f.Stream != "" {
		q.Streams = []string{f.Stream}
	}
	var faults []domain.Fault
	for _, name := range f.Types {
		if _, err := s.log.Registry().Lookup(event.Type(name)); err != nil {
			faults = append(faults, domain.Fault{Pointer: "?type", Code: "unknown", Message: "there is no event type " + name})
		}
		q.Types = append(q.Types, event.Type(name))
	}
	if err := domain.Invalid(faults); err != nil {
		return q, err
	}
	after := l
	if len(l.After) > 0 && l.Sort.Descending && f.To > 0 {
		q.To = 0 // the page's own bound is the narrower one
	}
	return pageOfLog(q, after, false)
}

func eventView(e event.Recorded) api.Event {
	v := api.Event{
		Position: e.Position, ID: e.ID, Stream: e.Stream, Version: e.Version, Type: string(e.Type),
		SchemaVersion: int(e.SchemaVersion), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor,
		CorrelationID: e.CorrelationID, Metadata: e.Metadata, Payload: e.Payload, LeafHash: hex.EncodeToString(e.LeafHash),
	}
	if e.CausationID != uuid.Nil {
		v.CausationID = &e.CausationID
	}
	return v
}
