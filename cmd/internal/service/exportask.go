package service

import (
	"slices"
	"strconv"
	"strings"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/change"
	"coresync/domain/lifetime"
	"coresync/http/api"
	read "coresync/projections/access"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
)

// takes is how a parameter of a list is checked; nil: the list has no such parameter.
func takes(t api.ExportTable, name string) func(string) bool {
	if !t.Takes(name) {
		return nil
	}
	switch name {
	case "sort":
		return t.SortsBy
	case "from", "to", "since", "until":
		if t.Name == api.TableEvents {
			return eventBound(name)
		}
	case "status":
		return statusOf(t.Name)
	case "state":
		return stateOf(t.Name)
	case "field":
		if t.Name == api.TableRunChanges { // members of NinjaOne's, of which there are any
			return short
		}
	case "kind":
		switch t.Name {
		case api.TableComparison:
			return oneOf(api.DifferenceKinds()...)
		case api.TableAccounts, api.TableRoles:
			return oneOf(read.Technician, read.EndUser)
		case api.TableRunChanges:
			return oneOf(change.Kinds()...)
		}
		return oneOf(rule.DoubtKinds()...)
	}
	return parameters()[name]
}

// parameters are those that mean the same wherever they are.
func parameters() map[string]func(string) bool {
	id := func(text string) bool { _, err := uuid.Parse(text); return err == nil }
	yes := oneOf("true", "false")
	moment := func(text string) bool {
		_, is := position(text)
		_, err := time.Parse(time.RFC3339Nano, text)
		return is || err == nil
	}
	return map[string]func(string) bool{
		"customer": id, "connection": id, "run": id, "thing": oneOf(change.Things()...), "contact": id, "role": id, "account": id, "recipient": id,
		"former": yes, "unheld": yes, "view": oneOf(api.AccessViews()...), "type": short, "stream": short, "stream_prefix": short, "about": short, "actor": short, "correlation_id": id, "event_id": id,
		"no_customer": yes, "unassigned": yes, "physical": yes, "ignored": yes, "missing": yes, "no_longer_synced": yes, "age_estimated": yes, "tag": short,
		"organization": func(text string) bool { n, err := strconv.ParseInt(text, 10, 64); return err == nil && n > 0 },
		"category":     oneOf(rule.Categories()...), "connectivity": oneOf(rule.Online, rule.Offline, rule.NotMonitored, rule.Unknown),
		"source": oneOf("ninjaone", "manual"), "age": oneOf(lifetime.Bands()...), "warranty": oneOf(lifetime.Warranties()...),
		"warranty_ends": func(text string) bool { _, is := lifetime.Month(text); return is },
		"col":           func(text string) bool { return len(api.AssetColumnsOf([]string{text})) == 1 },
		"q":             short, "of": oneOf(api.CompareNames()...), "from": moment, "to": moment,
		"rules": func(text string) bool { _, is := position(text); return is || text == api.RulesOfNow },
		"field": func(text string) bool {
			return slices.Contains(slices.Concat(assetFields, mappingFields, organizationFields), text)
		},
	}
}

// statusOf is how the status of a list's rows is checked.
func statusOf(table string) func(string) bool {
	switch table {
	case api.TableAssets:
		return oneOf(rule.Statuses()...)
	case api.TableMapping:
		return oneOf("open", "mapped", "auto_matched", "unmatched", "stale", "ignored")
	case api.TableLocations:
		return oneOf("organization", "mapped", "stale", "ignored")
	case api.TableRequests:
		return oneOf(append(api.OpenRequests(), api.RequestsOpen, "done", "failed", "rejected", "cancelled", "revoked")...)
	}
	return short // that of tickets is a text
}

// stateOf is how the state of a list's rows is checked.
func stateOf(table string) func(string) bool {
	switch table {
	case api.TableRuns:
		return oneOf("queued", "running", "held", "completed", "failed", "discarded", "undone")
	case api.TableInbox:
		return oneOf("open", "done")
	}
	return oneOf(suggestion.States()...)
}

// short tells whether a text may stand in an address.
func short(text string) bool { return text != "" && len(text) <= 200 && !strings.ContainsRune(text, 0) }

// position reads a position of the log.
func position(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0
}

func (a reportAsk) ids(name string) (ids []uuid.UUID) {
	for _, text := range a.q[name] {
		if id, err := uuid.Parse(text); err == nil { // as readAsk saw
			ids = append(ids, id)
		}
	}
	return ids
}

func (a reportAsk) id(name string) uuid.UUID {
	id, _ := uuid.Parse(a.q.Get(name)) // as readAsk saw
	return id
}

func (a reportAsk) number(name string) int64 {
	n, _ := position(a.q.Get(name)) // as readAsk saw
	return n
}

// list is the page request for the first page of a list.
func (a reportAsk) list() api.List {
	t, _ := api.ExportTableOf(a.report) // readAsk looked
	sort := a.q.Get("sort")
	if sort == "" && len(t.Sorts) > 0 {
		sort = t.Sorts[0]
	}
	by, down := strings.CutPrefix(sort, "-")
	return api.List{Limit: maxPage, Q: a.q.Get("q"), Sort: api.Sort{By: by, Descending: down}, Uncounted: true}
}

// assets is the filter of the list of assets.
func (a reportAsk) assets() api.AssetFilter {
	f := api.AssetFilter{
		Customers: a.ids("customer"), NoCustomer: a.flag("no_customer"), Connections: a.ids("connection"), Organization: a.number("organization"),
		Categories: a.q["category"], Statuses: a.q["status"], Connectivity: a.q["connectivity"], Tags: a.q["tag"], Contact: a.id("contact"),
		Ignored: a.flag("ignored"), Unassigned: a.flag("unassigned"), Physical: a.flag("physical"),
		Released: a.flag("no_longer_synced"), Estimated: a.flag("age_estimated"),
	}
	f.Ends, _ = lifetime.Month(a.q.Get("warranty_ends")) // as readAsk saw
	if all := a.q["source"]; len(all) == 1 {             // both: any
		f.Source = all[0]
	}
	if all := a.q["missing"]; len(all) == 1 {
		missing := all[0] == "true"
		f.Missing = &missing
	}
	for _, band := range a.q["age"] {
		f.Ages = append(f.Ages, lifetime.Band(band))
	}
	for _, state := range a.q["warranty"] {
		f.Warranties = append(f.Warranties, lifetime.Warranty(state))
	}
	return f
}

// compare is what is compared; it has a first moment.
func (a reportAsk) compare() api.CompareQuery {
	q := api.CompareQuery{Of: a.q.Get("of"), Kinds: a.q["kind"], Fields: a.q["field"], From: *momentIn(a.q.Get("from"), a.q.Get("rules")), To: momentIn(a.q.Get("to"), a.q.Get("rules"))}
	if q.Of == "" {
		q.Of = api.CompareAssets
	}
	return q
}
