package report

import (
	"time"

	rule "coresync/domain/asset"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Filter says what a report counts; the zero value counts what is neither retired nor
// archived. Members are joined by "and", the values of one member by "or".
type Filter struct {
	Customers    []uuid.UUID // REP-11
	NoCustomer   bool        // only those without
	Categories   []string    // REP-12
	Connectivity []string    // REP-13
	Retired      bool        // retired and archived ones as well
	// Virtual counts virtual machines, network devices and cloud services in reports on
	// age and warranty as well; devices by company counts them always.
	Virtual bool
	// Aging are categories of things that don't age and are counted all the same, since
	// a replacement policy speaks of them.
	Aging []string
	// Today is the day that ages and warranties are reckoned on.
	Today time.Time
}

// byCustomer tells whether the filter asks for customers.
func (f *Filter) byCustomer() bool { return len(f.Customers) > 0 || f.NoCustomer }

// alike narrows rows or cells named a by what both know.
func (f *Filter) alike(w *query.Where, physical bool) {
	query.In(w, "a.connectivity", f.Connectivity)
	if !f.Retired {
		w.And("a.status not in ('retired', 'archived')")
	}
	f.things(w, physical)
}

// things narrows rows, cells or groups named a by what kind of thing they are.
func (f *Filter) things(w *query.Where, physical bool) {
	query.In(w, "a.category", f.Categories)
	switch {
	case !physical || f.Virtual:
	case len(f.Aging) > 0:
		w.And("(" + asset.PhysicalSQL + " or a.category = any(" + w.Add(f.Aging) + "))")
	default:
		w.And(asset.PhysicalSQL)
	}
}

// customers narrows rows or cells by place to customers.
func (f *Filter) customers(w *query.Where) {
	query.In(w, asset.Customer, f.Customers)
	if f.NoCustomer {
		w.And(asset.Customer + " is null")
	}
}

// near lets the indexes on places find the rows of customers: it leaves out only what
// customers leaves out, too.
func (f *Filter) near(r *projections.Reading, w *query.Where) {
	asset.Near(r, w, f.Customers)
}

// LivingStatuses are those of assets that reports count unless retired ones are asked
// for, so that a list of assets can be narrowed to the same.
func LivingStatuses() []string {
	var living []string
	for _, s := range rule.Statuses() {
		if s != rule.StatusRetired && s != rule.StatusArchived {
			living = append(living, string(s))
		}
	}
	return living
}
