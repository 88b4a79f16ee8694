package service

import (
	"context"
	"slices"

	"coresync/domain/event"
	"coresync/domain/privacy"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// logonsOf are the devices that a rule about last users would be about, and whose last
// users the other devices show.
type logonsOf struct {
	devices   []asset.Logon
	elsewhere map[uuid.UUID]bool
}

// logons finds the devices of a scope: of a connection those whose customer has no rule of
// its own.
func (s privacyService) logons(ctx context.Context, tenant uuid.UUID, of api.LastUserScope) (found logonsOf, err error) {
	found.elsewhere = make(map[uuid.UUID]bool)
	rules, _, err := PrivacyRules(ctx, s.log, tenant, 0)
	if err != nil {
		return found, err
	}
	draft := &event.LastUserKeepingSet{Keep: event.DropUsers}
	draft.Connection, draft.Customer = of.IDs()
	wanted := event.WithheldByCustomer
	if of.Connection != nil {
		wanted = event.WithheldByConnection
	}
	rules = privacy.Evolve(rules, draft)
	err = projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		all, err := asset.Logons(ctx, r)
		for _, l := range all {
			mine := of.Customer == nil || l.Customer == *of.Customer
			mine = mine && (of.Connection == nil || l.Connection == *of.Connection)
			if mine && rules.Withhold(l.Connection, l.Customer) == wanted {
				found.devices = append(found.devices, l)
			} else if l.Subject != uuid.Nil {
				found.elsewhere[l.Subject] = true
			}
		}
		return err
	})
	return found, conflicts(err)
}

// users are the last users that were ever recorded of the devices and can be read.
func (s privacyService) users(ctx context.Context, tenant uuid.UUID, devices []asset.Logon) ([]uuid.UUID, error) {
	met := make(map[uuid.UUID]bool)
	var all []uuid.UUID
	for part := range slices.Chunk(devices, streamsAtOnce) {
		streams := make([]string, len(part))
		for i, l := range part {
			streams[i] = event.DeviceUserStream(l.Connection, l.DeviceID)
		}
		err := s.log.Read(ctx, tenant, eventstore.Query{Streams: streams}, func(e event.Recorded) error {
			payload, err := s.log.Registry().Decode(e)
			if p, is := payload.(*event.DeviceUserObserved); is && p.User.Subject != uuid.Nil && !met[p.User.Subject] {
				met[p.User.Subject] = true
				all = append(all, p.User.Subject)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	known, err := s.keys.Describe(ctx, tenant, all)
	return slices.DeleteFunc(all, func(id uuid.UUID) bool {
		held, there := known[id]
		return !there || !held.ErasedAt.IsZero()
	}), err
}

// Effect implements api.Privacy.
func (s privacyService) Effect(ctx context.Context, scope api.Scope, of api.LastUserScope) (effect api.KeepingEffect, err error) {
	if err := s.there(ctx, scope.Tenant, of); err != nil {
		return effect, err
	}
	found, err := s.logons(ctx, scope.Tenant, of)
	if err != nil {
		return effect, err
	}
	users, err := s.users(ctx, scope.Tenant, found.devices)
	effect.Devices, effect.Users = len(found.devices), len(users)
	for _, l := range found.devices {
		if l.Subject != uuid.Nil {
			effect.Known++
		}
	}
	for _, id := range users {
		if found.elsewhere[id] {
			effect.Elsewhere++
		}
	}
	return effect, conflicts(err)
}

// mostNamed bounds the subjects that one event names, so that it stays small.
const mostNamed = 4000

// Forget implements api.Privacy.
func (s privacyService) Forget(ctx context.Context, c api.Command, f api.Forgetting) (api.ErasureDone, error) {
	answer := api.ErasureDone{Erased: []uuid.UUID{}}
	if err := s.there(ctx, c.Tenant, f.LastUserScope); err != nil {
		return answer, err
	}
	found, err := s.logons(ctx, c.Tenant, f.LastUserScope)
	if err != nil {
		return answer, err
	}
	users, err := s.users(ctx, c.Tenant, found.devices)
	if err != nil {
		return answer, conflicts(err)
	}
	elsewhere := 0
	for _, id := range users {
		if found.elsewhere[id] && !f.Everywhere {
			elsewhere++
			continue
		}
		answer.Erased = append(answer.Erased, id)
	}
	return s.forget(ctx, c, f, answer, elsewhere)
}

// forget destroys the keys of last users and says so.
func (s privacyService) forget(ctx context.Context, c api.Command, f api.Forgetting, answer api.ErasureDone, elsewhere int) (api.ErasureDone, error) {
	id := c.AppendID
	if id == uuid.Nil {
		id = uuid.New()
	}
	var events []event.New
	for part := range slices.Chunk(answer.Erased, mostNamed) {
		said := &event.LastUsersForgotten{Erasure: id, Subjects: part, Elsewhere: elsewhere}
		said.Connection, said.Customer = f.IDs()
		events = append(events, event.New{Stream: event.ErasureStream(id), Payload: said})
	}
	done := eventstore.Appended{Tenant: c.Tenant}
	var err error
	if len(events) > 0 {
		if done, err = s.appendErasing(ctx, c, events, answer.Erased); err != nil {
			return answer, conflicts(err)
		}
	}
	answer.Written, err = written(ctx, s.log, done, id, 0)
	return answer, err
}
