package service

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/replacement"
	"coresync/http/api"

	"github.com/google/uuid"
)

// reportAsk is a report that is to be sent, with what it is narrowed by.
type reportAsk struct {
	report string
	q      url.Values
}

func (a reportAsk) flag(name string) bool { return a.q.Get(name) == "true" }

func (a reportAsk) customers() (ids []uuid.UUID) {
	for _, text := range a.q["customer"] {
		if id, err := uuid.Parse(text); err == nil { // as readAsk saw
			ids = append(ids, id)
		}
	}
	return ids
}

// oneOf makes a check that a value is one of those that there are.
func oneOf[S ~string](all ...S) func(string) bool {
	return func(text string) bool { return slices.Contains(all, S(text)) }
}

// asks says by what each report can be narrowed where it is sent: the parameters of its
// route in the API, but for those of a moment.
func asks(report string) map[string]func(string) bool {
	id := func(text string) bool { _, err := uuid.Parse(text); return err == nil }
	yes := oneOf("true", "false")
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
		return add(map[string]func(string) bool{"class": func(text string) bool { return text != "" && len(text) <= 100 }, "devices": yes})
	case api.ReportMovements:
		return map[string]func(string) bool{"customer": id, "kind": oneOf(api.MovementKinds()...), "between_customers": yes}
	case api.ExportRecommendations:
		return add(map[string]func(string) bool{
			"category": category, "state": oneOf(replacement.States()...), "plan": oneOf("open", string(replacement.Snooze), string(replacement.Order)), "include_virtual": yes,
		})
	case api.ExportForecast:
		return add(map[string]func(string) bool{"category": category, "include_virtual": yes})
	}
	return nil
}

// mostFilter bounds what a filter is as a text.
const mostFilter = 2000

// readAsk reads what a schedule sends, and finds all that is wrong with it.
func readAsk(report, filter string) (reportAsk, []domain.Fault) {
	known := asks(report)
	if known == nil {
		return reportAsk{}, []domain.Fault{{Pointer: "/report", Code: "unknown", Message: "choose one of " + strings.Join(api.ScheduledReports(), ", ")}}
	}
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
	slices.SortFunc(faults, func(a, b domain.Fault) int { return strings.Compare(a.Message, b.Message) })
	return reportAsk{report, q}, faults
}

// counts is the filter of the reports that count devices.
func (a reportAsk) counts() api.ReportFilter {
	return api.ReportFilter{
		Customers: a.customers(), NoCustomer: a.flag("no_customer"), Categories: a.q["category"], Connectivity: a.q["connectivity"],
		Retired: a.flag("include_retired"), Virtual: a.flag("include_virtual"),
	}
}

func (a reportAsk) ledger() api.LedgerFilter {
	return api.LedgerFilter{Customers: a.customers(), NoCustomer: a.flag("no_customer"), Classes: a.q["class"]}
}

func (a reportAsk) lives() api.RecommendationFilter {
	return api.RecommendationFilter{
		Customers: a.customers(), NoCustomer: a.flag("no_customer"), Categories: a.q["category"], States: a.q["state"], Plans: a.q["plan"], Virtual: a.flag("include_virtual"),
	}
}

func (a reportAsk) movements() api.MovementFilter {
	return api.MovementFilter{Kinds: a.q["kind"], Customers: a.customers(), Between: a.flag("between_customers")}
}

// words say what of a report is sent.
func (s reportMail) words(ctx context.Context, scope api.Scope, a reportAsk) (string, error) {
	switch a.report {
	case api.ReportLedger:
		return ledgerWords(a.ledger()), nil
	case api.ReportMovements:
		words := "all"
		if kinds := a.q["kind"]; len(kinds) > 0 {
			words = "of " + strings.Join(kinds, " or ")
		}
		if a.flag("between_customers") {
			words += "; between customers"
		}
		return words + ".", nil
	case api.ExportRecommendations, api.ExportForecast:
		return s.lives.filterWords(ctx, scope, a.lives())
	}
	return s.counts.filterWords(ctx, scope, a.counts())
}

// file makes the file of a sending: the one that an export of that moment gives, byte for
// byte. A ledger is that of the month that ended last before it.
func (s reportMail) file(ctx context.Context, tenant uuid.UUID, d *event.ReportDispatched, zone *time.Location) (api.File, error) {
	a, wrong := readAsk(d.Report, d.Filter)
	err := domain.Invalid(wrong)
	if err != nil {
		return api.File{}, err
	}
	scope := api.Scope{Tenant: tenant, AsOf: &api.Moment{Time: d.At}}
	var found api.Answer[api.File]
	switch d.Report {
	case api.ReportLedger:
		f := a.ledger()
		at := d.At.In(zone)
		f.Month = time.Date(at.Year(), at.Month(), 0, 12, 0, 0, 0, zone).Format("2006-01")
		found, err = s.ledgers.Export(ctx, scope, f, a.flag("devices"), d.Format)
	case api.ReportMovements:
		f := a.movements()
		f.From, f.To = d.Since, d.At
		found, err = s.moves.Export(ctx, scope, f, d.Format)
	case api.ExportRecommendations, api.ExportForecast:
		found, err = s.lives.Export(ctx, scope, d.Report, a.lives(), api.Sort{By: "due"}, api.DefaultQuarters, d.Format)
	default:
		found, err = s.counts.Export(ctx, scope, d.Report, a.counts(), d.Format)
	}
	return found.Data, err
}
