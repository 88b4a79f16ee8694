package service

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/domain/matching/orgs"
	"coresync/domain/rules"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Ask implements api.Rules.
func (s ruleSets) Ask(ctx context.Context, scope api.Scope, document json.RawMessage, q api.RuleQuestion) (api.RuleAnswer, error) {
	text := strings.TrimSpace(q.Text)
	var faults []domain.Fault
	if !slices.Contains(api.RuleQuestions(), q.Kind) {
		faults = append(faults, domain.Fault{Pointer: "/kind", Code: "unknown", Message: "Ask about an organization, an account, a serial number or a class."})
	}
	if text == "" {
		faults = append(faults, domain.Fault{Pointer: "/text", Code: "required", Message: "Say what is to be tried."})
	}
	if err := domain.Invalid(faults); err != nil {
		return api.RuleAnswer{}, err
	}
	set, err := s.draft(ctx, scope.Tenant, document)
	if err != nil {
		return api.RuleAnswer{}, err
	}
	switch q.Kind {
	case "serial":
		return serialAnswer(set, text), nil
	case "class":
		return classAnswer(set, text), nil
	case "account":
		return s.accountAnswer(ctx, scope, set, text)
	}
	return s.organizationAnswer(ctx, scope, set, text)
}

func serialAnswer(set *rules.Set, text string) api.RuleAnswer {
	key := asset.SerialKey(text)
	answer := api.RuleAnswer{Steps: []api.RuleStep{{What: "Compared as", Result: key}}, Verdict: "It identifies a machine."}
	_, listed := set.Asset.JunkSerials[key]
	switch {
	case listed:
		answer.Verdict = "It identifies nothing: it is in the list of placeholders."
	case set.Asset.JunkSerial(text):
		answer.Verdict = "It identifies nothing: it is too short, or one sign again and again."
	}
	return answer
}

func classAnswer(set *rules.Set, text string) api.RuleAnswer {
	category, known := set.Asset.CategoryOf(text)
	step := api.RuleStep{What: "Table of classes", Result: "has it"}
	if !known {
		step.Result = "does not have it, so the category is a guess"
	}
	return api.RuleAnswer{Verdict: "Its category is " + string(category) + ".", Steps: []api.RuleStep{step}}
}

// organizationAnswer sets a name against the workspace's customers.
func (s ruleSets) organizationAnswer(ctx context.Context, scope api.Scope, set *rules.Set, name string) (api.RuleAnswer, error) {
	found, err := s.customers(ctx, scope)
	if err != nil {
		return api.RuleAnswer{}, err
	}
	parties, names := make([]orgs.Party, len(found)), make(map[uuid.UUID]string, len(found))
	for i, c := range found {
		parties[i] = orgs.Party{ID: c.ID, Name: c.Name, Domains: c.Domains, City: c.City}
		names[c.ID] = c.Name
	}
	x := orgs.NewIndex(set.Orgs, parties).Explain(orgs.Party{ID: uuid.NewSHA1(uuid.Nil, []byte("organization")), Name: name}, nil)
	answer := api.RuleAnswer{
		Verdict: fmt.Sprintf("%s: %s", x.Verdict.Outcome, x.Verdict.Reason),
		Steps:   []api.RuleStep{{What: "Compared as", Result: x.Key}},
	}
	for _, step := range x.Steps {
		answer.Steps = append(answer.Steps, api.RuleStep{What: step.What, Result: step.Result})
	}
	for _, c := range x.Verdict.Candidates {
		answer.Candidates = append(answer.Candidates, api.RuleCandidate{ID: c.Customer, Name: names[c.Customer], Score: c.Score, Reason: c.Reason})
	}
	return answer, nil
}

// customers reads all of the workspace, by name.
func (s ruleSets) customers(ctx context.Context, scope api.Scope) ([]api.Customer, error) {
	return every(func(after []string) (api.Page[api.Customer], error) {
		found, err := s.names.List(ctx, scope, api.CustomerFilter{}, api.List{Limit: 500, After: after, Sort: api.Sort{By: "name"}})
		return found.Data, err
	})
}

// every reads a list to its end.
func every[T any](page func(after []string) (api.Page[T], error)) (all []T, err error) {
	for after := []string(nil); ; {
		found, err := page(after)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Items...)
		if after = found.Next; after == nil {
			return all, nil
		}
	}
}
