package service

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// trials reads the policies that are not in force.
func trials(texts []string) ([]replacement.Trial, error) {
	var found []replacement.Trial
	var faults []domain.Fault
	for _, text := range texts {
		t, err := replacement.ParseTrial(text)
		if wrong, is := err.(*domain.Error); is {
			faults = append(faults, wrong.Fields...)
			continue
		}
		found = append(found, t)
	}
	return found, domain.Invalid(faults)
}

func lifeFilter(f api.RecommendationFilter, today time.Time) report.Filter {
	return report.Filter{Customers: f.Customers, NoCustomer: f.NoCustomer, Categories: f.Categories, Virtual: f.Virtual, Today: today}
}

// Recommendations implements api.Replacements (EOL-06 to EOL-08).
func (s replacements) Recommendations(ctx context.Context, scope api.Scope, f api.RecommendationFilter, l api.List) (api.Answer[api.Page[api.Recommendation]], error) {
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) (page api.Page[api.Recommendation], err error) {
		now, err := s.asked(ctx, r, scope)
		if err != nil {
			return page, err
		}
		rows, err := s.list(ctx, r, now, f, asked(l))
		return paged(rows, err, func(x report.Recommendation) api.Recommendation { return recommendation(x, now.today) })
	})
}

// list asks for a page of devices.
func (s replacements) list(ctx context.Context, r *projections.Reading, now lives, f api.RecommendationFilter, page query.Page) (query.Result[report.Recommendation], error) {
	tried, err := trials(f.Try)
	if err != nil {
		return query.Result[report.Recommendation]{}, err
	}
	filter := report.RecommendationFilter{Filter: lifeFilter(f, now.today), States: f.States, Plans: f.Plans, Assets: f.Assets}
	if f.Changed {
		filter.ChangedFrom = now.policies
	}
	if f.Quarter != "" {
		q, err := quarterOf(f.Quarter)
		if err != nil {
			return query.Result[report.Recommendation]{}, err
		}
		filter.Quarter, filter.Onwards = &q, strings.HasSuffix(f.Quarter, onwards)
	}
	return report.Recommendations(ctx, r, filter, now.policies.Trying(tried), page)
}

// onwards stands after a quarter that later ones belong to.
const onwards = "+"

func quarterOf(text string) (replacement.Quarter, error) {
	q, err := replacement.ParseQuarter(strings.TrimSuffix(text, onwards))
	if err != nil {
		return q, domain.Invalid([]domain.Fault{{Pointer: "?quarter", Code: "quarter", Message: "Write a quarter as 2027-Q1."}})
	}
	return q, nil
}

func recommendation(x report.Recommendation, today time.Time) api.Recommendation {
	view := api.Recommendation{
		Asset: api.Ref{ID: x.Asset, Name: x.Name}, Category: string(x.Category), State: string(x.State), BornOn: day(x.Born), AgeEstimated: x.Estimated,
		DueOn: day(x.Due), WarrantyEnd: day(x.WarrantyEnd), Warranty: string(lifetime.WarrantyOf(x.WarrantyEnd, today)), UnitCost: x.Policy.Cost,
	}
	if x.Customer != uuid.Nil {
		view.Customer = &api.Ref{ID: x.Customer, Name: x.CustomerName}
	}
	if x.Contact != uuid.Nil {
		view.Contact = &x.Contact
	}
	if !x.Born.IsZero() {
		view.AgeMonths = new(max(0, lifetime.MonthsBetween(x.Born, today)))
	}
	if l := x.Policy.Limit; l != nil {
		if view.EndOfLife = string(l.By); l.By == replacement.ByAge {
			view.MaxAgeMonths = &l.MaxAge
		}
	}
	if action := x.Plan.Said().Now(today); action != replacement.Reopen {
		view.Plan = &api.DevicePlan{Action: string(action), Until: day(x.Plan.Until), Reason: x.Plan.Note, By: x.Plan.PlannedBy, At: x.Plan.PlannedAt}
	}
	return view
}

// Counts implements api.Replacements.
func (s replacements) Counts(ctx context.Context, scope api.Scope, f api.RecommendationFilter) (api.Answer[api.RecommendationCounts], error) {
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) (found api.RecommendationCounts, err error) {
		now, err := s.asked(ctx, r, scope)
		if err != nil {
			return found, err
		}
		tried, err := trials(f.Try)
		if err != nil {
			return found, err
		}
		found.On = day(now.today)
		cells, err := report.Lives(ctx, r, lifeFilter(f, now.today), now.policies.Trying(tried))
		for _, c := range cells {
			*found.All.Of(c.State) += c.N
			switch c.Plan {
			case replacement.Snooze:
				*found.Snoozed.Of(c.State) += c.N
			case replacement.Order:
				*found.Ordered.Of(c.State) += c.N
			}
		}
		found.Summary = lifeSummary(&found.All)
		return found, err
	})
}

func lifeSummary(c *api.LifeCounts) string {
	if c.Total() == 0 {
		return "No devices."
	}
	return fmt.Sprintf("%s: %d overdue, %d approaching end-of-life, %d compliant; of %d the age is unknown, %d have no policy.",
		devices(c.Total()), c.Overdue, c.Approaching, c.Compliant, c.UnknownAge, c.NoPolicy)
}

// PreviewPolicies implements api.Replacements: what would change, before it is saved.
func (s replacements) PreviewPolicies(ctx context.Context, scope api.Scope, d api.ReplacementPolicyDraft) (api.Answer[api.ReplacementEffect], error) {
	change, err := s.change(ctx, scope.Tenant, d)
	if err != nil {
		return api.Answer[api.ReplacementEffect]{}, err
	}
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) (found api.ReplacementEffect, err error) {
		now, err := s.asked(ctx, r, scope)
		if err != nil {
			return found, err
		}
		after, f := now.policies, report.Filter{Today: now.today}
		if change.Customer != uuid.Nil {
			f.Customers = []uuid.UUID{change.Customer}
		}
		found.On, found.Try = day(now.today), []string{}
		for _, row := range change.Rows {
			key := replacement.Key{Customer: change.Customer, Category: row.Category}
			after = after.With(key, row.Row)
			if !sameLimit(now.policies[key].Limit, row.Limit) {
				found.Try = append(found.Try, replacement.Trial{Key: key, Limit: row.Limit}.String())
			}
		}
		both := []*api.LifeCounts{&found.Before, &found.After}
		more := make(map[replacement.State]int64) // devices that get into a state, by category
		sums := make(map[report.LifeCell]int64)
		for i, p := range []replacement.Policies{now.policies, after} {
			cells, err := report.Lives(ctx, r, f, p)
			if err != nil {
				return found, err
			}
			for _, c := range cells {
				*both[i].Of(c.State) += c.N
				sums[report.LifeCell{Category: c.Category, State: c.State}] += int64(2*i-1) * c.N
			}
		}
		for c, n := range sums {
			more[c.State] += max(0, n)
		}
		found.Summary = effectSummary(&found, more)
		return found, nil
	})
}

func sameLimit(a, b *replacement.Limit) bool { return a == b || a != nil && b != nil && *a == *b }

// effectSummary says a change in a sentence: "12 devices become overdue (41 → 53)."
func effectSummary(e *api.ReplacementEffect, more map[replacement.State]int64) string {
	var said []string
	words := map[replacement.State]string{
		replacement.Overdue: "overdue", replacement.Approaching: "approaching end-of-life", replacement.Compliant: "compliant",
		replacement.UnknownAge: "of unknown age", replacement.NoPolicy: "without a policy",
	}
	for _, state := range replacement.States() {
		if n := more[state]; n > 0 {
			verb := "become"
			if n == 1 {
				verb = "becomes"
			}
			said = append(said, fmt.Sprintf("%s %s %s (%d → %d)", devices(n), verb, words[state], *e.Before.Of(state), *e.After.Of(state)))
		}
	}
	if len(said) == 0 {
		return "No device changes its state."
	}
	return strings.Join(said, "; ") + "."
}
