package service

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/adapters/export"
	"coresync/domain"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"
	"coresync/projections/report"
)

// Export implements api.Replacements: the same state of the log, day and filter give the
// same bytes.
func (s replacements) Export(ctx context.Context, scope api.Scope, what string, f api.RecommendationFilter, sort api.Sort, quarters int, format string) (api.Answer[api.File], error) {
	currency, err := s.money(ctx, scope.Tenant)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	var table export.Table
	var standing api.Standing
	var on string
	switch what {
	case api.ExportRecommendations:
		found, err := s.everyDevice(ctx, scope, f, sort)
		if err != nil {
			return api.Answer[api.File]{}, err
		}
		table, standing, on = recommendationTable(found.Data.items, found.Data.counts, currency), found.Standing, day(found.Data.today)
		table.At = found.Data.at
	case api.ExportForecast:
		found, err := s.Forecast(ctx, scope, f, quarters)
		if err != nil {
			return api.Answer[api.File]{}, err
		}
		table, standing, on = forecastTable(&found.Data, currency), found.Standing, found.Data.On
		table.At = found.Data.At
	case api.ExportQuote:
		found, err := s.everyDevice(ctx, scope, f, api.Sort{By: "customer"})
		if err != nil {
			return api.Answer[api.File]{}, err
		}
		table, standing, on = quoteTable(found.Data.items, currency), found.Standing, day(found.Data.today)
		table.At = found.Data.at
	default:
		return api.Answer[api.File]{}, domain.NotFound("report")
	}
	words, err := s.filterWords(ctx, scope, f)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	position := fmt.Sprintf("position %d of log %s", standing.Position.N, standing.Position.Epoch)
	table.Foot = table.Title + ", " + on + ", " + position
	table.Lines = append(table.Lines, "Filter: "+words,
		fmt.Sprintf("As of %s, from what was known at %s: %s, rules %s.", on, table.At.UTC().Format(time.RFC3339), position, standing.Rules))
	var body bytes.Buffer
	if err := export.Write(&body, export.Format(format), table); err != nil {
		return api.Answer[api.File]{}, err
	}
	return api.Answer[api.File]{Standing: standing, Data: api.File{
		Name:      fmt.Sprintf("%s-%s-position-%d.%s", what, on, standing.Position.N, format),
		MediaType: export.Format(format).MediaType(), Body: body.Bytes(),
	}}, nil
}

// everything is all devices under a filter.
type everything struct {
	lives
	items  []api.Recommendation
	counts api.LifeCounts
}

// everyDevice reads all devices in one snapshot and one statement.
func (s replacements) everyDevice(ctx context.Context, scope api.Scope, f api.RecommendationFilter, sort api.Sort) (api.Answer[everything], error) {
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) (found everything, err error) {
		if found.lives, err = s.asked(ctx, r, scope); err != nil {
			return found, err
		}
		rows, err := s.list(ctx, r, found.lives, f, query.Page{Whole: true, Sort: sort.By, Descending: sort.Descending})
		for _, row := range rows.Items {
			*found.counts.Of(row.State)++
			found.items = append(found.items, recommendation(row, found.today))
		}
		return found, err
	})
}

func recommendationTable(items []api.Recommendation, counts api.LifeCounts, currency string) export.Table {
	t := export.Table{Title: "EOL Recommendations", IDs: 1, Lines: []string{lifeSummary(&counts)}, Columns: []string{
		"Device", "Customer", "Category", "State", "Age in months", "Maximum age", "Due", "Warranty end", "Planned", "Reason", costIn("Cost", currency), "Id",
	}}
	for _, x := range items {
		customer, planned, reason := api.NoCustomer, "", ""
		if x.Customer != nil {
			customer = x.Customer.Name
		}
		if x.Plan != nil {
			planned, reason = strings.TrimSpace(x.Plan.Action+" "+x.Plan.Until), x.Plan.Reason
		}
		t.Rows = append(t.Rows, []any{
			x.Asset.Name, customer, x.Category, api.LifeWord(x.State), numberOf(x.AgeMonths), numberOf(x.MaxAgeMonths), x.DueOn, x.WarrantyEnd, planned, reason, numberOf(x.UnitCost), x.Asset.ID.String(),
		})
	}
	return t
}

// costIn heads a column of costs in a currency.
func costIn(head, currency string) string {
	if currency == "" {
		return head
	}
	return head + " (" + currency + ")"
}

// numberOf is a number that may be absent as a cell.
func numberOf[N int | int64](n *N) any {
	if n == nil {
		return ""
	}
	return int64(*n)
}

func forecastTable(f *api.RefreshForecast, currency string) export.Table {
	t := export.Table{Title: "Refresh forecast", Lines: []string{f.Summary}, Total: true, Columns: []string{"Customer", "Overdue", costIn("Cost", currency)}}
	for _, q := range f.Quarters {
		t.Columns = append(t.Columns, q, costIn("Cost "+q, currency))
	}
	t.Columns = append(t.Columns, "Later", costIn("Cost later", currency), "Ordered", "Unknown or no policy")
	add := func(name string, row api.ForecastRow) {
		line := []any{name, row.Overdue.N, row.Overdue.Cost}
		for _, q := range row.Quarters {
			line = append(line, q.N, q.Cost)
		}
		t.Rows = append(t.Rows, append(line, row.Later.N, row.Later.Cost, row.Ordered.N, row.Unknown.N))
	}
	for _, row := range f.Rows {
		name := api.NoCustomer
		if row.Customer != nil {
			name = row.Customer.Name
		}
		add(name, row)
	}
	add("Total", f.Total)
	return t
}

// filterWords says in words what is counted.
func (s replacements) filterWords(ctx context.Context, scope api.Scope, f api.RecommendationFilter) (string, error) {
	words, err := reports(s).filterWords(ctx, scope, api.ReportFilter{
		Customers: f.Customers, NoCustomer: f.NoCustomer, Categories: f.Categories, Virtual: f.Virtual,
	})
	if err != nil {
		return "", err
	}
	words = strings.TrimSuffix(words, ".")
	add := func(what string, values []string) {
		if len(values) > 0 {
			words += "; " + what + " " + strings.Join(values, " or ")
		}
	}
	var states []string
	for _, state := range f.States {
		states = append(states, strings.ToLower(api.LifeWord(state)))
	}
	add("state", states)
	add("plan", f.Plans)
	add("what if", f.Try)
	if f.Changed {
		words += "; only those that are judged otherwise by it"
	}
	if len(f.Assets) > 0 {
		words += fmt.Sprintf("; only %s that were selected", devices(int64(len(f.Assets))))
	}
	if f.Quarter != "" {
		words += "; to be replaced in " + strings.Replace(f.Quarter, onwards, " or later", 1)
	}
	return words + ".", nil
}
