package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"coresync/domain/replacement"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// recommendations are the pages about what is due to be replaced (EOL-06, screen 5.12).
func (s *Site) recommendations() []Route {
	has := s.Services.Replacements != nil
	return []Route{
		{"page.eol", get, "/assets/eol", permission.AssetsView, has, s.showRecommendations},
		{"page.eol.plan", post, "/assets/eol/plan", permission.AssetsManage, has, s.planReplacement},
		{"page.eol.tickets", post, "/assets/eol/tickets", permission.ContactsManage, has, s.ticketReplacements},
		{"page.eol.quote", post, "/assets/eol/quote", permission.AssetsView, has, s.quoteReplacements},
		{"page.eol.export", get, "/assets/eol/export", permission.AssetsView, has, s.exportReplacement(api.ExportRecommendations)},
		{"page.eol.forecast", get, "/assets/eol/forecast", permission.ReportsView, has, s.showForecast},
		{"page.eol.forecast.export", get, "/assets/eol/forecast/export", permission.ReportsView, has, s.exportReplacement(api.ExportForecast)},
	}
}

// eolPage is what the page shows.
type eolPage struct {
	*listing
	Rows     []api.Recommendation
	Counts   api.RecommendationCounts
	Before   *api.RecommendationCounts // under the policies in force, where others are tried
	Forecast *api.RefreshForecast
	Customer string // name of the one that the list is narrowed to
	Chosen   []api.Customer
	// Contacts are who has the devices, by asset, for who may see persons.
	Contacts map[uuid.UUID]api.ContactRef
	// Category and Months stand in the form of what if.
	Category string
	Months   int
	// Place is where in the list the page begins.
	Place string
	// Plan is what was to be planned, and Faults what is wrong with it.
	Plan   api.PlanDraft
	Faults faults
	// Policies is the address of the page of policies; empty: nobody may see it.
	Policies string
}

var eolFilters = []string{"state", "plan", "customer", "category", "virtual", "quarter", "try", "changed", "what", "months", "group"}

var eolSorts = []string{"due", "age", "name", "customer", "category", "warranty_end", "cost"}

// eolListing reads the address. What the slider says becomes a trial.
func (r *Request) eolListing() (*listing, api.RecommendationFilter) {
	l := r.listing(eolFilters...)
	if what, months := l.query.Get("what"), l.query.Get("months"); what != "" && months != "" {
		l.query.Set("try", what+":"+months)
	}
	l.query.Del("what")
	l.query.Del("months")
	f := api.RecommendationFilter{
		States: l.query["state"], Plans: l.query["plan"], Categories: l.query["category"], Virtual: l.has("virtual", "true"),
		Quarter: l.query.Get("quarter"), Try: l.query["try"], Changed: l.has("changed", "true"),
	}
	for _, text := range l.query["customer"] {
		if id, err := uuid.Parse(text); err == nil {
			f.Customers = append(f.Customers, id)
		} else if text == noCustomer {
			f.NoCustomer = true
		}
	}
	switch l.query.Get("group") {
	case "customer":
		l.query.Set("sort", "customer")
	case "quarter":
		l.query.Del("sort")
	}
	return l, f
}

func (s *Site) showRecommendations(r *Request) error {
	return s.recommendationsPage(r, http.StatusOK, api.PlanDraft{}, nil)
}

// recommendationsPage shows the list, with a plan that was refused.
func (s *Site) recommendationsPage(r *Request, status int, plan api.PlanDraft, wrong faults) error {
	l, f := r.eolListing()
	l.path = "/assets/eol"
	p := &eolPage{listing: l, Category: "Workstation", Months: 48, Place: r.URL.Query().Get(cursorName), Plan: plan, Faults: wrong}
	lives, scope := s.Services.Replacements, r.then()
	found, err := lives.Recommendations(r.Context(), scope, f, r.asked(l, eolSorts, "due"))
	if err != nil {
		return err
	}
	if err := follows(l, found.Data); err != nil {
		return err
	}
	p.Rows = found.Data.Items
	if err := s.eolSums(r, p, f); err != nil {
		return err
	}
	if err := s.eolSurroundings(r, p, f); err != nil {
		return err
	}
	if err := s.eolContacts(r, p); err != nil {
		return err
	}
	return r.pageWith(status, "EOL Recommendations", "eol", func(v *view) page { return recommendationsPage(v, p) })
}

// eolSums asks for what is counted above the list.
func (s *Site) eolSums(r *Request, p *eolPage, f api.RecommendationFilter) error {
	lives, scope := s.Services.Replacements, r.then()
	counts, err := lives.Counts(r.Context(), scope, f)
	if err != nil {
		return err
	}
	p.Counts = counts.Data
	if len(f.Try) > 0 {
		before := f
		before.Try = nil
		now, err := lives.Counts(r.Context(), scope, before)
		if err != nil {
			return err
		}
		p.Before = &now.Data
	}
	if r.may(permission.ReportsView) {
		together := f
		together.Together = true
		forecast, err := lives.Forecast(r.Context(), scope, together, api.DefaultQuarters)
		if err != nil {
			return err
		}
		p.Forecast = &forecast.Data
	}
	return nil
}

// eolSurroundings asks for what the forms of the page need.
func (s *Site) eolSurroundings(r *Request, p *eolPage, f api.RecommendationFilter) error {
	if len(f.Try) > 0 {
		if t, err := replacement.ParseTrial(f.Try[0]); err == nil && t.Limit != nil && t.Limit.MaxAge > 0 {
			p.Category, p.Months = string(t.Category), t.Limit.MaxAge
		}
	} else if policies, err := s.Services.Replacements.Policies(r.Context(), r.then(), uuid.Nil); err != nil {
		return err
	} else if i := slices.IndexFunc(policies.Data.Items, func(x api.ReplacementPolicy) bool { return x.MaxAgeMonths != nil }); i >= 0 {
		p.Category, p.Months = policies.Data.Items[i].Category, *policies.Data.Items[i].MaxAgeMonths
	}
	if len(f.Customers) == 1 {
		if c, err := s.Services.Customers.Get(r.Context(), r.then(), f.Customers[0]); err == nil {
			p.Customer, p.Chosen = c.Data.Name, []api.Customer{c.Data}
		}
	}
	if s.Services.Connections != nil && r.may(permission.IntegrationsView) {
		found, err := s.Services.Connections.List(r.Context(), r.scope(), api.List{Limit: 1, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		for _, c := range found.Data.Items {
			p.Policies = ConnectionPath(c.ID) + "/policies"
		}
	}
	return nil
}

// eolContacts asks who has the devices of the page. Names of the past are not kept.
func (s *Site) eolContacts(r *Request, p *eolPage) error {
	if s.Services.Associations == nil || !r.may(permission.TicketsView) || r.then().AsOf != nil {
		return nil
	}
	var assets []uuid.UUID
	for _, x := range p.Rows {
		if x.Contact != nil {
			assets = append(assets, x.Asset.ID)
		}
	}
	if len(assets) == 0 {
		return nil
	}
	found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Assets: assets}, api.List{Limit: mostChoices, Uncounted: true, Sort: api.Sort{By: "name"}})
	if err != nil {
		return err
	}
	p.Contacts = make(map[uuid.UUID]api.ContactRef)
	for _, x := range found.Data.Items {
		if x.Assigned != nil {
			p.Contacts[x.Asset.ID] = *x.Assigned
		}
	}
	return nil
}

// exportReplacement makes a file of what the page shows: all of it, not only the page.
func (s *Site) exportReplacement(what string) Handler {
	return func(r *Request) error {
		l, f := r.eolListing()
		return r.answerFile(s.Services.Replacements.Export(r.Context(), r.then(), what, f, r.asked(l, eolSorts, "due").Sort, api.DefaultQuarters, r.URL.Query().Get("format")))
	}
}

// over is the page with other filters of the list, and the rest as it is.
func (p *eolPage) over(values url.Values) string {
	q := p.copy()
	for _, name := range []string{"state", "plan", "quarter", "group", "sort"} {
		q.Del(name)
	}
	for name, v := range values {
		q[name] = v
	}
	return p.address(q)
}

// without is the page without what is tried.
func (p *eolPage) without() string {
	q := p.copy()
	q.Del("try")
	q.Del("changed")
	return p.address(q)
}

// group is the heading of a row's group; "" without groups.
func (p *eolPage) group(x api.Recommendation) string {
	switch p.query.Get("group") {
	case "customer":
		if x.Customer == nil {
			return api.NoCustomer
		}
		return x.Customer.Name
	case "quarter":
		return p.quarterWord(x)
	}
	return ""
}

func (p *eolPage) quarterWord(x api.Recommendation) string {
	due := x.DueOn
	if due != "" && x.Plan != nil && x.Plan.Action == string(replacement.Snooze) && x.Plan.Until > due {
		due = x.Plan.Until
	} else if x.State == string(replacement.Overdue) {
		return "Overdue"
	}
	if len(due) < len("2006-01") {
		return "Not known"
	}
	month, _ := strconv.Atoi(due[5:7]) // written by the service
	return due[:4] + "-Q" + strconv.Itoa((month-1)/3+1)
}
