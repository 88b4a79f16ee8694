package service

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/replacement"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	model "coresync/projections/replacement"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// replacements implements api.Replacements.
type replacements struct {
	reads
	customers customers // for their names and their streams
}

// lives is the state of what is asked: the policies in force, and the day.
type lives struct {
	rows     []model.Policy
	policies replacement.Policies
	today    time.Time
	at       time.Time // of the last event
}

// asked reads the policies and the day that a question is about.
func (s replacements) asked(ctx context.Context, r *projections.Reading, scope api.Scope) (l lives, err error) {
	standing := r.Standing(report.LifeModels()...)
	l.at = standing.RecordedAt
	if l.today, err = s.dayOf(ctx, scope, standing); err != nil {
		return l, err
	}
	if l.rows, err = model.Policies(ctx, r); err != nil {
		return l, err
	}
	l.policies = model.InForce(l.rows)
	return l, nil
}

// Policies implements api.Replacements.
func (s replacements) Policies(ctx context.Context, scope api.Scope, customer uuid.UUID) (api.Answer[api.ReplacementPolicies], error) {
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) (found api.ReplacementPolicies, err error) {
		rows, err := model.Policies(ctx, r)
		if err != nil {
			return found, err
		}
		policies := model.InForce(rows)
		names, err := customerNames(ctx, r, append(policies.Customers(), customer))
		if err != nil {
			return found, err
		}
		if _, known := names[customer]; customer != uuid.Nil && !known {
			return found, domain.NotFound("customer")
		}
		stream := event.ReplacementPolicyStream(customer)
		heads, err := s.customers.log.Streams(ctx, scope.Tenant, []string{stream})
		if err != nil {
			return found, err
		}
		found.Version = heads[stream].Version
		for _, c := range rule.Categories() {
			found.Items = append(found.Items, policyView(policies, replacement.Key{Customer: customer, Category: c}, rows, names))
		}
		if customer == uuid.Nil {
			found.Items = append(found.Items, overrides(policies, rows, names)...)
		}
		return found, nil
	})
}

// overrides are the rows of customers' own, by the customers' names.
func overrides(policies replacement.Policies, rows []model.Policy, names map[uuid.UUID]string) []api.ReplacementPolicy {
	var found []api.ReplacementPolicy
	for _, row := range rows {
		if row.Customer != uuid.Nil {
			found = append(found, policyView(policies, replacement.Key{Customer: row.Customer, Category: row.Category}, rows, names))
		}
	}
	order := rule.Categories()
	slices.SortStableFunc(found, func(a, b api.ReplacementPolicy) int {
		return cmp.Or(cmp.Compare(a.Customer.Name, b.Customer.Name), cmp.Compare(a.Customer.ID.String(), b.Customer.ID.String()),
			slices.Index(order, rule.Category(a.Category))-slices.Index(order, rule.Category(b.Category)))
	})
	return found
}

func policyView(policies replacement.Policies, key replacement.Key, rows []model.Policy, names map[uuid.UUID]string) api.ReplacementPolicy {
	p := policies.Of(key.Customer, key.Category)
	view := api.ReplacementPolicy{Category: string(key.Category), UnitCost: p.Cost, Inherited: []string{}}
	if key.Customer != uuid.Nil {
		view.Customer = &api.Ref{ID: key.Customer, Name: names[key.Customer]}
	}
	if l := p.Limit; l != nil {
		view.EndOfLife, view.WarnMonths = string(l.By), &l.Warn
		if l.By == replacement.ByAge {
			view.MaxAgeMonths = &l.MaxAge
		}
	}
	if p.LimitInherited {
		view.Inherited = append(view.Inherited, "end_of_life", "max_age_months", "warn_months")
	}
	if p.CostInherited {
		view.Inherited = append(view.Inherited, "unit_cost")
	}
	for i := range rows {
		if rows[i].Customer == key.Customer && rows[i].Category == key.Category {
			view.SetBy, view.SetAt = rows[i].SetBy, &rows[i].SetAt
		}
	}
	return view
}

var policyDecider = decide.Decider[replacement.Policies, replacement.Change]{Evolve: replacement.EvolvePolicies, Decide: replacement.DecidePolicies}

// SetPolicies implements api.Replacements.
func (s replacements) SetPolicies(ctx context.Context, c api.Command, d api.ReplacementPolicyDraft) (api.Written, error) {
	change, err := s.change(ctx, c.Tenant, d)
	if err != nil {
		return api.Written{}, err
	}
	log := s.customers.log
	request := decide.Request[replacement.Change]{
		Tenant: c.Tenant, Stream: event.ReplacementPolicyStream(change.Customer), Actor: c.Actor, ID: c.AppendID, Correlation: c.Correlation,
		Version: decide.AnyVersion, Command: change,
	}
	if c.Expected != nil {
		request.Version = *c.Expected
	}
	done, err := decide.Handle(ctx, log, policyDecider, request)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	w, err := written(ctx, log, done, uuid.Nil, done.Versions[request.Stream])
	return undoable(ctx, log, c.Tenant, done, w, err)
}

// change reads a draft: all faults at once.
func (s replacements) change(ctx context.Context, tenant uuid.UUID, d api.ReplacementPolicyDraft) (replacement.Change, error) {
	var c replacement.Change
	var faults []domain.Fault
	if d.Customer != nil && *d.Customer != uuid.Nil {
		c.Customer = *d.Customer
		if _, err := s.customers.head(ctx, tenant, directory.Customers, c.Customer); domain.ErrorCode(err) == domain.CodeNotFound {
			faults = append(faults, domain.Fault{Pointer: "/customer", Code: "unknown", Message: "There is no such customer."})
		} else if err != nil {
			return c, err
		}
	}
	for i, row := range d.Policies {
		changed := replacement.Changed{Category: rule.Category(row.Category), Row: replacement.Row{Cost: row.UnitCost}}
		limit, missing := limitOf(row)
		changed.Limit = limit
		for _, member := range missing {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/policies/%d/%s", i, member), Code: "required",
				Message: "A row has both months, the maximum age and the warning, or neither: then they are inherited."})
		}
		c.Rows = append(c.Rows, changed)
	}
	return c, domain.Invalid(append(faults, c.Check()...))
}

// limitOf reads the limit of a row, and names what is missing of it.
func limitOf(row api.ReplacementPolicyRow) (limit *replacement.Limit, missing []string) {
	by := replacement.Basis(row.EndOfLife)
	if by == "" {
		if row.MaxAgeMonths == nil && row.WarnMonths == nil {
			return nil, nil
		}
		by = replacement.ByAge
	}
	limit = &replacement.Limit{By: by}
	if row.MaxAgeMonths != nil {
		limit.MaxAge = *row.MaxAgeMonths
	} else if by == replacement.ByAge {
		missing = append(missing, "max_age_months")
	}
	if row.WarnMonths != nil {
		limit.Warn = *row.WarnMonths
	} else {
		missing = append(missing, "warn_months")
	}
	if len(missing) > 0 {
		limit = nil // what is missing is told, and nothing about what it would be
	}
	return limit, missing
}
