package service

import (
	"context"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// ruleSets implements api.Rules.
type ruleSets struct {
	log    *eventstore.Store
	engine *projections.Engine
	reads  reads
	names  customers // that organizations are tried on
	people contacts  // that accounts are tried on
}

// List implements api.Rules.
func (s ruleSets) List(ctx context.Context, scope api.Scope) ([]api.RuleSet, error) {
	all, err := s.setsOf(ctx, scope)
	if err != nil {
		return nil, err
	}
	views := make([]api.RuleSet, len(all))
	for i, set := range all {
		views[i] = ruleSetView(set, i == 0)
		views[i].Rules = nil
	}
	return views, nil
}

// Get implements api.Rules.
func (s ruleSets) Get(ctx context.Context, scope api.Scope, version string) (api.RuleSet, error) {
	all, err := s.setsOf(ctx, scope)
	if err != nil {
		return api.RuleSet{}, err
	}
	for i, set := range all {
		if version == "" || set.Version == version {
			return ruleSetView(set, i == 0), nil
		}
	}
	return api.RuleSet{}, domain.NotFound("rules")
}

// setsOf are the sets of now, or those that had been adopted at a moment, the one that
// was in force then first.
func (s ruleSets) setsOf(ctx context.Context, scope api.Scope) ([]projections.RuleSet, error) {
	if scope.AsOf == nil {
		return s.engine.RuleSets(ctx, scope.Tenant)
	}
	return s.engine.RuleSetsAt(ctx, scope.Tenant, projections.Moment{Position: scope.AsOf.Position, Time: scope.AsOf.Time})
}

func ruleSetView(s projections.RuleSet, inForce bool) api.RuleSet {
	return api.RuleSet{
		Version: s.Version, Digest: s.Digest(), InForce: inForce, Reason: s.Reason, Actor: s.Actor,
		AdoptedAt: when(s.AdoptedAt), Position: s.Position, Rules: s.JSON(),
	}
}

var rulesDecider = decide.Decider[rules.State, rules.Adopt]{Evolve: rules.Evolve, Decide: rules.Decide}

// Adopt implements api.Rules.
func (s ruleSets) Adopt(ctx context.Context, c api.Command, d api.RuleDraft) (api.RuleSetAdopted, error) {
	var answer api.RuleSetAdopted
	set, err := s.draft(ctx, c.Tenant, d.Rules)
	if err != nil {
		return answer, err
	}
	done, err := decide.Handle(ctx, s.log, rulesDecider, decide.Request[rules.Adopt]{
		Tenant: c.Tenant, Stream: event.RulesStream, Actor: c.Actor, ID: c.AppendID, Correlation: c.Correlation,
		Version: decide.AnyVersion, Command: rules.Adopt{Set: set, Reason: d.Reason},
	})
	if err != nil {
		return answer, conflicts(err)
	}
	done.Tenant = c.Tenant
	if answer.Written, err = written(ctx, s.log, done, uuid.Nil, 0); err != nil {
		return answer, err
	}
	answer.RuleSet, err = s.Get(ctx, api.Scope{Tenant: c.Tenant}, "")
	answer.RuleSet.Rules = nil
	return answer, err
}

// draft reads a draft over the set in force.
func (s ruleSets) draft(ctx context.Context, tenant uuid.UUID, document []byte) (*rules.Set, error) {
	all, err := s.engine.RuleSets(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return rules.Parse(document, all[0].Set)
}
