package service

import (
	"context"
	"fmt"
	"strings"

	"coresync/adapters/export"
	"coresync/domain"
	"coresync/domain/spreadsheet"
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
	var table sheet
	switch what {
	case api.ExportForecast:
		found, err := s.Forecast(ctx, scope, f, quarters)
		if err != nil {
			return api.Answer[api.File]{}, err
		}
		table = forecastTable(&found.Data, currency)
		table.standing, table.on, table.at = found.Standing, found.Data.On, found.Data.At
	case api.ExportRecommendations, api.ExportQuote:
		if what == api.ExportQuote {
			sort = api.Sort{By: "customer"}
		}
		found, err := s.everyDevice(ctx, scope, f, sort)
		if err != nil {
			return api.Answer[api.File]{}, err
		}
		if table = recommendationTable(found.Data.items, found.Data.counts, currency); what == api.ExportQuote {
			table = quoteTable(found.Data.items, currency)
		}
		table.standing, table.on, table.at = found.Standing, day(found.Data.today), found.Data.at
	default:
		return api.Answer[api.File]{}, domain.NotFound("report")
	}
	if table.filter, err = s.filterWords(ctx, scope, f); err != nil {
		return api.Answer[api.File]{}, err
	}
	table.name = what
	return s.file(ctx, scope.Tenant, table, format)
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

func recommendationTable(items []api.Recommendation, counts api.LifeCounts, currency string) sheet {
	var rows [][]any
	t := sheet{title: "EOL Recommendations", ids: 1, summary: lifeSummary(&counts), columns: []string{
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
		rows = append(rows, []any{
			x.Asset.Name, customer, x.Category, api.LifeWord(x.State), numberOf(x.AgeMonths), numberOf(x.MaxAgeMonths), spreadsheet.Day(x.DueOn), spreadsheet.Day(x.WarrantyEnd), planned, reason, numberOf(x.UnitCost), x.Asset.ID.String(),
		})
	}
	t.rows = export.Rows(rows)
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
		return nil
	}
	return int64(*n)
}

func forecastTable(f *api.RefreshForecast, currency string) sheet {
	var rows [][]any
	t := sheet{title: "Refresh forecast", summary: f.Summary, total: true, columns: []string{"Customer", "Overdue", costIn("Cost", currency)}}
	for _, q := range f.Quarters {
		t.columns = append(t.columns, q, costIn("Cost "+q, currency))
	}
	t.columns = append(t.columns, "Later", costIn("Cost later", currency), "Ordered", "Unknown or no policy")
	add := func(name string, row api.ForecastRow) {
		line := []any{name, row.Overdue.N, row.Overdue.Cost}
		for _, q := range row.Quarters {
			line = append(line, q.N, q.Cost)
		}
		rows = append(rows, append(line, row.Later.N, row.Later.Cost, row.Ordered.N, row.Unknown.N))
	}
	for _, row := range f.Rows {
		name := api.NoCustomer
		if row.Customer != nil {
			name = row.Customer.Name
		}
		add(name, row)
	}
	add("Total", f.Total)
	t.rows = export.Rows(rows)
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
