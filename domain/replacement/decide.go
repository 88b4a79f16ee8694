package replacement

import (
	"fmt"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// The bounds of a policy.
const (
	MaxMonths = 600
	MaxCost   = 1_000_000_000
	MaxNote   = 200 // bytes of a reason or a note
)

// Change sets the rows of a customer (zero: the defaults) for some categories; an empty
// row is taken away.
type Change struct {
	Customer uuid.UUID
	Rows     []Changed
}

// Changed is one row of a Change.
type Changed struct {
	Category asset.Category
	Row
}

// EvolvePolicies folds an event into the rows.
func EvolvePolicies(p Policies, body event.Payload) Policies {
	switch b := body.(type) {
	case *event.ReplacementPolicySet:
		return p.With(Key{b.Customer, asset.Category(b.Category)}, RowOf(b))
	case *event.ReplacementPolicyUnset:
		return p.With(Key{b.Customer, asset.Category(b.Category)}, Row{})
	}
	return p
}

// RowOf is the row that an event sets.
func RowOf(b *event.ReplacementPolicySet) Row {
	row := Row{Cost: b.UnitCost}
	if b.EndOfLife != "" {
		row.Limit = &Limit{By: Basis(b.EndOfLife), MaxAge: b.MaxAgeMonths, Warn: b.WarnMonths}
	}
	return row
}

// DecidePolicies turns a change into events: none for rows that are so already.
func DecidePolicies(now Policies, c Change) ([]event.Payload, error) {
	if err := domain.Invalid(c.Check()); err != nil {
		return nil, err
	}
	var events []event.Payload
	for _, r := range c.Rows {
		key := Key{c.Customer, r.Category}
		was, is := now[key]
		switch {
		case same(was, r.Row) && is == (r.Row != Row{}):
		case r.Row == Row{}:
			events = append(events, &event.ReplacementPolicyUnset{Customer: c.Customer, Category: string(r.Category)})
		default:
			events = append(events, r.event(c.Customer))
		}
	}
	return events, nil
}

func (r Changed) event(customer uuid.UUID) *event.ReplacementPolicySet {
	e := &event.ReplacementPolicySet{Customer: customer, Category: string(r.Category), UnitCost: r.Cost}
	if r.Limit != nil {
		e.EndOfLife, e.MaxAgeMonths, e.WarnMonths = string(r.Limit.By), r.Limit.MaxAge, r.Limit.Warn
	}
	return e
}

func same(a, b Row) bool {
	equal := func(x, y *int64) bool { return x == y || x != nil && y != nil && *x == *y }
	return equal(a.Cost, b.Cost) && (a.Limit == b.Limit || a.Limit != nil && b.Limit != nil && *a.Limit == *b.Limit)
}

// Check finds all faults of a change; pointers are into its rows.
func (c Change) Check() []domain.Fault {
	var faults []domain.Fault
	seen := make(map[asset.Category]bool)
	for i, r := range c.Rows {
		fault := func(member, code, message string) {
			faults = append(faults, domain.Fault{Pointer: fmt.Sprintf("/policies/%d/%s", i, member), Code: code, Message: message})
		}
		if seen[r.Category] {
			fault("category", "repeated", string(r.Category)+" stands here twice; keep one.")
		}
		seen[r.Category] = true
		if r.Limit != nil {
			r.Limit.check(fault)
		}
		if r.Cost != nil && (*r.Cost < 0 || *r.Cost > MaxCost) {
			fault("unit_cost", "range", "Give a cost from 0 to 1,000,000,000.")
		}
	}
	return faults
}

func (l *Limit) check(fault func(member, code, message string)) {
	switch l.By {
	case ByAge:
		if l.MaxAge < 1 || l.MaxAge > MaxMonths {
			fault("max_age_months", "range", "Give a maximum age from 1 to 600 months.")
			return
		}
		if l.Warn >= l.MaxAge {
			fault("warn_months", "range", fmt.Sprintf("Warn fewer than %d months before: a warning at or before age 0 says nothing.", l.MaxAge))
		}
	case ByWarranty:
		if l.MaxAge != 0 {
			fault("max_age_months", "not_allowed", "Where the warranty ends a device's life there is no maximum age.")
		}
	default:
		fault("end_of_life", "unknown", "Choose age or warranty.")
		return
	}
	if l.Warn < 0 || l.Warn > MaxMonths {
		fault("warn_months", "range", "Warn from 0 to 600 months before.")
	}
}

// RestorePolicies gives the events that bring a customer's rows from those of now to
// those of before (undo).
func RestorePolicies(customer uuid.UUID, now, before Policies) []event.Payload {
	c := Change{Customer: customer}
	for _, category := range asset.Categories() {
		key := Key{customer, category}
		if !same(now[key], before[key]) {
			c.Rows = append(c.Rows, Changed{category, before[key]})
		}
	}
	events, _ := DecidePolicies(now, c) // what was decided once holds still
	return events
}
