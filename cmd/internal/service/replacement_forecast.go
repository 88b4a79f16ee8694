package service

import (
	"context"
	"fmt"

	"coresync/domain/replacement"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/report"

	"github.com/google/uuid"
)

// Forecast implements api.Replacements.
func (s replacements) Forecast(ctx context.Context, scope api.Scope, f api.RecommendationFilter, quarters int) (api.Answer[api.RefreshForecast], error) {
	return answer(ctx, s.reads, scope, report.LifeModels(), func(r *projections.Reading) (found api.RefreshForecast, err error) {
		now, err := s.asked(ctx, r, scope)
		if err != nil {
			return found, err
		}
		tried, err := trials(f.Try)
		if err != nil {
			return found, err
		}
		ask := report.Forecast
		if f.Together {
			ask = report.ForecastAll
		}
		cells, err := ask(ctx, r, lifeFilter(f, now.today), now.policies.Trying(tried), quarters)
		if err != nil {
			return found, err
		}
		found = forecast(cells, replacement.QuarterOf(now.today), quarters)
		if f.Together {
			found.Rows = []api.ForecastRow{}
		}
		found.On, found.At = day(now.today), now.at
		return found, nil
	})
}

// forecast adds cells up, which are in the order of customers.
func forecast(cells []report.ForecastCell, first replacement.Quarter, quarters int) api.RefreshForecast {
	found := api.RefreshForecast{Rows: []api.ForecastRow{}, Total: api.ForecastRow{Quarters: make([]api.ForecastAmount, quarters)}}
	for i := range quarters {
		found.Quarters = append(found.Quarters, first.Add(i).String())
	}
	last := uuid.Nil
	for i, c := range cells {
		if i == 0 || c.Customer != last {
			row := api.ForecastRow{Quarters: make([]api.ForecastAmount, quarters)}
			if c.Customer != uuid.Nil {
				row.Customer = &api.Ref{ID: c.Customer, Name: c.Name}
			}
			found.Rows, last = append(found.Rows, row), c.Customer
		}
		amount := api.ForecastAmount{N: c.N, Cost: c.Cost, Unpriced: c.Unpriced}
		amountOf(&found.Rows[len(found.Rows)-1], c.Quarter).Add(amount)
		amountOf(&found.Total, c.Quarter).Add(amount)
	}
	found.Summary = forecastSummary(&found)
	return found
}

func amountOf(row *api.ForecastRow, quarter int) *api.ForecastAmount {
	switch quarter {
	case report.ForecastOverdue:
		return &row.Overdue
	case report.ForecastLater:
		return &row.Later
	case report.ForecastOrdered:
		return &row.Ordered
	case report.ForecastUnknown:
		return &row.Unknown
	}
	return &row.Quarters[quarter]
}

func forecastSummary(f *api.RefreshForecast) string {
	due := f.Total.Overdue
	for _, q := range f.Total.Quarters {
		due.Add(q)
	}
	text := fmt.Sprintf("%s %s to be replaced by the end of %s, %d of them overdue.", devices(due.N), are(due.N), f.Quarters[len(f.Quarters)-1], f.Total.Overdue.N)
	if due.Unpriced > 0 {
		text += fmt.Sprintf(" Of %d the cost is not known.", due.Unpriced)
	}
	return text
}
