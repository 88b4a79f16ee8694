package demo_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"coresync/adapters/export/exporttest"
	"coresync/cmd/internal/demo"
	"coresync/domain/replacement"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever is filtered, snoozed, ordered and in whichever order it is listed: the list, the
// numbers beside it, the forecast, and the lines and sums of a quote say the same of the same
// devices.
func TestEOL_06_07_08_SumsOfQuotesAreThoseOfTheirLists(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 80, Orgs: 6, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	everything := recommended(t, d, api.RecommendationFilter{Virtual: true}, api.Sort{By: "due"}, 500)
	for i, x := range everything {
		planFor(t, d, x.Asset.ID, i)
	}
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	customers := []uuid.UUID{}
	for _, x := range everything {
		if x.Customer != nil && !slices.Contains(customers, x.Customer.ID) {
			customers = append(customers, x.Customer.ID)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		f := api.RecommendationFilter{
			Virtual: rapid.Bool().Draw(rt, "virtual"), NoCustomer: rapid.IntRange(0, 4).Draw(rt, "none") == 0,
			Customers:  rapid.SliceOfNDistinct(rapid.SampledFrom(customers), 0, 2, rapid.ID).Draw(rt, "customers"),
			Categories: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Workstation", "Server", "Mac", "Printer", "Other"}), 0, 2, rapid.ID).Draw(rt, "categories"),
			Try:        rapid.SampledFrom([][]string{nil, nil, {"Workstation:24:3"}, {"Server:warranty:6"}}).Draw(rt, "try"),
		}
		sumsAgree(t, rt, d, f)
		f.States = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"overdue", "approaching", "compliant", "no_policy"}), 0, 2, rapid.ID).Draw(rt, "states")
		f.Plans = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"open", "snoozed", "ordered"}), 0, 2, rapid.ID).Draw(rt, "plans")
		quoteAgrees(t, rt, d, f)
	})
}

// planFor snoozes one in three, orders another, and leaves the rest.
func planFor(t *testing.T, d *demo.Demo, id uuid.UUID, i int) {
	t.Helper()
	p := api.PlanDraft{Assets: []uuid.UUID{id}, Action: "ordered", Reason: "PO 1"}
	switch i % 3 {
	case 0:
		return
	case 1:
		p = api.PlanDraft{Assets: p.Assets, Action: "snoozed", Until: time.Now().AddDate(0, 0, 5+17*i%700).Format(time.DateOnly), Reason: "moves office"}
	}
	_, err := d.App.Services().Replacements.Plan(t.Context(), api.Command{Tenant: d.Tenant, Actor: "test"}, p)
	require.NoError(t, err)
}

// recommended is a list, read page by page.
func recommended(t require.TestingT, d *demo.Demo, f api.RecommendationFilter, sort api.Sort, limit int) (items []api.Recommendation) {
	for l := (api.List{Limit: limit, Sort: sort}); ; {
		page, err := d.App.Services().Replacements.Recommendations(context.Background(), api.Scope{Tenant: d.Tenant}, f, l)
		require.NoError(t, err)
		items = append(items, page.Data.Items...)
		if page.Data.Total != nil {
			defer func(total int64) { require.EqualValues(t, total, len(items)) }(*page.Data.Total)
		}
		if l.After = page.Data.Next; l.After == nil {
			return items
		}
	}
}

// sumsAgree compares list, counts and forecast under a filter.
func sumsAgree(t *testing.T, rt *rapid.T, d *demo.Demo, f api.RecommendationFilter) {
	has, scope := d.App.Services().Replacements, api.Scope{Tenant: d.Tenant}
	items := recommended(rt, d, f, anySort(rt), rapid.IntRange(1, 90).Draw(rt, "limit"))
	counts, err := has.Counts(t.Context(), scope, f)
	require.NoError(rt, err)
	var all, snoozed, ordered api.LifeCounts
	var listed api.ForecastAmount
	for _, x := range items {
		*all.Of(replacement.State(x.State))++
		switch planned(x) {
		case "snoozed":
			*snoozed.Of(replacement.State(x.State))++
		case "ordered":
			*ordered.Of(replacement.State(x.State))++
		}
		listed.Add(amount(x))
	}
	require.Equal(rt, [3]api.LifeCounts{all, snoozed, ordered}, [3]api.LifeCounts{counts.Data.All, counts.Data.Snoozed, counts.Data.Ordered})
	forecast, err := has.Forecast(t.Context(), scope, f, rapid.IntRange(1, 12).Draw(rt, "quarters"))
	require.NoError(rt, err)
	require.Equal(rt, listed, whole(forecast.Data.Total))
	var rows api.ForecastAmount
	for _, row := range forecast.Data.Rows {
		rows.Add(whole(row))
	}
	require.Equal(rt, listed, rows, "by customer")
}

// quoteAgrees compares a list with the lines of a quote for it.
func quoteAgrees(t *testing.T, rt *rapid.T, d *demo.Demo, f api.RecommendationFilter) {
	items := recommended(rt, d, f, anySort(rt), rapid.IntRange(1, 90).Draw(rt, "limit"))
	var listed, lines api.ForecastAmount
	for _, x := range items {
		listed.Add(amount(x))
	}
	quote, err := d.App.Services().Replacements.Export(t.Context(), api.Scope{Tenant: d.Tenant}, api.ExportQuote, f, anySort(rt), api.DefaultQuarters, "csv")
	require.NoError(rt, err)
	rows := exporttest.Rows(t, string(bodyOf(t, quote.Data)))
	for _, row := range rows[1 : len(rows)-1] {
		n, err := strconv.ParseInt(row[2], 10, 64)
		require.NoError(rt, err)
		line := api.ForecastAmount{N: n, Unpriced: n}
		if row[3] != "" {
			line.Unpriced = 0
			line.Cost, err = strconv.ParseInt(row[4], 10, 64)
			require.NoError(rt, err)
		}
		lines.Add(line)
	}
	require.Equal(rt, listed, lines)
	total := rows[len(rows)-1]
	require.Equal(rt, []string{"Total", strconv.FormatInt(listed.N, 10), strconv.FormatInt(listed.Cost, 10)}, []string{total[0], total[2], total[4]})
}

func anySort(rt *rapid.T) api.Sort {
	return api.Sort{By: rapid.SampledFrom([]string{"due", "age", "name", "customer", "category", "warranty_end", "cost"}).Draw(rt, "sort"), Descending: rapid.Bool().Draw(rt, "descending")}
}

func planned(x api.Recommendation) string {
	if x.Plan == nil {
		return ""
	}
	return x.Plan.Action
}

// amount is one device and its cost.
func amount(x api.Recommendation) api.ForecastAmount {
	if x.UnitCost == nil {
		return api.ForecastAmount{N: 1, Unpriced: 1}
	}
	return api.ForecastAmount{N: 1, Cost: *x.UnitCost}
}

// whole is all that a row of a forecast has.
func whole(row api.ForecastRow) api.ForecastAmount {
	var sum api.ForecastAmount
	for _, a := range append([]api.ForecastAmount{row.Overdue, row.Later, row.Ordered, row.Unknown}, row.Quarters...) {
		sum.Add(a)
	}
	return sum
}

// However devices are assigned, the card of a ticket has the devices of its contact and those
// that it is about, each once, and as many as the list of the contact's assets says.
func TestTIC_TheCardOfATicketHasTheDevicesOfItsContact(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 60, Orgs: 5, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	has, scope, command := d.App.Services(), api.Scope{Tenant: d.Tenant}, api.Command{Tenant: d.Tenant, Actor: "test"}
	tickets, err := has.Tickets.List(t.Context(), scope, api.TicketFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "number"}})
	require.NoError(t, err)
	devices, err := has.Assets.List(t.Context(), scope, api.AssetFilter{Source: "ninjaone"}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	asked := slices.DeleteFunc(tickets.Data.Items, func(x api.Ticket) bool { return x.Contact == nil })
	require.NotEmpty(t, asked)
	rapid.Check(t, func(rt *rapid.T) {
		ticket := rapid.SampledFrom(asked).Draw(rt, "ticket")
		var rows []api.AssociationDecision
		for _, a := range rapid.SliceOfNDistinct(rapid.SampledFrom(devices.Data.Items), 0, 5, func(a api.Asset) uuid.UUID { return a.ID }).Draw(rt, "devices") {
			rows = append(rows, api.AssociationDecision{Asset: a.ID, Action: "assign", Contact: &ticket.Contact.ID, OtherCustomer: true, Replace: true})
		}
		if len(rows) > 0 {
			_, err := has.Associations.Decide(t.Context(), command, rows)
			require.NoError(rt, err)
			require.NoError(rt, d.App.CatchUp(t.Context(), d.Tenant))
		}
		card, err := has.TicketDevices.Of(t.Context(), scope, ticket.ID)
		require.NoError(rt, err)
		used, err := has.Assets.List(t.Context(), scope, api.AssetFilter{Contact: ticket.Contact.ID, Source: "ninjaone"}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
		require.NoError(rt, err)
		want := make(map[uuid.UUID]bool)
		for _, a := range used.Data.Items {
			want[a.ID] = true
		}
		require.EqualValues(rt, len(want), *used.Data.Total)
		for _, line := range ticket.Devices {
			want[line.Asset.ID] = true
		}
		got := make(map[uuid.UUID]bool)
		for _, x := range card.Data {
			got[x.Asset.ID] = true
		}
		require.Len(rt, card.Data, len(got), "each once")
		require.Equal(rt, want, got)
	})
}
