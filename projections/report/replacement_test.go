package report_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"
	model "coresync/projections/replacement"
	"coresync/projections/report"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// anyPolicies are policies by any basis for some categories, and overrides of customers.
func anyPolicies(t *rapid.T, customers []uuid.UUID) replacement.Policies {
	p := replacement.Policies{}
	for range rapid.IntRange(0, 8).Draw(t, "rows") {
		key := replacement.Key{Category: rapid.SampledFrom(rule.Categories()).Draw(t, "category")}
		if rapid.Bool().Draw(t, "override") {
			key.Customer = rapid.SampledFrom(customers).Draw(t, "customer")
		}
		var row replacement.Row
		switch rapid.IntRange(0, 3).Draw(t, "basis") {
		case 0:
			row.Limit = &replacement.Limit{By: replacement.ByWarranty, Warn: rapid.IntRange(0, 12).Draw(t, "warn")}
		case 1, 2:
			age := rapid.IntRange(1, 72).Draw(t, "age")
			row.Limit = &replacement.Limit{By: replacement.ByAge, MaxAge: age, Warn: rapid.IntRange(0, age-1).Draw(t, "warn")}
		}
		if rapid.Bool().Draw(t, "costed") {
			row.Cost = new(rapid.Int64Range(0, 3000).Draw(t, "cost"))
		}
		p = p.With(key, row)
	}
	return p
}

// judged is what policies say of one asset, told one by one.
type judged struct {
	asset.Asset
	policy   replacement.Policy
	state    replacement.State
	plan     replacement.Action
	due      time.Time
	expected time.Time
}

func judge(assets []asset.Asset, plans map[uuid.UUID]replacement.Plan, p replacement.Policies, f report.Filter) []judged {
	var found []judged
	for _, a := range assets {
		// A policy for servers is not one for virtual servers; one for network gear is what it says.
		counts := f.Virtual || a.Ages() || !a.Category.Ages() && slices.Contains(p.Ageless(), string(a.Category))
		if !counts || !f.Retired && (a.Status == rule.StatusRetired || a.Status == rule.StatusArchived) {
			continue
		}
		j := judged{Asset: a, policy: p.Of(a.CustomerID, a.Category)}
		from, _ := a.Born()
		if j.policy.Limit != nil {
			from = j.policy.Limit.Counted(from, a.WarrantyEnd)
			j.due = j.policy.Limit.Due(from)
		}
		plan := plans[a.AssetID()]
		j.state, j.plan, j.expected = j.policy.State(from, f.Today), plan.Now(f.Today), plan.Expected(j.due, f.Today)
		found = append(found, j)
	}
	return found
}

// plan plans for every fifth device.
func (f *fleet) plan(assets []asset.Asset) map[uuid.UUID]replacement.Plan {
	plans := make(map[uuid.UUID]replacement.Plan)
	for i, a := range assets {
		p := replacement.Plan{Action: replacement.Order, Note: "PO 1"}
		switch {
		case i%5 > 0:
			continue
		case i%3 > 0:
			p = replacement.Plan{Action: replacement.Snooze, Until: today.AddDate(0, 0, 37*(i%20)-100), Note: "moves"}
		}
		plans[a.AssetID()] = p
		for _, e := range replacement.DecidePlan(a.AssetID(), replacement.Plan{}, p) {
			f.Append(event.New{Stream: event.ReplacementStream(a.AssetID()), Payload: e})
		}
	}
	f.Project()
	return plans
}

// Whatever policies, plans and filters there are, and whatever hides assets: counts by
// cells, the list and the forecast say what telling one by one says, on any day.
func TestEOL_06_07_08_CountsListAndForecastAgree(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 150)
	var plans map[uuid.UUID]replacement.Plan
	f.read(t, func(r *projections.Reading) { plans = f.plan(all(t, r, asset.Filter{})) })
	for i, hide := range hidings {
		hide(f)
		f.Project()
		t.Run(fmt.Sprint("hidden ", i), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				filter := report.Filter{
					Today: today.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(t, "day")), Virtual: rapid.Bool().Draw(t, "virtual"), NoCustomer: rapid.IntRange(0, 5).Draw(t, "none") == 0,
					Customers:  rapid.SliceOfN(rapid.SampledFrom(f.customers), 0, 1).Draw(t, "customers"),
					Categories: rapid.SliceOfN(rapid.SampledFrom([]string{"Workstation", "Server", "Mac", "Network Device"}), 0, 2).Draw(t, "categories"),
				}
				p := anyPolicies(t, f.customers)
				f.read(t, func(r *projections.Reading) {
					list := asset.Filter{Customers: filter.Customers, NoCustomer: filter.NoCustomer, Categories: filter.Categories}
					told := judge(all(t, r, list), plans, p, filter)
					agree := []func(*rapid.T, *projections.Reading, report.Filter, replacement.Policies, []judged){livesAgree, listAgrees, forecastAgrees}
					rapid.SampledFrom(agree).Draw(t, "what")(t, r, filter, p, told)
				})
			})
		})
	}
}

func livesAgree(t *rapid.T, r *projections.Reading, f report.Filter, p replacement.Policies, told []judged) {
	want, got := make(map[report.LifeCell]int64), make(map[report.LifeCell]int64)
	for _, j := range told {
		c := report.LifeCell{Category: j.Category, State: j.state, Plan: j.plan}
		if !j.due.IsZero() {
			c.Month = lifetime.Day(j.expected.Year(), j.expected.Month(), 1)
		}
		if j.policy.Cost != nil {
			c.Cost, c.Priced = *j.policy.Cost, true
		}
		want[c]++
	}
	cells, err := report.Lives(context.Background(), r, f, p)
	require.NoError(t, err)
	for _, c := range cells {
		n := c.N
		c.N = 0
		got[c] += n
	}
	require.Equal(t, want, got)
}

func recommendations(t require.TestingT, r *projections.Reading, f report.RecommendationFilter, p replacement.Policies) []report.Recommendation {
	var found []report.Recommendation
	for page := (query.Page{Limit: 40, Count: true}); ; page.Count = false {
		next, err := report.Recommendations(context.Background(), r, f, p, page)
		require.NoError(t, err)
		found = append(found, next.Items...)
		if next.Total != nil {
			defer func(total int64) { require.Len(t, found, int(total)) }(*next.Total)
		}
		if page.After = next.Next; page.After == nil {
			return found
		}
	}
}

func listAgrees(t *rapid.T, r *projections.Reading, f report.Filter, p replacement.Policies, told []judged) {
	found := recommendations(t, r, report.RecommendationFilter{Filter: f}, p)
	require.Len(t, found, len(told))
	by := make(map[uuid.UUID]judged)
	for _, j := range told {
		by[j.AssetID()] = j
	}
	last := time.Time{}
	for i, x := range found {
		j := by[x.Asset]
		require.Equal(t, j.state, x.State)
		require.Equal(t, j.due, x.Due)
		require.Equal(t, j.plan, x.Plan.Said().Now(f.Today))
		require.Equal(t, j.policy, x.Policy)
		switch expected := j.expected; {
		case expected.IsZero():
			last = lifetime.Day(9999, 1, 1)
		default:
			require.False(t, expected.Before(last), "row %d: those due first stand first", i)
			last = expected
		}
	}
	state := rapid.SampledFrom(replacement.States()).Draw(t, "state")
	plan := rapid.SampledFrom([]replacement.Action{replacement.Snooze, replacement.Order, replacement.Reopen}).Draw(t, "plan")
	before := anyPolicies(t, []uuid.UUID{{1}})
	narrowed := 0
	for _, j := range told {
		from, _ := j.Born()
		was := before.Of(j.CustomerID, j.Category)
		if was.Limit != nil {
			from = was.Limit.Counted(from, j.WarrantyEnd)
		}
		if j.state == state && j.plan == plan && was.State(from, f.Today) != state {
			narrowed++
		}
	}
	require.Len(t, recommendations(t, r, report.RecommendationFilter{Filter: f, States: []string{string(state)}, Plans: []string{string(plan)}, ChangedFrom: before}, p), narrowed)
}

func forecastAgrees(t *rapid.T, r *projections.Reading, f report.Filter, p replacement.Policies, told []judged) {
	const quarters = 6
	want := make(map[report.ForecastCell]report.ForecastCell)
	this := replacement.QuarterOf(f.Today)
	for _, j := range told {
		key := report.ForecastCell{Customer: j.CustomerID, Name: j.CustomerName}
		switch {
		case j.plan == replacement.Order:
			key.Quarter = report.ForecastOrdered
		case j.state == replacement.NoPolicy || j.state == replacement.UnknownAge:
			key.Quarter = report.ForecastUnknown
		case j.state == replacement.Overdue && j.plan == replacement.Reopen:
			key.Quarter = report.ForecastOverdue
		default:
			if key.Quarter = replacement.QuarterOf(j.expected).Since(this); key.Quarter >= quarters {
				key.Quarter = report.ForecastLater
			}
		}
		c := want[key]
		c.N++
		if j.policy.Cost != nil {
			c.Cost += *j.policy.Cost
		} else {
			c.Unpriced++
		}
		want[key] = c
	}
	cells, err := report.Forecast(context.Background(), r, f, p, quarters)
	require.NoError(t, err)
	got := make(map[report.ForecastCell]report.ForecastCell)
	for _, c := range cells {
		got[report.ForecastCell{Customer: c.Customer, Name: c.Name, Quarter: c.Quarter}] = report.ForecastCell{N: c.N, Cost: c.Cost, Unpriced: c.Unpriced}
	}
	require.Equal(t, want, got)
	together, err := report.ForecastAll(context.Background(), r, f, p, quarters)
	require.NoError(t, err)
	for _, c := range together {
		for _, one := range cells {
			if one.Quarter == c.Quarter {
				c.N, c.Cost, c.Unpriced = c.N-one.N, c.Cost-one.Cost, c.Unpriced-one.Unpriced
			}
		}
		require.Equal(t, report.ForecastCell{Quarter: c.Quarter}, c, "all together are the sum of all customers")
	}
	end, later := this.Add(quarters), int64(0)
	for _, c := range together {
		if c.Quarter == report.ForecastLater {
			later = c.N
		}
	}
	require.Len(t, recommendations(t, r, report.RecommendationFilter{Filter: f, Quarter: &end, Onwards: true}, p), int(later), "the list behind what comes later")
	next := this.Add(rapid.IntRange(0, quarters-1).Draw(t, "quarter"))
	n := int64(0)
	for _, c := range cells {
		if c.Quarter >= 0 && this.Add(c.Quarter) == next {
			n += c.N
		}
	}
	require.Len(t, recommendations(t, r, report.RecommendationFilter{Filter: f, Quarter: &next}, p), int(n), "the list behind %s", next)
}

// Policies are read back as they were set, and taken away.
func TestEOL_04_05_PoliciesAreKept(t *testing.T) {
	t.Parallel()
	f := newFleet(t, 3)
	acme := f.customers[0]
	want := replacement.Policies{}
	set := func(customer uuid.UUID, rows ...replacement.Changed) {
		events, err := replacement.DecidePolicies(want, replacement.Change{Customer: customer, Rows: rows})
		require.NoError(t, err)
		for _, e := range events {
			want = replacement.EvolvePolicies(want, e)
			f.Append(event.New{Stream: event.ReplacementPolicyStream(customer), Payload: e})
		}
		f.Project()
		f.read(t, func(r *projections.Reading) {
			rows, err := model.Policies(t.Context(), r)
			require.NoError(t, err)
			require.Equal(t, want, model.InForce(rows))
		})
	}
	age := func(months, warn int) *replacement.Limit {
		return &replacement.Limit{By: replacement.ByAge, MaxAge: months, Warn: warn}
	}
	set(uuid.Nil, replacement.Changed{Category: "Workstation", Row: replacement.Row{Limit: age(48, 6), Cost: new(int64(0))}},
		replacement.Changed{Category: "Server", Row: replacement.Row{Limit: &replacement.Limit{By: replacement.ByWarranty}}})
	set(acme, replacement.Changed{Category: "Workstation", Row: replacement.Row{Cost: new(int64(1500))}})
	set(uuid.Nil, replacement.Changed{Category: "Workstation", Row: replacement.Row{Limit: age(60, 6)}}, replacement.Changed{Category: "Server"})
	set(acme, replacement.Changed{Category: "Workstation"})
}
