package service

import (
	"context"
	"encoding/hex"

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
	runs   runs
	people opener
	tokens api.Tokens
	users  api.Users
}

// List implements api.Events.
func (s events) List(ctx context.Context, scope api.Scope, f api.EventFilter, l api.List) (api.Answer[api.EventPage], error) {
	a := api.Answer[api.EventPage]{Data: api.EventPage{Page: api.Page[api.Event]{Items: []api.Event{}}}}
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
	search, err := s.search(ctx, scope, f, head.Position)
	if err != nil {
		return a, err
	}
	if err := search.page(l); err != nil {
		return a, err
	}
	if a.Data, err = search.read(ctx, scope.Tenant, l.Limit); err != nil || !f.Tell {
		return a, err
	}
	return a, s.tell(ctx, scope, a.Data.Items, f)
}

// typesOf are the types that a filter names. Error: domain.CodeInvalid for one that the
// program does not know.
func (s events) typesOf(names []string) (types []event.Type, err error) {
	var faults []domain.Fault
	for _, name := range names {
		if _, err := s.log.Registry().Lookup(event.Type(name)); err != nil {
			faults = append(faults, domain.Fault{Pointer: "?type", Code: "unknown", Message: "there is no event type " + name})
		}
		types = append(types, event.Type(name))
	}
	return types, domain.Invalid(faults)
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
