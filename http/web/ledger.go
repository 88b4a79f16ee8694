package web

import (
	"maps"
	"net/url"
	"slices"
	"time"

	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// ledgers are the pages of what is billed.
func (s *Site) ledgers() []Route {
	has := s.Services.Ledgers != nil
	return []Route{
		{"page.ledger", get, "/reports/ledger", permission.ReportsView, has, s.showLedger},
		{"page.ledger-export", get, "/reports/ledger/export", permission.ReportsView, has, s.exportLedger},
		{"page.ledger-classes", get, "/reports/ledger/classes", permission.ReportsView, has, s.showClasses},
		{"page.ledger-classes-save", post, "/reports/ledger/classes", permission.AssetsManage, has, s.saveClasses},
	}
}

// ledgerPage is what the page of a month shows.
type ledgerPage struct {
	*listing
	api.Ledger
	Months   []string // to choose from, newest first
	Previous string
	Next     string
	Part     string
	// Devices are those behind a number, where one was asked for.
	Devices *api.Page[api.LedgerDevice]
	Groups  []ledgerGroup
	Chosen  []api.Customer
}

// shownMonths is how many months back are offered; older ones stand in the address.
const shownMonths = 24

func (s *Site) askedLedger(r *Request) (*ledgerPage, api.LedgerFilter) {
	p := &ledgerPage{listing: r.listing("month", "customer", "class", "part", "why")}
	p.path = "/reports/ledger"
	p.query.Del("sort")
	p.Part = p.query.Get("part")
	if p.Part != api.NotBilled {
		p.query.Del("why")
		if !slices.Contains(ledgerParts(), p.Part) {
			p.Part = ""
			p.query.Del("part")
		}
	}
	f := api.LedgerFilter{Month: p.query.Get("month"), Classes: p.query["class"], Part: p.Part, Why: p.query.Get("why")}
	for _, text := range p.query["customer"] {
		if id, err := uuid.Parse(text); err == nil {
			f.Customers = append(f.Customers, id)
		} else if text == noCustomer {
			f.NoCustomer = true
		}
	}
	return p, f
}

func (s *Site) showLedger(r *Request) error {
	p, f := s.askedLedger(r)
	found, err := s.Services.Ledgers.Month(r.Context(), r.then(), f)
	if err != nil {
		return err
	}
	p.Ledger = found.Data
	first := p.From.In(dates.Zone(p.Zone))
	p.Previous = first.AddDate(0, -1, 0).Format("2006-01")
	if !p.Open {
		p.Next = first.AddDate(0, 1, 0).Format("2006-01")
	}
	now := s.Now().In(dates.Zone(p.Zone))
	for i := range shownMonths {
		p.Months = append(p.Months, time.Date(now.Year(), now.Month()-time.Month(i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01"))
	}
	p.Groups, p.Chosen = groupsOf(p.Lines), s.chosen(r, f.Customers)
	if p.Part != "" {
		list := r.asked(p.listing, []string{"name"}, "name")
		devices, err := s.Services.Ledgers.Devices(r.Context(), r.then(), f, list)
		if err != nil {
			return err
		}
		p.Devices = &devices.Data
		if err := follows(p.listing, devices.Data); err != nil {
			return err
		}
	}
	return r.page("Device Ledger", "reports", func(v *view) page { return ledgerMonthPage(v, p) })
}

func (s *Site) exportLedger(r *Request) error {
	_, f := s.askedLedger(r)
	return r.answerFile(s.Services.Ledgers.Export(r.Context(), r.then(), f, r.URL.Query().Get("devices") != "", r.URL.Query().Get("format")))
}

// export is the address of the month as a file.
func (p *ledgerPage) export(format string) string {
	q := p.copy()
	q.Set("format", format)
	if p.Part != "" {
		q.Set("devices", "true")
	}
	return p.path + "/export?" + q.Encode()
}

// at is the address of another month.
func (p *ledgerPage) at(month string) string {
	q := p.copy()
	q.Set("month", month)
	q.Del("part")
	q.Del("why")
	return p.path + "?" + q.Encode()
}

// ledgerGroup are the lines of a customer, with their sum where there are several.
type ledgerGroup struct {
	Sum   *api.LedgerLine // without a class: of all that stand here
	Lines []api.LedgerLine
}

// groupsOf joins lines of the same customer, which stand beside each other.
func groupsOf(lines []api.LedgerLine) []ledgerGroup {
	var groups []ledgerGroup
	for i := range lines {
		if i == 0 || refName(lines[i].Customer) != refName(lines[i-1].Customer) || refID(lines[i].Customer) != refID(lines[i-1].Customer) {
			groups = append(groups, ledgerGroup{})
		}
		g := &groups[len(groups)-1]
		g.Lines = append(g.Lines, lines[i])
	}
	for i := range groups {
		g := &groups[i]
		if len(g.Lines) < 2 {
			continue
		}
		g.Sum = &api.LedgerLine{Customer: g.Lines[0].Customer}
		for _, l := range g.Lines {
			g.Sum.Add(l.LedgerCount)
		}
	}
	return groups
}

func refID(r *api.Ref) uuid.UUID {
	if r == nil {
		return uuid.Nil
	}
	return r.ID
}

// behind is the address of the devices behind a number.
func (p *ledgerPage) behind(l *api.LedgerLine, part string) string {
	q := url.Values{"month": {p.Month}, "part": {part}}
	if l == nil {
		q["customer"], q["class"] = p.query["customer"], p.query["class"]
	} else {
		if q["class"] = p.query["class"]; l.Class != "" {
			q.Set("class", l.Class)
		}
		customer := noCustomer
		if l.Customer != nil {
			customer = l.Customer.ID.String()
		}
		q.Set("customer", customer)
	}
	for name, values := range q {
		if len(values) == 0 {
			q.Del(name)
		}
	}
	return p.path + "?" + q.Encode() + "#devices"
}

func ledgerParts() []string {
	return []string{"opening", "added", "removed", "moved_in", "moved_out", "closing"}
}

// partNumbers are the numbers of a line, in the order of ledgerParts.
func partNumbers(c api.LedgerCount) []int64 {
	return []int64{c.Opening, c.Added, c.Removed, c.MovedIn, c.MovedOut, c.Closing}
}

// ledgerWhy says in words why something is billed now, or not.
func ledgerWhy(why string) string {
	switch why {
	case "new":
		return "new"
	case "merged":
		return "part of another asset"
	case "removed":
		return "removed, or waiting for approval"
	case "ignored":
		return "ignored by a rule"
	case "retired":
		return "retired or archived"
	case "class_not_billable":
		return "its class is not billed"
	case "class_unknown":
		return "its class is not in the table"
	case "not_seen":
		return "not seen in a complete listing of the month"
	}
	return why
}

// notBilled are the reasons with their numbers, the most frequent first.
func (p *ledgerPage) notBilled() []string {
	reasons := slices.Sorted(maps.Keys(p.NotBilled))
	slices.SortStableFunc(reasons, func(a, b string) int { return int(p.NotBilled[b] - p.NotBilled[a]) })
	return reasons
}

// others is the address of the devices that are not billed, for a reason or of a class.
func (p *ledgerPage) others(name, value string) string {
	q := p.copy()
	for _, drop := range []string{"part", "why"} {
		q.Del(drop)
	}
	q.Set("month", p.Month)
	q.Set("part", api.NotBilled)
	q.Set(name, value)
	return p.path + "?" + q.Encode() + "#devices"
}

// reportTabs lead to all reports; to gives the addresses of those on devices, which share
// their filter.
func reportTabs(v *view, active string, to func(name string) string) []tab {
	var pages []item
	for _, name := range api.ReportNames() {
		pages = append(pages, item{Key: name, Word: api.ReportTitle(name), Href: to(name)})
	}
	pages = append(pages,
		item{Key: api.ReportLedger, Word: "Device Ledger", Href: "/reports/ledger"},
		item{Key: api.ReportMovements, Word: "Movements", Href: "/reports/movements"})
	if !v.byLink() {
		pages = append(pages, item{Key: "schedules", Word: "Scheduled", Href: schedulesPath})
	}
	return tabsOf(pages, keyed(active))
}

// reportAddress is the address of a report on devices without a filter.
func reportAddress(name string) string { return "/reports/devices?report=" + name }
