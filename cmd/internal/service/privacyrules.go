package service

import (
	"context"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/privacy"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/connection"
	read "coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
)

var privacyDecider = decide.Decider[privacy.Rules, event.Payload]{Evolve: privacy.Evolve, Decide: privacy.Decide}

// PrivacyRules are the rules on last users as of a position of the log; 0: now. version is
// that of their stream.
func PrivacyRules(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, position int64) (rules privacy.Rules, version int64, err error) {
	err = log.Read(ctx, tenant, eventstore.Query{Streams: []string{event.PrivacyStream()}, To: position}, func(e event.Recorded) error {
		payload, err := log.Registry().Decode(e)
		rules, version = privacy.Evolve(rules, payload), e.Version
		return err
	})
	return rules, version, err
}

// keepingModels are what the names of the rules are read from.
var keepingModels = []string{connection.Name, read.Name}

// LastUsers implements api.Privacy.
func (s privacyService) LastUsers(ctx context.Context, scope api.Scope) (api.Answer[api.LastUserRules], error) {
	return answer(ctx, s.reads, scope, keepingModels, func(r *projections.Reading) (found api.LastUserRules, err error) {
		position := int64(0)
		if scope.AsOf != nil {
			position = r.Standing(keepingModels...).Position
		}
		rules, version, err := PrivacyRules(ctx, s.log, scope.Tenant, position)
		if err != nil {
			return found, err
		}
		found = api.LastUserRules{Connections: []api.KeepingRule{}, Customers: []api.KeepingRule{}, RetentionDays: rules.Days, Version: version}
		connections, err := connection.List(ctx, r, query.Page{Whole: true})
		if err != nil {
			return found, err
		}
		for _, c := range connections.Items {
			found.Connections = append(found.Connections, api.KeepingRule{LastUserScope: api.LastUserScope{Connection: &c.ID}, Name: c.Name, Keep: string(rules.Connection(c.ID))})
		}
		for id, keep := range rules.Customers() {
			customer, err := read.GetCustomer(ctx, r, id)
			if err != nil && domain.ErrorCode(err) != domain.CodeNotFound { // one that was removed has no name
				return found, err
			}
			found.Customers = append(found.Customers, api.KeepingRule{LastUserScope: api.LastUserScope{Customer: &id}, Name: customer.Thing.Name, Keep: string(keep)})
		}
		slices.SortFunc(found.Customers, func(a, b api.KeepingRule) int {
			return strings.Compare(strings.ToLower(a.Name)+a.Customer.String(), strings.ToLower(b.Name)+b.Customer.String())
		})
		return found, nil
	})
}

// SetKeeping implements api.Privacy.
func (s privacyService) SetKeeping(ctx context.Context, c api.Command, d api.KeepingDraft) (api.Written, error) {
	if err := s.there(ctx, c.Tenant, d.LastUserScope); err != nil {
		return api.Written{}, err
	}
	set := &event.LastUserKeepingSet{Keep: event.Keeping(d.Keep)}
	set.Connection, set.Customer = d.IDs()
	return s.rule(ctx, c, set)
}

// SetRetention implements api.Privacy.
func (s privacyService) SetRetention(ctx context.Context, c api.Command, d api.RetentionDraft) (api.Written, error) {
	return s.rule(ctx, c, &event.LastUserRetentionSet{Days: d.Days})
}

func (s privacyService) rule(ctx context.Context, c api.Command, wanted event.Payload) (api.Written, error) {
	done, err := decide.Handle(ctx, s.log, privacyDecider, decide.Request[event.Payload]{
		Tenant: c.Tenant, Stream: event.PrivacyStream(), Actor: c.Actor, ID: c.AppendID, Correlation: c.Correlation, Version: expected(c), Command: wanted,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	return written(ctx, s.log, done, uuid.Nil, done.Versions[event.PrivacyStream()])
}

// there refuses a scope whose connection or customer there is not.
func (s privacyService) there(ctx context.Context, tenant uuid.UUID, of api.LastUserScope) error {
	if (of.Connection == nil) == (of.Customer == nil) {
		return domain.Invalid([]domain.Fault{{Pointer: "/customer", Code: "one_of", Message: "name a customer or a connection"}})
	}
	if of.Customer != nil {
		_, err := (directoryWriter{s.log}).head(ctx, tenant, directory.Customers, *of.Customer)
		return err
	}
	return conflicts(projections.Read(ctx, s.pool, tenant, s.now(), func(r *projections.Reading) error {
		_, err := connection.Get(ctx, r, *of.Connection)
		return err
	}))
}
