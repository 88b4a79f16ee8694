package service

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/google/uuid"
)

// externalDecider writes what it is given: who asks has looked whether it differs.
var externalDecider = decide.Decider[struct{}, *event.AccountExternalIDSet]{
	Evolve: func(struct{}, event.Payload) struct{} { return struct{}{} },
	Decide: func(_ struct{}, p *event.AccountExternalIDSet) ([]event.Payload, error) {
		return []event.Payload{p}, nil
	},
}

// SetExternalID implements api.Access.
func (s access) SetExternalID(ctx context.Context, c api.Command, id uuid.UUID, email, externalID string) (api.Written, error) {
	stream := event.AccountExternalIDStream(id)
	done, err := decide.Handle(ctx, s.log, externalDecider, decide.Request[*event.AccountExternalIDSet]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, ID: c.AppendID, Version: decide.AnyVersion, Correlation: c.Correlation,
		Command: &event.AccountExternalIDSet{Account: id, ExternalID: event.PlainPersonal(event.SubjectEmail, strings.ToLower(email), externalID)},
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return s.wrote(ctx, done, id, stream)
}

// externalIDs are what clients of SCIM call accounts, or requests that make some, opened.
func (s access) externalIDs(ctx context.Context, r *projections.Reading, of []uuid.UUID) (map[uuid.UUID]string, error) {
	rows, err := read.ExternalIDs(ctx, r, of)
	if err != nil {
		return nil, err
	}
	ids, sealed, opened := make([]uuid.UUID, len(rows)), make([]event.Payload, len(rows)), make([]*event.AccountExternalIDSet, len(rows))
	for i, row := range rows {
		e := &event.AccountExternalIDSet{}
		if len(row.Value) > 0 {
			if err := e.ExternalID.UnmarshalJSON(row.Value); err != nil {
				return nil, fmt.Errorf("open the external id of account %s: %w", row.ID, err)
			}
		}
		ids[i], sealed[i], opened[i] = row.Event, e, e
	}
	if err := s.people.sealer.Open(ctx, r.Tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open %d external ids: %w", len(rows), err)
	}
	all := make(map[uuid.UUID]string, len(rows))
	for i, row := range rows {
		all[row.ID] = opened[i].ExternalID.Text()
	}
	return all, nil
}
