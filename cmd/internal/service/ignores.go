package service

import (
	"context"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/ignore"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// ignores implements api.Ignores.
type ignores struct {
	log *eventstore.Store
	reads
}

// List implements api.Ignores.
func (s ignores) List(ctx context.Context, scope api.Scope) (api.Answer[[]api.IgnoreRule], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.IgnoreRule, error) {
		rules, err := mapping.IgnoreRules(ctx, r)
		if err != nil {
			return nil, err
		}
		devices, err := asset.CountByIgnoreRule(ctx, r)
		views := make([]api.IgnoreRule, len(rules))
		for i, rule := range rules {
			views[i] = api.IgnoreRule{
				ID: rule.ID, Kind: string(rule.Kind), NinjaID: rule.NinjaID, Value: rule.Value, Reason: rule.Reason,
				Devices: int(devices[rule.ID]), SetBy: rule.SetBy, SetAt: rule.SetAt,
			}
			if rule.Connection != uuid.Nil {
				views[i].Connection = &rule.Connection
			}
		}
		return views, err
	})
}

// ruleDecider lets a rule be set and removed, each once.
var ruleDecider = decide.Decider[bool, event.Payload]{
	Evolve: func(_ bool, p event.Payload) bool {
		_, set := p.(*event.IgnoreRuleSet)
		return set
	},
	Decide: func(is bool, p event.Payload) ([]event.Payload, error) {
		if _, removes := p.(*event.IgnoreRuleRemoved); removes && !is {
			return nil, domain.NotFound("ignore_rule")
		}
		return []event.Payload{p}, nil
	},
}

// Create implements api.Ignores.
func (s ignores) Create(ctx context.Context, c api.Command, d api.IgnoreDraft) (api.Written, error) {
	id := c.AppendID // of a repeated request the same
	if id == uuid.Nil {
		id = uuid.New()
	}
	rule := &event.IgnoreRuleSet{ID: id, Kind: event.IgnoreKind(d.Kind), NinjaID: d.NinjaID, Value: d.Value, Reason: d.Reason}
	if d.Connection != nil {
		rule.Connection = *d.Connection
	}
	if err := domain.Invalid(ignore.Check(rule)); err != nil {
		return api.Written{}, err
	}
	return s.write(ctx, c, id, rule)
}

// Remove implements api.Ignores.
func (s ignores) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	return s.write(ctx, c, id, &event.IgnoreRuleRemoved{ID: id})
}

func (s ignores) write(ctx context.Context, c api.Command, id uuid.UUID, p event.Payload) (api.Written, error) {
	stream := event.IgnoreRuleStream(id)
	done, err := decide.Handle(ctx, s.log, ruleDecider, decide.Request[event.Payload]{
		Tenant: c.Tenant, Stream: stream, Actor: c.Actor, ID: c.AppendID, Correlation: c.Correlation, Version: decide.AnyVersion, Command: p,
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	w, err := written(ctx, s.log, done, id, done.Versions[stream])
	return undoable(ctx, s.log, c.Tenant, done, w, err)
}

// AssetScope implements api.Ignores.
func (s ignores) AssetScope(ctx context.Context, scope api.Scope) (api.Answer[api.AssetScope], error) {
	return answer(ctx, s.reads, scope, []string{mapping.Name}, func(r *projections.Reading) (api.AssetScope, error) {
		now, err := mapping.CurrentScope(ctx, r)
		return api.AssetScope{MappedOnly: now.MappedOnly, Version: now.Version}, err
	})
}

// scopeDecider writes only what changes something.
var scopeDecider = decide.Decider[event.AssetScopeSet, event.AssetScopeSet]{
	Evolve: func(now event.AssetScopeSet, p event.Payload) event.AssetScopeSet {
		if set, is := p.(*event.AssetScopeSet); is {
			return *set
		}
		return now
	},
	Decide: func(now, wanted event.AssetScopeSet) ([]event.Payload, error) {
		if now == wanted {
			return nil, nil
		}
		return []event.Payload{&wanted}, nil
	},
}

// SetAssetScope implements api.Ignores.
func (s ignores) SetAssetScope(ctx context.Context, c api.Command, d api.AssetScopeDraft) (api.Written, error) {
	request := decide.Request[event.AssetScopeSet]{
		Tenant: c.Tenant, Stream: event.AssetScopeStream(), Actor: c.Actor, ID: c.AppendID, Correlation: c.Correlation,
		Version: decide.AnyVersion, Command: event.AssetScopeSet{MappedOnly: d.MappedOnly},
	}
	if c.Expected != nil {
		request.Version = *c.Expected
	}
	done, err := decide.Handle(ctx, s.log, scopeDecider, request)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	w, err := written(ctx, s.log, done, uuid.Nil, done.Versions[request.Stream])
	return undoable(ctx, s.log, c.Tenant, done, w, err)
}
