package replacement_test

import (
	"testing"
	"time"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	// anyDay is, every other time, the first or one of the last days of a month.
	anyDay = rapid.Custom(func(t *rapid.T) time.Time {
		day := lifetime.Day(2015, 1, 1).AddDate(0, 0, rapid.IntRange(0, 20*366).Draw(t, "day"))
		if rapid.Bool().Draw(t, "at the edge") {
			return lifetime.Day(day.Year(), day.Month(), 1).AddDate(0, 0, rapid.IntRange(-3, 1).Draw(t, "from the first"))
		}
		return day
	})
	anyLimit = rapid.Custom(func(t *rapid.T) replacement.Limit {
		if rapid.IntRange(0, 3).Draw(t, "basis") == 0 {
			return replacement.Limit{By: replacement.ByWarranty, Warn: rapid.IntRange(0, 24).Draw(t, "warn")}
		}
		age := rapid.IntRange(1, 120).Draw(t, "age")
		return replacement.Limit{By: replacement.ByAge, MaxAge: age, Warn: rapid.IntRange(0, age-1).Draw(t, "warn")}
	})
	anyRow = rapid.Custom(func(t *rapid.T) replacement.Row {
		var row replacement.Row
		if rapid.Bool().Draw(t, "limited") {
			row.Limit = new(anyLimit.Draw(t, "limit"))
		}
		if rapid.Bool().Draw(t, "costed") {
			row.Cost = new(rapid.Int64Range(0, 3000).Draw(t, "cost"))
		}
		return row
	})
	customers = []uuid.UUID{{}, {1}, {2}}
)

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	require.NoError(t, err)
	return d
}

func state(limit *replacement.Limit, from, today time.Time) replacement.State {
	return replacement.Policy{Limit: limit}.State(from, today)
}

// The examples of the checklist, and what a month is where days are short of it.
func TestEOL_02_03_06_07_08_States(t *testing.T) {
	t.Parallel()
	workstation := replacement.Limit{By: replacement.ByAge, MaxAge: 48, Warn: 6}
	server := replacement.Limit{By: replacement.ByAge, MaxAge: 60, Warn: 12}
	warranty := replacement.Limit{By: replacement.ByWarranty, Warn: 3}
	for _, c := range []struct {
		limit       *replacement.Limit
		from, today string
		want        replacement.State
	}{
		{&workstation, "2022-11-28", "2026-11-28", replacement.Overdue}, // exactly at the maximum
		{&workstation, "2022-11-29", "2026-11-28", replacement.Approaching},
		{&workstation, "2023-05-28", "2026-11-28", replacement.Approaching}, // exactly at the threshold
		{&workstation, "2023-05-29", "2026-11-28", replacement.Compliant},
		{&server, "2022-11-28", "2026-11-28", replacement.Approaching},
		{&server, "2021-11-28", "2026-11-28", replacement.Overdue},
		{&workstation, "2020-02-29", "2024-02-28", replacement.Approaching}, // born on a leap day
		{&workstation, "2020-02-29", "2024-02-29", replacement.Overdue},
		{&workstation, "2021-03-01", "2025-02-28", replacement.Approaching},
		{&replacement.Limit{By: replacement.ByAge, MaxAge: 1}, "2026-01-31", "2026-02-28", replacement.Overdue}, // a month after 31 January
		{&warranty, "2026-11-28", "2026-11-28", replacement.Approaching},                                        // its last day is a day of it
		{&warranty, "2026-11-27", "2026-11-28", replacement.Overdue},
		{&warranty, "2027-02-28", "2026-11-28", replacement.Approaching},
		{&warranty, "2027-03-01", "2026-11-28", replacement.Compliant},
		{nil, "2015-01-01", "2026-11-28", replacement.NoPolicy}, // not compliant
	} {
		require.Equal(t, c.want, state(c.limit, day(t, c.from), day(t, c.today)), "%+v from %s on %s", c.limit, c.from, c.today)
	}
	require.Equal(t, replacement.UnknownAge, state(&workstation, time.Time{}, day(t, "2026-11-28")))
	require.Equal(t, replacement.NoPolicy, state(nil, time.Time{}, day(t, "2026-11-28")))
}

// A device becomes approaching, then overdue, each on its day and for good; overdue is
// it from the day on which it is due, whatever days the months between have.
func TestEOL_06_DueIsTheDayOnWhichItBecomesOverdue(t *testing.T) {
	t.Parallel()
	order := map[replacement.State]int{replacement.Compliant: 0, replacement.Approaching: 1, replacement.Overdue: 2}
	rapid.Check(t, func(t *rapid.T) {
		limit, from := anyLimit.Draw(t, "limit"), anyDay.Draw(t, "from")
		due := limit.Due(from)
		first := due // the first day of being overdue
		if limit.By == replacement.ByWarranty {
			first = due.AddDate(0, 0, 1)
		}
		today := first.AddDate(0, 0, rapid.IntRange(-400, 400).Draw(t, "days"))
		if rapid.Bool().Draw(t, "at the edge") {
			today = first.AddDate(0, 0, rapid.IntRange(-2, 2).Draw(t, "beside"))
		}
		got := state(&limit, from, today)
		require.Equal(t, !today.Before(first), got == replacement.Overdue, "due %s, today %s", due, today)
		require.LessOrEqual(t, order[got], order[state(&limit, from, today.AddDate(0, 0, 1))], "a state never goes back by itself")
		if limit.By == replacement.ByAge {
			warned := !today.Before(lifetime.AddMonths(from, limit.MaxAge-limit.Warn))
			require.Equal(t, warned, got != replacement.Compliant)
			require.Equal(t, (from.Year()*12+int(from.Month())-1+limit.MaxAge)/12, due.Year(), "a month on is a month of the calendar")
		}
	})
}

// What the day is depends on the zone's clocks alone: on days of 23 and 25 hours, at
// the first and the last minute, the state is that of the calendar day.
func TestEOL_06_ZonesAndDaylightSaving(t *testing.T) {
	t.Parallel()
	limit := replacement.Limit{By: replacement.ByAge, MaxAge: 48, Warn: 6}
	for _, name := range []string{"Europe/Berlin", "America/New_York", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe", "UTC"} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		for _, born := range []string{"2022-03-27", "2022-10-30", "2022-11-06", "2022-03-13", "2020-02-29"} {
			due := limit.Due(day(t, born))
			midnight := time.Date(due.Year(), due.Month(), due.Day(), 0, 0, 0, 0, zone)
			require.Equal(t, replacement.Approaching, state(&limit, day(t, born), lifetime.DayOf(midnight.Add(-time.Minute).In(zone))), name)
			require.Equal(t, replacement.Overdue, state(&limit, day(t, born), lifetime.DayOf(midnight.In(zone))), name)
			require.Equal(t, replacement.Overdue, state(&limit, day(t, born), lifetime.DayOf(midnight.Add(23*time.Hour).In(zone))), name)
		}
	}
}

func TestEOL_04_05_OverridesReplaceARowAndInheritTheRest(t *testing.T) {
	t.Parallel()
	acme, cost, own := uuid.New(), int64(900), int64(1200)
	p := replacement.Policies{
		{Category: asset.CategoryWorkstation}: {Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 48, Warn: 6}, Cost: &cost},
		{Category: asset.CategoryServer}:      {Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 60, Warn: 12}},
	}
	p = p.With(replacement.Key{Customer: acme, Category: asset.CategoryWorkstation}, replacement.Row{Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 36, Warn: 3}})
	p = p.With(replacement.Key{Customer: acme, Category: asset.CategoryServer}, replacement.Row{Cost: &own})

	workstations := p.Of(acme, asset.CategoryWorkstation)
	require.Equal(t, replacement.Limit{By: replacement.ByAge, MaxAge: 36, Warn: 3}, *workstations.Limit, "both numbers are its own")
	require.False(t, workstations.LimitInherited)
	require.True(t, workstations.CostInherited)
	require.Equal(t, cost, *workstations.Cost)
	servers := p.Of(acme, asset.CategoryServer)
	require.Equal(t, 60, servers.Limit.MaxAge, "the other category stays global")
	require.True(t, servers.LimitInherited)
	require.Equal(t, own, *servers.Cost)
	require.Nil(t, p.Of(acme, asset.CategoryPrinter).Limit)
	require.Equal(t, p.Of(uuid.Nil, asset.CategoryServer).Limit, p.Of(uuid.New(), asset.CategoryServer).Limit, "another customer has the default")

	back := p.With(replacement.Key{Customer: acme, Category: asset.CategoryWorkstation}, replacement.Row{})
	require.Equal(t, 48, back.Of(acme, asset.CategoryWorkstation).Limit.MaxAge)
	require.Equal(t, 36, p.Of(acme, asset.CategoryWorkstation).Limit.MaxAge, "what is asked as it would be changes nothing")
}

func TestEOL_03_AWarningAtOrBeforeTheMaximumIsRefused(t *testing.T) {
	t.Parallel()
	faulty := int64(-1)
	_, err := replacement.DecidePolicies(nil, replacement.Change{Rows: []replacement.Changed{
		{asset.CategoryWorkstation, replacement.Row{Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 48, Warn: 48}}},
		{asset.CategoryServer, replacement.Row{Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 0}}},
		{asset.CategoryServer, replacement.Row{Cost: &faulty}},
		{asset.CategoryMac, replacement.Row{Limit: &replacement.Limit{By: "moon"}}},
		{asset.CategoryPrinter, replacement.Row{Limit: &replacement.Limit{By: replacement.ByWarranty, MaxAge: 12, Warn: -1}}},
	}})
	var found *domain.Error
	require.ErrorAs(t, err, &found)
	var pointers []string
	for _, f := range found.Fields {
		pointers = append(pointers, f.Pointer)
	}
	require.Equal(t, []string{
		"/policies/0/warn_months", "/policies/1/max_age_months", "/policies/2/category", "/policies/2/unit_cost",
		"/policies/3/end_of_life", "/policies/4/max_age_months", "/policies/4/warn_months",
	}, pointers, "all faults together")
	_, err = replacement.DecidePolicies(nil, replacement.Change{Rows: []replacement.Changed{
		{asset.CategoryWorkstation, replacement.Row{Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 48, Warn: 47}}},
	}})
	require.NoError(t, err)
}

// Whatever was changed since, a save is taken back; and a change twice is a change once.
func TestPoliciesAreTakenBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		customer := rapid.SampledFrom(customers).Draw(t, "customer")
		var p, before replacement.Policies
		n := rapid.IntRange(1, 6).Draw(t, "changes")
		at := rapid.IntRange(0, n-1).Draw(t, "at")
		for i := range n {
			if i == at {
				before = p
			}
			c := replacement.Change{Customer: customer, Rows: []replacement.Changed{
				{rapid.SampledFrom(asset.Categories()).Draw(t, "category"), anyRow.Draw(t, "row")},
			}}
			p = apply(t, p, c)
			events, err := replacement.DecidePolicies(p, c)
			require.NoError(t, err)
			require.Empty(t, events)
		}
		for _, e := range replacement.RestorePolicies(customer, p, before) {
			p = replacement.EvolvePolicies(p, e)
		}
		for _, c := range asset.Categories() {
			require.Equal(t, before.Of(customer, c), p.Of(customer, c))
		}
	})
}

func apply(t *rapid.T, p replacement.Policies, c replacement.Change) replacement.Policies {
	events, err := replacement.DecidePolicies(p, c)
	require.NoError(t, err)
	for _, e := range events {
		p = replacement.EvolvePolicies(p, e)
	}
	return p
}

func TestPlans(t *testing.T) {
	t.Parallel()
	id, today, until := uuid.New(), day(t, "2026-11-28"), day(t, "2027-06-01")
	snoozed := replacement.Plan{Action: replacement.Snooze, Until: until, Note: "moves office in May"}
	require.Empty(t, replacement.CheckPlan(snoozed, today))
	events := replacement.DecidePlan(id, replacement.Plan{}, snoozed)
	require.Equal(t, []event.Payload{&event.ReplacementSnoozed{Asset: id, Until: "2027-06-01", Reason: "moves office in May"}}, events)
	p := replacement.EvolvePlan(replacement.Plan{}, events[0])
	require.Equal(t, snoozed, p)
	require.Empty(t, replacement.DecidePlan(id, p, snoozed))
	require.Equal(t, replacement.Snooze, p.Now(until.AddDate(0, 0, -1)))
	require.Equal(t, replacement.Reopen, p.Now(until), "its day has come")
	require.Equal(t, until, p.Expected(today, today))
	require.Equal(t, day(t, "2028-01-01"), p.Expected(day(t, "2028-01-01"), today), "a snooze makes nothing earlier")

	ordered := replacement.Plan{Action: replacement.Order, Note: "PO 4711"}
	p = replacement.EvolvePlan(p, replacement.DecidePlan(id, p, ordered)[0])
	require.Equal(t, ordered, p)
	p = replacement.EvolvePlan(p, replacement.DecidePlan(id, p, replacement.Plan{Action: replacement.Reopen})[0])
	require.Equal(t, replacement.Plan{}, p)
	require.Empty(t, replacement.DecidePlan(id, p, replacement.Plan{Action: replacement.Reopen}))

	for name, wrong := range map[string]replacement.Plan{
		"/reason": {Action: replacement.Snooze, Until: until}, "/until": {Action: replacement.Snooze, Note: "x", Until: today},
		"/action": {Action: "moon"},
	} {
		faults := replacement.CheckPlan(wrong, today)
		require.Len(t, faults, 1)
		require.Equal(t, name, faults[0].Pointer)
	}
}

func TestQuarters(t *testing.T) {
	t.Parallel()
	require.Equal(t, "2026-Q4", replacement.QuarterOf(day(t, "2026-11-28")).String())
	require.Equal(t, replacement.Quarter{Year: 2027, N: 1}, replacement.QuarterOf(day(t, "2026-12-31")).Add(1))
	rapid.Check(t, func(t *rapid.T) {
		today := anyDay.Draw(t, "day")
		q, n := replacement.QuarterOf(today), rapid.IntRange(-20, 20).Draw(t, "n")
		require.False(t, today.Before(q.First()) || today.After(q.Last()))
		require.Equal(t, n, q.Add(n).Since(q))
		require.Equal(t, q.Add(1).First(), q.Last().AddDate(0, 0, 1))
	})
}

func TestTrialsAreReadAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		trial := replacement.Trial{Key: replacement.Key{Customer: rapid.SampledFrom(customers).Draw(t, "customer"), Category: rapid.SampledFrom(asset.Categories()).Draw(t, "category")}}
		if rapid.Bool().Draw(t, "limited") {
			trial.Limit, trial.Warned = new(anyLimit.Draw(t, "limit")), true
		}
		read, err := replacement.ParseTrial(trial.String())
		require.NoError(t, err)
		require.Equal(t, trial, read)
	})
	p := replacement.Policies{}.With(replacement.Key{Category: "Server"}, replacement.Row{Limit: &replacement.Limit{By: replacement.ByAge, MaxAge: 60, Warn: 12}})
	trial, err := replacement.ParseTrial("Server:6")
	require.NoError(t, err)
	tried := p.Trying([]replacement.Trial{trial})
	require.Equal(t, replacement.Limit{By: replacement.ByAge, MaxAge: 6, Warn: 5}, *tried.Of(uuid.Nil, "Server").Limit, "the warning stays, as far as it fits")
	require.Equal(t, 60, p.Of(uuid.Nil, "Server").Limit.MaxAge)
}

func FuzzParseTrial(f *testing.F) {
	for _, text := range []string{"Server:60:12", "Server:warranty", "Server:none", uuid.New().String() + "/Mac:48", "::", "a/b:c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		trial, err := replacement.ParseTrial(text)
		if err != nil {
			require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
			return
		}
		again, err := replacement.ParseTrial(trial.String())
		require.NoError(t, err)
		require.Equal(t, trial.Limit, again.Limit)
	})
}
