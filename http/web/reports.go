package web

import (
	"mime"
	"net/url"
	"slices"
	"strconv"
	"time"

	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/http/api"
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
	Tiles    []reportTile
	Ending   []api.MonthCount
	Position int64
	// Past: what is shown is not the present, so numbers lead nowhere.
	Past bool
}

// reportLine is a line of the table and of the chart.
type reportLine struct {
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
}

func (s *Site) showReports(r *Request) error {
	p, scope, filter, err := s.askedReport(r)
	if err != nil {
		return err
	}
	if err := s.fillReport(r, p, scope, filter); err != nil {
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
func (s *Site) askedReport(r *Request) (*reportPage, api.Scope, api.ReportFilter, error) {
	p := &reportPage{listing: r.listing("report", "customer", "category", "connectivity", "retired", "virtual", "day", "compare")}
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
	scope := r.then()
	day, err := s.momentOf(r, p, "day")
	if err != nil {
		return p, scope, f, err
	}
	if day != nil { // of the report's own field: it goes before the header's
		scope.AsOf = day
	}
	p.Past = scope.AsOf != nil
	f.Compare, err = s.momentOf(r, p, "compare")
	return p, scope, f, err
}

// momentOf is the end of a past day of the address, in the workspace's zone; today, and
// what is no day, is nil.
func (s *Site) momentOf(r *Request, p *reportPage, name string) (*api.Moment, error) {
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return nil, err
	}
	day, err := time.ParseInLocation(time.DateOnly, p.query.Get(name), zone(w.Timezone))
	if err != nil {
		p.query.Del(name)
		return nil, nil
	}
	end := day.AddDate(0, 0, 1).Add(-time.Microsecond)
	if end.After(s.Now()) {
		p.query.Del(name)
		return nil, nil
	}
	return &api.Moment{Time: end}, nil
}

func (s *Site) exportReport(r *Request) error {
	p, scope, filter, err := s.askedReport(r)
	if err != nil {
		return err
	}
	format := r.URL.Query().Get("format")
	if !slices.Contains([]string{"csv", "xlsx", "pdf"}, format) {
		return domain.NotFound("format")
	}
	file, err := s.Services.Reports.Export(r.Context(), scope, p.Name, filter, format)
	if err != nil {
		return err
	}
	r.download(file.Data)
	return nil
}

// download answers with a file.
func (r *Request) download(file api.File) {
	h := r.W.Header()
	h.Set("Content-Type", file.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Content-Length", strconv.Itoa(len(file.Body)))
	_, _ = r.W.Write(file.Body) // an error means that the browser is gone
}

// export is the address of the report as a file.
func (p *reportPage) export(format string) string {
	q := p.copy()
	q.Set("format", format)
	return p.path + "/export?" + q.Encode()
}

// list is the address of the assets that a number counts: the filter of the report and
// what drills into it.
func (p *reportPage) list(drill ...url.Values) string {
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
	return "/assets?" + q.Encode()
}

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
