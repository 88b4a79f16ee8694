package web

import (
	"net/url"
	"slices"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// reports are the reports on devices (screen 5.11).
func (s *Site) reports() []Route {
	has := s.Services.Reports != nil
	return []Route{
		{"page.reports", get, "/reports/devices", permission.ReportsView, has, s.showReports},
		{"page.report-export", get, "/reports/devices/export", permission.ReportsView, has, s.exportReport},
	}
}

// noCustomer stands in the address for devices without a customer.
const noCustomer = "none"

// reportPage is what the page of a report shows.
type reportPage struct {
	*listing
	Name     string
	Chosen   []api.Customer // those that the report is narrowed to
	Table    api.ReportTable
	Lines    []reportLine
	Sum      reportLine
	Tiles    []reportTile
	Ending   []reportMonth
	Position int64
	// Day is that of the moment that the page shows, for its field; "" for a position.
	Day string
	// Compared is the moment that the report compares with, as an address holds it.
	Compared string
	// Opened are the devices behind the line that is asked for.
	Opened *openedLine
}

// reportMonth is how many warranties end in a month.
type reportMonth struct {
	Month string
	N     int64
	Drill url.Values
}

// reportLine is a line of the table and of the chart.
type reportLine struct {
	Key  string // names the line in an address; "" where it can't be opened
	Word string
	Note string
	Row  api.ReportRow
	// More are the numbers behind the total.
	More []reportNumber
	// Drill narrows the list of assets to the line.
	Drill url.Values
}

type reportNumber struct {
	N     int64
	Drill url.Values
}

type reportTile struct {
	Word, Value, Icon, Tone, Href string
	Note                          string // in the tooltip
}

func (s *Site) showReports(r *Request) error {
	p, filter, err := s.askedReport(r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("day") {
		return r.toDay(p)
	}
	if err := s.fillReport(r, p, filter); err != nil {
		return err
	}
	if err := s.openLine(r, p); err != nil {
		return err
	}
	p.Chosen = s.chosen(r, filter.Customers)
	return r.page(api.ReportTitle(p.Name), "reports", func(v *view) page { return reportsPage(v, p) })
}

// chosen are the customers that a page is narrowed to; one that is gone has no name.
func (s *Site) chosen(r *Request, ids []uuid.UUID) []api.Customer {
	var found []api.Customer
	for _, id := range ids {
		c, err := s.Services.Customers.Get(r.Context(), r.then(), id)
		if err != nil {
			c.Data = api.Customer{ID: id, Name: id.String()}
		}
		found = append(found, c.Data)
	}
	return found
}

// mostChoices bounds a list to choose from.
const mostChoices = 500

// askedReport reads what the address asks for.
func (s *Site) askedReport(r *Request) (*reportPage, api.ReportFilter, error) {
	p := &reportPage{listing: r.listing("report", "customer", "category", "connectivity", "retired", "virtual", "compare", "open")}
	p.path = "/reports/devices"
	p.query.Del("q")
	p.query.Del("sort")
	if p.Name = p.query.Get("report"); !slices.Contains(api.ReportNames(), p.Name) {
		p.Name = api.ReportNames()[0]
		p.query.Del("report")
	}
	f := api.ReportFilter{Categories: p.query["category"], Connectivity: p.query["connectivity"], Retired: p.has("retired", "true"), Virtual: p.has("virtual", "true")}
	for _, text := range p.query["customer"] {
		if id, err := uuid.Parse(text); err == nil {
			f.Customers = append(f.Customers, id)
		} else if text == noCustomer {
			f.NoCustomer = true
		}
	}
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return p, f, err
	}
	if at := r.then().AsOf; at != nil && !at.Time.IsZero() {
		p.Day = at.Time.In(dates.Zone(w.Timezone)).Format(time.DateOnly)
	}
	if end, is := s.dayEnd(p.query.Get("compare"), dates.Zone(w.Timezone)); is {
		f.Compare, p.Compared = &api.Moment{Time: end}, end.UTC().Format(time.RFC3339Nano)
	} else {
		p.query.Del("compare")
	}
	return p, f, nil
}

// dayEnd is the last moment of a day that has passed, in a zone; false: it is none.
func (s *Site) dayEnd(text string, zone *time.Location) (time.Time, bool) {
	day, err := time.Parse(time.DateOnly, text)
	end := lifetime.Ends(day, zone)
	return end, err == nil && !end.After(s.Now())
}

// toDay leads from the field of the form to the report as of the end of that day, as the
// header does; without a day, and on today's, it leads to now.
func (r *Request) toDay(p *reportPage) error {
	text := r.URL.Query().Get("day")
	w, err := r.site.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	end, passed := r.site.dayEnd(text, dates.Zone(w.Timezone))
	today := r.site.Now().In(dates.Zone(w.Timezone)).Format(time.DateOnly)
	switch {
	case text == p.Day: // the moment of the page stays: it may be an hour of that day
		return r.to(p.address(p.query))
	case passed:
		return r.away(atMoment(p.address(p.query), end.UTC().Format(time.RFC3339Nano), ""))
	case text != "" && text != today:
		r.flash("“"+text+"” is no day that has passed. The report is that of now.", uuid.Nil)
	}
	return r.away(p.address(p.query))
}

func (s *Site) exportReport(r *Request) error {
	p, filter, err := s.askedReport(r)
	if err != nil {
		return err
	}
	return r.answerFile(s.Services.Reports.Export(r.Context(), r.then(), p.Name, filter, r.URL.Query().Get("format")))
}

// export is the address of the report as a file; which of its bands is open is the page's.
func (p *reportPage) export(format string) string {
	l := *p.listing
	l.query = p.copy()
	l.query.Del("open")
	return l.export(format)
}

// list is the address of the assets that a number counts.
func (p *reportPage) list(drill ...url.Values) string {
	return "/assets?" + p.assets(drill...).Encode()
}

// before is list as of the moment that the report compares with.
func (p *reportPage) before(drill url.Values) string { return atMoment(p.list(drill), p.Compared, "") }

// assets narrows the list of assets: by the filter of the report and what drills into it.
func (p *reportPage) assets(drill ...url.Values) url.Values {
	q := url.Values{}
	if p.query.Get("retired") == "" {
		for _, s := range rule.Statuses() {
			if s != rule.StatusRetired && s != rule.StatusArchived {
				q.Add("status", string(s))
			}
		}
	}
	if p.Name != api.ReportCompanies && p.query.Get("virtual") == "" {
		q.Set("physical", "true")
	}
	for _, name := range []string{"category", "connectivity"} {
		q[name] = p.query[name]
	}
	customers(q, p.query["customer"]...)
	for _, d := range drill {
		for name, values := range d {
			q[name] = values
		}
	}
	for name, values := range q {
		if len(values) == 0 {
			q.Del(name)
		}
	}
	return q
}

// of is the page of another report under the same filter.
func (p *reportPage) of(name string) string {
	q := p.copy()
	q.Del("open")
	q.Set("report", name)
	return p.address(q)
}

// unfiltered is the same report without a filter.
func (p *reportPage) unfiltered() string { return reportAddress(p.Name) }

// customers narrows the list of assets to customers, or to those without.
func customers(q url.Values, values ...string) {
	for _, v := range values {
		if v == noCustomer {
			q.Set("no_customer", "true")
		} else {
			q.Add("customer", v)
		}
	}
}
