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

// SetClientWord implements api.Access.
func (s access) SetClientWord(ctx context.Context, c api.Command, id uuid.UUID, email string, w api.ClientWord) (api.Written, error) {
	stream := event.AccountExternalIDStream(id)
	of := strings.ToLower(email)
	done, err := decide.Handle(ctx, s.log, externalDecider, decide.Request[*event.AccountExternalIDSet]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, ID: c.AppendID, Version: decide.AnyVersion, Correlation: c.Correlation,
		Command: &event.AccountExternalIDSet{
			Account: id, ExternalID: event.PlainPersonal(event.SubjectEmail, of, w.ExternalID),
			DisplayName: event.PlainPersonal(event.SubjectEmail, of, w.DisplayName), Deleted: w.Deleted,
		},
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return s.wrote(ctx, done, id, stream)
}

// clientWords are what clients of SCIM say of accounts, or of requests that make some, opened.
func (s access) clientWords(ctx context.Context, r *projections.Reading, of []uuid.UUID) (map[uuid.UUID]api.ClientWord, error) {
	rows, err := read.ExternalIDs(ctx, r, of)
	if err != nil {
		return nil, err
	}
	ids, sealed, opened := make([]uuid.UUID, len(rows)), make([]event.Payload, len(rows)), make([]*event.AccountExternalIDSet, len(rows))
	for i, row := range rows {
		e := &event.AccountExternalIDSet{}
		for into, raw := range map[*event.Personal][]byte{&e.ExternalID: row.Value, &e.DisplayName: row.Display} {
			if len(raw) == 0 {
				continue
			}
			if err := into.UnmarshalJSON(raw); err != nil {
				return nil, fmt.Errorf("open what a client says of account %s: %w", row.ID, err)
			}
		}
		ids[i], sealed[i], opened[i] = row.Event, e, e
	}
	if err := s.people.sealer.Open(ctx, r.Tenant, ids, sealed); err != nil {
		return nil, fmt.Errorf("open what clients say of %d accounts: %w", len(rows), err)
	}
	all := make(map[uuid.UUID]api.ClientWord, len(rows))
	for i, row := range rows {
		all[row.ID] = api.ClientWord{ExternalID: opened[i].ExternalID.Text(), DisplayName: opened[i].DisplayName.Text(), Deleted: row.Deleted}
	}
	return all, nil
}
