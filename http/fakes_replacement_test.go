package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeReplacements has the example of the checklist, an override, and a device in each
// state; it notes what was asked.
type fakeReplacements struct {
	filter api.RecommendationFilter
	list   api.List
	set    api.ReplacementPolicyDraft
	plan   api.PlanDraft
}

func (f *fakeReplacements) Policies(_ context.Context, _ api.Scope, customer uuid.UUID) (api.Answer[api.ReplacementPolicies], error) {
	acme := &api.Ref{ID: thing(1), Name: "Acme"}
	found := api.ReplacementPolicies{Version: 2, Items: []api.ReplacementPolicy{
		{Category: "Workstation", EndOfLife: "age", MaxAgeMonths: new(48), WarnMonths: new(6), UnitCost: new(int64(1200)), Inherited: []string{}, SetBy: "cli:root", SetAt: &noon},
		{Category: "Server", EndOfLife: "age", MaxAgeMonths: new(60), WarnMonths: new(12), Inherited: []string{}, SetBy: "cli:root", SetAt: &noon},
		{Category: "Printer", Inherited: []string{}},
		{Customer: acme, Category: "Workstation", EndOfLife: "age", MaxAgeMonths: new(36), WarnMonths: new(3), UnitCost: new(int64(1200)), Inherited: []string{"unit_cost"}, SetBy: "cli:root", SetAt: &noon},
	}}
	switch customer {
	case uuid.Nil:
	case acme.ID:
		server := found.Items[1]
		server.Customer, server.Inherited, server.SetBy, server.SetAt = acme, []string{"end_of_life", "max_age_months", "warn_months", "unit_cost"}, "", nil
		found.Items = []api.ReplacementPolicy{found.Items[3], server}
	default:
		return api.Answer[api.ReplacementPolicies]{}, domain.NotFound("customer")
	}
	return answerOf(found), nil
}

func (f *fakeReplacements) SetPolicies(_ context.Context, c api.Command, d api.ReplacementPolicyDraft) (api.Written, error) {
	f.set = d
	if c.Expected != nil && *c.Expected == 1 {
		return api.Written{}, &domain.Error{Code: domain.CodeConflict, Message: "Somebody was faster."}
	}
	for _, row := range d.Policies {
		if row.MaxAgeMonths != nil && row.WarnMonths != nil && *row.WarnMonths >= *row.MaxAgeMonths {
			return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/policies/0/warn_months", Code: "range", Message: "Warn fewer than 48 months before."}})
		}
	}
	return api.Written{Position: at(4712), Version: 3, Undo: new(thing(9))}, nil
}

func (f *fakeReplacements) PreviewPolicies(ctx context.Context, s api.Scope, d api.ReplacementPolicyDraft) (api.Answer[api.ReplacementEffect], error) {
	if _, err := f.SetPolicies(ctx, api.Command{}, d); err != nil {
		return api.Answer[api.ReplacementEffect]{}, err
	}
	return answerOf(api.ReplacementEffect{
		On: "2026-03-03", Before: api.LifeCounts{Overdue: 41, Compliant: 20}, After: api.LifeCounts{Overdue: 53, Compliant: 8},
		Summary: "12 devices become overdue (41 → 53).", Try: []string{"Workstation:36:3"},
	}), nil
}

func (f *fakeReplacements) Recommendations(_ context.Context, _ api.Scope, filter api.RecommendationFilter, l api.List) (api.Answer[api.Page[api.Recommendation]], error) {
	f.filter, f.list = filter, l
	acme := &api.Ref{ID: thing(1), Name: "Acme"}
	device := func(n int, name, state string) api.Recommendation {
		return api.Recommendation{Asset: api.Ref{ID: thing(20 + n), Name: name}, Customer: acme, Category: "Workstation", State: state, Warranty: "none"}
	}
	overdue, approaching, unknown := device(1, "PC-1", "overdue"), device(2, "PC-2", "approaching"), device(4, "PC-4", "unknown_age")
	for i, x := range []*api.Recommendation{&overdue, &approaching} {
		x.BornOn, x.AgeMonths, x.EndOfLife, x.MaxAgeMonths = []string{"2021-03-03", "2022-06-30"}[i], new([]int{60, 44}[i]), "age", new(48)
		x.DueOn, x.UnitCost = []string{"2025-03-03", "2026-06-30"}[i], new(int64(1200))
	}
	overdue.WarrantyEnd, overdue.Warranty = "2024-03-02", "expired"
	overdue.Plan = &api.DevicePlan{Action: "snoozed", Until: "2026-09-01", Reason: "moves office", By: "cli:root", At: noon}
	unknown.EndOfLife, unknown.MaxAgeMonths, unknown.Customer = "age", new(48), nil
	total := int64(5)
	return answerOf(api.Page[api.Recommendation]{Total: &total, Items: []api.Recommendation{
		overdue, approaching, device(3, "PC-3", "compliant"), unknown, device(5, "PC-5", "no_policy"),
	}}), nil
}

func (f *fakeReplacements) Counts(_ context.Context, _ api.Scope, filter api.RecommendationFilter) (api.Answer[api.RecommendationCounts], error) {
	f.filter = filter
	return answerOf(api.RecommendationCounts{
		On: "2026-03-03", All: api.LifeCounts{Overdue: 1, Approaching: 1, Compliant: 1, UnknownAge: 1, NoPolicy: 1}, Snoozed: api.LifeCounts{Overdue: 1}, Summary: "5 devices.",
	}), nil
}

func (f *fakeReplacements) Forecast(_ context.Context, _ api.Scope, filter api.RecommendationFilter, quarters int) (api.Answer[api.RefreshForecast], error) {
	f.filter = filter
	found := api.RefreshForecast{On: "2026-03-03", Summary: "2 devices.", At: noon}
	row := api.ForecastRow{Quarters: make([]api.ForecastAmount, quarters), Overdue: api.ForecastAmount{N: 1, Cost: 1200}}
	for i := range quarters {
		found.Quarters = append(found.Quarters, []string{"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}[i%4])
	}
	row.Quarters[quarters-1] = api.ForecastAmount{N: 1, Unpriced: 1}
	found.Total = row
	row.Customer = &api.Ref{ID: thing(1), Name: "Acme"}
	found.Rows = []api.ForecastRow{row}
	return answerOf(found), nil
}

func (f *fakeReplacements) MakeTickets(_ context.Context, _ api.Command, assets []uuid.UUID) (api.TicketsMade, error) {
	f.plan.Assets = assets
	return api.TicketsMade{
		Position: at(4712), Tickets: []api.TicketMade{{Ticket: api.Ref{ID: thing(31), Name: "R-1"}, Customer: api.Ref{ID: thing(1), Name: "Acme"}, Devices: 1, Cost: 1200}},
		Left: []api.TicketLeft{
			{Asset: api.Ref{ID: thing(22), Name: "PC-2"}, Reason: "open_ticket", Ticket: &api.Ref{ID: thing(32), Name: "R-2"}},
			{Asset: api.Ref{ID: thing(24), Name: "PC-4"}, Reason: "no_customer"},
		},
	}, nil
}

func (f *fakeReplacements) Plan(_ context.Context, _ api.Command, d api.PlanDraft) (api.Written, error) {
	f.plan = d
	if d.Action == "snoozed" && d.Reason == "" {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/reason", Code: "required", Message: "Say why it is kept."}})
	}
	return api.Written{Position: at(4713), Undo: new(thing(8))}, nil
}

func (f *fakeReplacements) Export(_ context.Context, _ api.Scope, what string, filter api.RecommendationFilter, sort api.Sort, _ int, format string) (api.Answer[api.File], error) {
	f.filter, f.list = filter, api.List{Sort: sort}
	return formatted(what+".", format, "Device\n")
}

func (f *fakeReplacements) Ages(_ context.Context, _ api.Scope, assets []api.Asset) (api.Answer[[]api.AssetAge], error) {
	ages := make([]api.AssetAge, len(assets))
	for i := range ages {
		ages[i] = api.AssetAge{Months: new(50), Warranty: "expired", State: "overdue"}
	}
	return answerOf(ages), nil
}
