package web

import (
	"fmt"
	"net/url"

	"coresync/domain/replacement"
	"coresync/http/api"

	"github.com/google/uuid"
)

// forecastPage is what is to be replaced by customer and quarter, and what that costs.
type forecastPage struct {
	*eolPage
	Data *api.RefreshForecast
}

func (s *Site) showForecast(r *Request) error {
	l, f := r.eolListing()
	l.path = "/assets/eol/forecast"
	found, err := s.Services.Replacements.Forecast(r.Context(), r.then(), f, api.DefaultQuarters)
	if err != nil {
		return err
	}
	p := &forecastPage{&eolPage{listing: l, Forecast: &found.Data}, &found.Data}
	p.Chosen = s.chosen(r, f.Customers)
	return r.page("Refresh forecast", "eol", func(v *view) page { return refreshForecastPage(v, p) })
}

// bucket is a column of the chart.
type bucket struct {
	Word   string
	Amount api.ForecastAmount
	Drill  url.Values // of the list of devices behind it
}

// buckets are the columns of a row, the overdue ones first.
func (p *eolPage) buckets(row api.ForecastRow) []bucket {
	all := []bucket{{"Overdue", row.Overdue, url.Values{"state": {"overdue"}, "plan": {"open"}}}}
	for i, q := range p.Forecast.Quarters {
		all = append(all, bucket{q, row.Quarters[i], one("quarter", q)})
	}
	later := ""
	if q, err := replacement.ParseQuarter(p.Forecast.Quarters[len(p.Forecast.Quarters)-1]); err == nil { // written by the service
		later = q.Add(1).String() + "+"
	}
	return append(all, bucket{"Later", row.Later, one("quarter", later)})
}

// within is all of a row that is to be replaced by the end of the forecast.
func within(row api.ForecastRow) api.ForecastAmount {
	sum := row.Overdue
	for _, q := range row.Quarters {
		sum.Add(q)
	}
	return sum
}

// column is the height of a bucket's column in hundredths of the tallest, from the top.
func (p *eolPage) column(b bucket) (y, height string) {
	most := int64(1)
	for _, x := range p.buckets(p.Forecast.Total) {
		if x.Word != "Later" {
			most = max(most, x.Amount.N)
		}
	}
	h := min(100, 100*float64(b.Amount.N)/float64(most))
	return fmt.Sprintf("%.1f", 100-h), fmt.Sprintf("%.1f", h)
}

// of narrows what drills into a number to the row's customer.
func (p *forecastPage) of(row api.ForecastRow, drill url.Values) string {
	customer := noCustomer
	if row.Customer != nil && row.Customer.ID != uuid.Nil {
		customer = row.Customer.ID.String()
	}
	return p.all(both(drill, one("customer", customer)))
}

// all is what drills into a number of all rows.
func (p *forecastPage) all(drill url.Values) string {
	q := p.copy()
	for _, name := range []string{"state", "plan", "quarter", "group", "sort"} {
		q.Del(name)
	}
	for name, values := range drill {
		q[name] = values
	}
	return "/assets/eol?" + q.Encode()
}

// listPath is the list that the chart of all customers leads to.
func (p *eolPage) drill(b bucket) string {
	if b.Amount.N == 0 || b.Drill == nil {
		return ""
	}
	return p.over(b.Drill)
}

// byCustomer is the page of the forecast by customer, under the same filter.
func (p *eolPage) byCustomer() string {
	q := p.copy()
	for _, name := range []string{"state", "plan", "quarter", "group", "sort", "q", "changed"} {
		q.Del(name)
	}
	if len(q) == 0 {
		return "/assets/eol/forecast"
	}
	return "/assets/eol/forecast?" + q.Encode()
}

// costSentence says what all that is to be replaced within the forecast costs.
func costSentence(v *view, f *api.RefreshForecast) string {
	sum := within(f.Total)
	if sum.Cost == 0 {
		return ""
	}
	return "New ones cost " + v.money(sum.Cost) + "."
}

// inCurrency says once what the costs of a table are counted in.
func inCurrency(v *view) string {
	if v.Currency == "" {
		return ""
	}
	return ", in " + v.Currency
}
