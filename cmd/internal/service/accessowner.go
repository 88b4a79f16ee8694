package service

import (
	"context"

	rule "coresync/domain/access"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
)

var ownerDecider = decide.Decider[rule.Owner, any]{Evolve: rule.EvolveOwner, Decide: rule.DecideOwner}

// SetOwner implements api.Access.
func (s access) SetOwner(ctx context.Context, c api.Command, account uuid.UUID, contact *uuid.UUID) (api.Written, error) {
	owner := uuid.Nil
	if contact != nil {
		owner = *contact
		if _, err := (directoryWriter{s.log}).head(ctx, c.Tenant, directory.Contacts, owner); err != nil {
			return api.Written{}, err
		}
	}
	return s.decideOwner(ctx, c, account, func(a api.AccessAccount) any {
		return rule.SetOwner{Connection: a.Connection.ID, UserID: a.UserID, Contact: owner}
	})
}

// ResetOwner implements api.Access.
func (s access) ResetOwner(ctx context.Context, c api.Command, account uuid.UUID) (api.Written, error) {
	return s.decideOwner(ctx, c, account, func(a api.AccessAccount) any {
		return rule.ResetOwner{Connection: a.Connection.ID, UserID: a.UserID}
	})
}

func (s access) decideOwner(ctx context.Context, c api.Command, account uuid.UUID, command func(api.AccessAccount) any) (api.Written, error) {
	found, err := s.Account(ctx, api.Scope{Tenant: c.Tenant}, account)
	if err != nil {
		return api.Written{}, err
	}
	version := int64(decide.AnyVersion)
	if c.Expected != nil {
		version = *c.Expected
	}
	stream := event.AccountOwnerStream(found.Data.Connection.ID, found.Data.UserID)
	done, err := decide.Handle(ctx, s.log, ownerDecider, decide.Request[any]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, Command: command(found.Data), ID: c.AppendID,
		Version: version, Correlation: c.Correlation,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	return s.wrote(ctx, done, account, stream)
}

func (s access) wrote(ctx context.Context, done eventstore.Appended, id uuid.UUID, stream string) (api.Written, error) {
	return written(ctx, s.log, done, id, done.Versions[stream])
}
