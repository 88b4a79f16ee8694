package service

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/domain/replacement"
	"coresync/http/api"
)

// reportAsk is a report or a list that is to be a file, with what it is narrowed by.
type reportAsk struct {
	report string
	q      url.Values
}

func (a reportAsk) flag(name string) bool { return a.q.Get(name) == "true" }

// oneOf makes a check that a value is one of those that there are.
func oneOf[S ~string](all ...S) func(string) bool {
	return func(text string) bool { return slices.Contains(all, S(text)) }
}

// asks says by what each report can be narrowed: the parameters of its route in the API.
func asks(report string) map[string]func(string) bool {
	known := parameters()
	id, yes := known["customer"], oneOf("true", "false")
	common := map[string]func(string) bool{"customer": id, "no_customer": yes}
	add := func(more map[string]func(string) bool) map[string]func(string) bool {
		for name, check := range more {
			common[name] = check
		}
		return common
	}
	category := oneOf(rule.Categories()...)
	switch report {
	case api.ReportCompanies, api.ReportAges, api.ReportWarranties:
		return add(map[string]func(string) bool{
			"category": category, "connectivity": oneOf(rule.Online, rule.Offline, rule.NotMonitored, rule.Unknown),
			"include_retired": yes, "include_virtual": yes,
		})
	case api.ReportLedger:
		return add(map[string]func(string) bool{
			"class": short, "devices": yes, "month": func(text string) bool { _, err := time.Parse("2006-01", text); return err == nil },
			"part": oneOf("opening", "added", "removed", "moved_in", "moved_out", "closing"),
		})
	case api.ReportMovements:
		at := func(text string) bool { _, err := time.Parse(time.RFC3339Nano, text); return err == nil }
		return map[string]func(string) bool{"customer": id, "kind": oneOf(api.MovementKinds()...), "between_customers": yes, "from": at, "to": at}
	case api.ExportRecommendations:
		return add(map[string]func(string) bool{
			"category": category, "state": oneOf(replacement.States()...), "plan": oneOf("open", string(replacement.Snooze), string(replacement.Order)), "include_virtual": yes,
		})
	case api.ExportForecast:
		return add(map[string]func(string) bool{"category": category, "include_virtual": yes})
	}
	t, there := api.ExportTableOf(report)
	if !there {
		return nil
	}
	of := make(map[string]func(string) bool)
	for _, name := range append(slices.Clone(t.Parameters), "q", "sort") {
		if check := takes(t, name); check != nil {
			of[name] = check
		}
	}
	return of
}

// ofMoments are the parameters that name a time. What is sent by itself is of its turn.
var ofMoments = []string{"month", "part", "from", "to"}

// scheduledAsk reads what a schedule sends, and finds all that is wrong with it.
func scheduledAsk(report, filter string) (reportAsk, []domain.Fault) {
	if !slices.Contains(api.ScheduledReports(), report) {
		return reportAsk{}, []domain.Fault{{Pointer: "/report", Code: "unknown", Message: "choose one of " + strings.Join(api.ScheduledReports(), ", ")}}
	}
	a, faults := readAsk(report, filter)
	for _, name := range ofMoments {
		if a.q.Has(name) && asks(report)[name] != nil {
			faults = append(faults, domain.Fault{Pointer: "/filter", Code: "unknown", Message: report + " is not narrowed by " + name + ": it is of its turn"})
		}
	}
	return a, faults
}

// mostFilter bounds what a filter is as a text.
const mostFilter = 2000

// readAsk reads what a report or a list is narrowed by, and finds all that is wrong with it.
func readAsk(report, filter string) (reportAsk, []domain.Fault) {
	known := asks(report)
	q, err := url.ParseQuery(filter)
	if err != nil || len(filter) > mostFilter {
		return reportAsk{}, []domain.Fault{{Pointer: "/filter", Code: "invalid", Message: "is no query of at most 2000 characters, such as category=Server"}}
	}
	var faults []domain.Fault
	for name, values := range q {
		check, there := known[name]
		if !there {
			faults = append(faults, domain.Fault{Pointer: "/filter", Code: "unknown", Message: report + " is not narrowed by " + name})
			continue
		}
		for _, v := range values {
			if !check(v) {
				faults = append(faults, domain.Fault{Pointer: "/filter", Code: "invalid", Message: name + " can't be " + v})
			}
		}
	}
	if report == api.TableComparison && !q.Has("from") {
		faults = append(faults, domain.Fault{Pointer: "/filter", Code: "required", Message: "from names the earlier moment: a time, or a position of the log"})
	}
	slices.SortFunc(faults, func(a, b domain.Fault) int { return strings.Compare(a.Message, b.Message) })
	return reportAsk{report: report, q: q}, faults
}

// counts is the filter of the reports that count devices.
func (a reportAsk) counts() api.ReportFilter {
	return api.ReportFilter{
		Customers: a.ids("customer"), NoCustomer: a.flag("no_customer"), Categories: a.q["category"], Connectivity: a.q["connectivity"],
		Retired: a.flag("include_retired"), Virtual: a.flag("include_virtual"),
	}
}

func (a reportAsk) ledger() api.LedgerFilter {
	return api.LedgerFilter{
		Month: a.q.Get("month"), Part: a.q.Get("part"), Customers: a.ids("customer"), NoCustomer: a.flag("no_customer"), Classes: a.q["class"],
	}
}

func (a reportAsk) lives() api.RecommendationFilter {
	return api.RecommendationFilter{
		Customers: a.ids("customer"), NoCustomer: a.flag("no_customer"), Categories: a.q["category"], States: a.q["state"], Plans: a.q["plan"], Virtual: a.flag("include_virtual"),
	}
}

func (a reportAsk) movements() api.MovementFilter {
	f := api.MovementFilter{Kinds: a.q["kind"], Customers: a.ids("customer"), Between: a.flag("between_customers")}
	f.From, _ = time.Parse(time.RFC3339Nano, a.q.Get("from")) // as readAsk saw; none: the usual one
	f.To, _ = time.Parse(time.RFC3339Nano, a.q.Get("to"))
	return f
}
