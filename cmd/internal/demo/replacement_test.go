package demo_test

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// lifeCounts are the numbers of the tiles; at a position, or now.
func lifeCounts(t *testing.T, d *demo.Demo, at int64, f api.RecommendationFilter) api.RecommendationCounts {
	t.Helper()
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	scope := api.Scope{Tenant: d.Tenant}
	if at > 0 {
		scope.AsOf = &api.Moment{Position: at}
	}
	found, err := d.App.Services().Replacements.Counts(t.Context(), scope, f)
	require.NoError(t, err)
	return found.Data
}

// An account manager's morning: what is old, what a change would do, that it does just
// that, that it is taken back, and what was true before.
func TestEOL_02_to_08_PoliciesAtWork(t *testing.T) {
	t.Parallel()
	d := start(t)
	summary, err := d.Sync(t.Context())
	require.NoError(t, err)
	lives, command, scope := d.App.Services().Replacements, api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	before := lifeCounts(t, d, 0, api.RecommendationFilter{})
	for _, n := range []int64{before.All.Overdue, before.All.Approaching, before.All.Compliant, before.All.NoPolicy} {
		require.Positive(t, n, "%+v: the demo shows something in each", before.All)
	}

	draft := api.ReplacementPolicyDraft{Policies: []api.ReplacementPolicyRow{{Category: "Workstation", MaxAgeMonths: new(24), WarnMonths: new(3)}}}
	effect, err := lives.PreviewPolicies(t.Context(), scope, draft)
	require.NoError(t, err)
	require.Equal(t, before.All, effect.Data.Before)
	require.Greater(t, effect.Data.After.Overdue, before.All.Overdue)
	gained := strconv.FormatInt(effect.Data.After.Overdue-before.All.Overdue, 10)
	require.Contains(t, effect.Data.Summary, gained+" devices become overdue")
	require.Equal(t, []string{"Workstation:24:3"}, effect.Data.Try)
	list, err := lives.Recommendations(t.Context(), scope, api.RecommendationFilter{Try: effect.Data.Try, Changed: true, States: []string{"overdue"}}, api.List{Limit: 500, Sort: api.Sort{By: "due"}})
	require.NoError(t, err)
	require.Equal(t, gained, strconv.FormatInt(*list.Data.Total, 10), "the list behind the number")
	require.Equal(t, effect.Data.After, lifeCounts(t, d, 0, api.RecommendationFilter{Try: effect.Data.Try}).All, "what if")
	require.Equal(t, before, lifeCounts(t, d, 0, api.RecommendationFilter{}), "nothing was written")

	saved, err := lives.SetPolicies(t.Context(), command, draft)
	require.NoError(t, err)
	require.Equal(t, effect.Data.After, lifeCounts(t, d, 0, api.RecommendationFilter{}).All, "it takes effect at once")
	require.Equal(t, before.All, lifeCounts(t, d, summary.Position, api.RecommendationFilter{}).All, "what was true then")
	_, err = lives.SetPolicies(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test", Expected: new(int64(1))}, draft)
	require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	shown, err := d.App.Services().Undos.Preview(t.Context(), scope, *saved.Undo)
	require.NoError(t, err)
	require.Contains(t, shown.Rows[0].Now, "workstation at most 24 months, warned 3 before")
	_, err = d.App.Services().Undos.Undo(t.Context(), command, *saved.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, before, lifeCounts(t, d, 0, api.RecommendationFilter{}))

	refusePolicies(t, d)
	planDevices(t, d)
	exportLives(t, d)
}

func refusePolicies(t *testing.T, d *demo.Demo) {
	t.Helper()
	_, err := d.App.Services().Replacements.SetPolicies(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, api.ReplacementPolicyDraft{
		Customer: new(uuid.New()), Policies: []api.ReplacementPolicyRow{{Category: "Server", MaxAgeMonths: new(60)}, {Category: "Mac", MaxAgeMonths: new(48), WarnMonths: new(48)}},
	})
	var refused *domain.Error
	require.ErrorAs(t, err, &refused)
	var pointers []string
	for _, f := range refused.Fields {
		pointers = append(pointers, f.Pointer)
	}
	require.Equal(t, []string{"/customer", "/policies/0/warn_months", "/policies/1/warn_months"}, pointers, "all faults together")
}

// Snoozed devices stay overdue and leave the forecast's first column, ordered ones leave
// it for good; both are taken back.
func planDevices(t *testing.T, d *demo.Demo) {
	t.Helper()
	lives, command, scope := d.App.Services().Replacements, api.Command{Tenant: d.Tenant, Actor: "test"}, api.Scope{Tenant: d.Tenant}
	overdue, err := lives.Recommendations(t.Context(), scope, api.RecommendationFilter{States: []string{"overdue"}}, api.List{Limit: 3, Sort: api.Sort{By: "due"}})
	require.NoError(t, err)
	ids := []uuid.UUID{overdue.Data.Items[0].Asset.ID, overdue.Data.Items[1].Asset.ID, overdue.Data.Items[0].Asset.ID}
	forecast := func() api.ForecastRow {
		t.Helper()
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
		all, err := lives.Forecast(t.Context(), scope, api.RecommendationFilter{Together: true}, 8)
		require.NoError(t, err)
		each, err := lives.Forecast(t.Context(), scope, api.RecommendationFilter{}, 8)
		require.NoError(t, err)
		require.Equal(t, all.Data.Total, each.Data.Total)
		return all.Data.Total
	}
	before, counts := forecast(), lifeCounts(t, d, 0, api.RecommendationFilter{})
	until := time.Now().AddDate(3, 0, 0).Format("2006-01-02")
	planned, err := lives.Plan(t.Context(), command, api.PlanDraft{Assets: ids, Action: "snoozed", Until: until, Reason: "moves office"})
	require.NoError(t, err)
	now := forecast()
	require.Equal(t, before.Overdue.N-2, now.Overdue.N)
	require.Equal(t, before.Later.N+2, now.Later.N)
	snoozed := lifeCounts(t, d, 0, api.RecommendationFilter{})
	require.Equal(t, counts.All, snoozed.All, "a plan changes no fact")
	require.EqualValues(t, 2, snoozed.Snoozed.Overdue)
	_, err = lives.Plan(t.Context(), command, api.PlanDraft{Assets: ids[:1], Action: "ordered", Reason: "PO 4711"})
	require.NoError(t, err)
	require.EqualValues(t, 1, forecast().Ordered.N)
	undone, err := d.App.Services().Undos.Undo(t.Context(), command, *planned.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, map[string]int{api.UndoUndone: 1, api.UndoChangedSince: 1}, outcomes(undone.Rows))
	_, err = lives.Plan(t.Context(), command, api.PlanDraft{Assets: ids, Action: "open"})
	require.NoError(t, err)
	require.Equal(t, before, forecast())
	_, err = lives.Plan(t.Context(), command, api.PlanDraft{Assets: []uuid.UUID{uuid.New()}, Action: "open"})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
}

// A file has all devices under the filter, and the same bytes each time.
func exportLives(t *testing.T, d *demo.Demo) {
	t.Helper()
	lives, scope := d.App.Services().Replacements, api.Scope{Tenant: d.Tenant}
	file := func(what, format string, f api.RecommendationFilter) []byte {
		t.Helper()
		once, err := lives.Export(t.Context(), scope, what, f, api.Sort{By: "due"}, 8, format)
		require.NoError(t, err)
		again, err := lives.Export(t.Context(), scope, what, f, api.Sort{By: "due"}, 8, format)
		require.NoError(t, err)
		require.Equal(t, once.Data, again.Data)
		require.Contains(t, once.Data.Name, what+"-")
		return bodyOf(t, once.Data)
	}
	counts := lifeCounts(t, d, 0, api.RecommendationFilter{})
	rows, err := csv.NewReader(strings.NewReader(string(file(api.ExportRecommendations, "csv", api.RecommendationFilter{States: []string{"overdue"}})))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, int(counts.All.Overdue)+1)
	rows, err = csv.NewReader(strings.NewReader(string(file(api.ExportForecast, "csv", api.RecommendationFilter{})))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, "Total", rows[len(rows)-1][0])
	require.Equal(t, strconv.FormatInt(counts.All.Overdue, 10), rows[len(rows)-1][1])
	require.NotEmpty(t, file(api.ExportRecommendations, "xlsx", api.RecommendationFilter{}))
	require.NotEmpty(t, file(api.ExportForecast, "pdf", api.RecommendationFilter{}))
}
