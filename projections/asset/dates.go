package asset

import (
	"strings"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/projections"
	"coresync/projections/query"
)

// PhysicalSQL leaves out of rows and cells named a what does not age: virtual machines,
// network devices and cloud services (REP-10 ⚠).
var PhysicalSQL = "(not a.virtual and a.category not in ('" + strings.Join(ageless(), "', '") + "'))"

func ageless() []string {
	var names []string
	for _, c := range rule.Categories() {
		if !c.Ages() {
			names = append(names, string(c))
		}
	}
	return names
}

// CountOnly says that a reading asks the rows of assets for nothing but what they are
// counted by.
func CountOnly(r *projections.Reading) { r.Only(Name, "asset", countedBy) }

// countedBy are the columns that the conditions of reports and the numbers beside the
// filters of lists look at.
var countedBy = []string{
	"id", "asset", "shown", "source", "name", "tags", "category", "node_class", "virtual", "status", "connectivity", "missing_since",
	"organization_id", "organization", "location", "customer", "connection", "contact",
	"born", "purchased_on", "fulfilled_on", "warranty_start", "warranty_end",
}

// Ages tells whether the row is of a thing that ages, as PhysicalSQL does.
func (r *Row) Ages() bool { return !r.Virtual && r.Category.Ages() }

// applyDates narrows the list to bands of age and states of the warranty.
func (f *Filter) applyDates(w *query.Where) {
	var either []string
	for _, band := range f.Ages {
		if days, known := band.Born(f.Today); known {
			either = append(either, Within(w, BornSQL, days))
		} else {
			either = append(either, BornSQL+" is null")
		}
	}
	oneOf(w, either)
	either = nil
	for _, state := range f.Warranties {
		if days, known := state.Ends(f.Today); known {
			either = append(either, Within(w, "a.warranty_end", days))
		} else {
			either = append(either, "a.warranty_end is null")
		}
	}
	oneOf(w, either)
	if f.Ends != (lifetime.Range{}) {
		w.And(Within(w, "a.warranty_end", f.Ends))
	}
	if f.Estimated {
		w.And(EstimatedSQL)
	}
}

func oneOf(w *query.Where, conditions []string) {
	if len(conditions) > 0 {
		w.And("(" + strings.Join(conditions, " or ") + ")")
	}
}

// Within is the condition that a date is in a range.
func Within(w *query.Where, expr string, days lifetime.Range) string {
	condition := "(" + expr + " is not null"
	if !days.From.IsZero() {
		condition += " and " + expr + " >= " + w.Add(days.From.Format(time.DateOnly)) + "::text::date"
	}
	if !days.To.IsZero() {
		condition += " and " + expr + " <= " + w.Add(days.To.Format(time.DateOnly)) + "::text::date"
	}
	return condition + ")"
}
