package replacement

import (
	"time"

	"coresync/domain/asset"
	"coresync/domain/lifetime"

	"github.com/google/uuid"
)

// Basis is what ends a device's life.
type Basis string

// The bases. That a warranty ends is no end of life unless a policy says so (EOL-08 ⚠).
const (
	ByAge      Basis = "age"
	ByWarranty Basis = "warranty"
)

// Limit is when a device's life ends, and how long before people are warned.
type Limit struct {
	By     Basis
	MaxAge int // months; of ByAge
	Warn   int // months before the end; less than MaxAge
}

// Row is what a row of the policies says itself; nil is inherited. A customer's row
// replaces both numbers of a category, and leaves the other categories as they are.
type Row struct {
	Limit *Limit
	Cost  *int64 // of one new device, in whole units of money
}

// Key names a row; the zero customer is that of the defaults.
type Key struct {
	Customer uuid.UUID
	Category asset.Category
}

// Policies are the rows of a workspace.
type Policies map[Key]Row

// Policy is what holds for devices of a customer and category.
type Policy struct {
	Limit *Limit // nil: there is no policy
	Cost  *int64 // nil: not known
	// LimitInherited and CostInherited: it is the default's, not the customer's own.
	LimitInherited, CostInherited bool
}

// Of is the policy for devices of a customer (zero: of none) and category, field by
// field: the customer's own, else the default.
func (p Policies) Of(customer uuid.UUID, category asset.Category) Policy {
	own := p[Key{customer, category}]
	found := Policy{Limit: own.Limit, Cost: own.Cost}
	if customer == uuid.Nil {
		return found
	}
	byDefault := p[Key{Category: category}]
	if own.Limit == nil {
		found.Limit, found.LimitInherited = byDefault.Limit, true
	}
	if own.Cost == nil {
		found.Cost, found.CostInherited = byDefault.Cost, true
	}
	return found
}

// With is the policies as they would be with a row; an empty one takes it away.
func (p Policies) With(k Key, row Row) Policies {
	with := make(Policies, len(p)+1)
	for key, r := range p {
		with[key] = r
	}
	if row == (Row{}) {
		delete(with, k)
	} else {
		with[k] = row
	}
	return with
}

// Defaults are the rows that hold for all customers.
func (p Policies) Defaults() Policies {
	found := make(Policies)
	for k, r := range p {
		if k.Customer == uuid.Nil {
			found[k] = r
		}
	}
	return found
}

// Customers are those that have rows of their own.
func (p Policies) Customers() []uuid.UUID {
	seen := make(map[uuid.UUID]bool)
	var found []uuid.UUID
	for k := range p {
		if k.Customer != uuid.Nil && !seen[k.Customer] {
			seen[k.Customer] = true
			found = append(found, k.Customer)
		}
	}
	return found
}

// Ageless are the categories of things that don't grow old, such as network gear, that
// any row has a limit for all the same. A virtual machine is none of them because it is
// a server: a policy for servers is one for machines that are bought.
func (p Policies) Ageless() []string {
	var found []string
	for _, c := range asset.Categories() {
		for k, r := range p {
			if k.Category == c && !c.Ages() && r.Limit != nil {
				found = append(found, string(c))
				break
			}
		}
	}
	return found
}

// State is what a policy says of a device on a day (EOL-06 to EOL-08).
type State string

// The states. What no policy covers, and what has no age, is never compliant.
const (
	Overdue     State = "overdue"
	Approaching State = "approaching"
	Compliant   State = "compliant"
	UnknownAge  State = "unknown_age"
	NoPolicy    State = "no_policy"
)

// States lists the states in the order in which people are shown them.
func States() []State { return []State{Overdue, Approaching, Compliant, UnknownAge, NoPolicy} }

// Counted is the date that a device's life is counted from: its birth, or the last day
// of its warranty.
func (l Limit) Counted(born, warrantyEnd time.Time) time.Time {
	if l.By == ByWarranty {
		return warrantyEnd
	}
	return born
}

// Due is the end of the life of a device that is counted from a date: the day on which
// it reaches the maximum age, or the last day of its warranty. Zero: not known.
func (l Limit) Due(from time.Time) time.Time {
	if from.IsZero() || l.By == ByWarranty {
		return from
	}
	return lifetime.AddMonths(from, l.MaxAge)
}

// OverdueBy is the latest date to count from of what is overdue on a day: exactly at
// the maximum age is overdue, the last day of a warranty is still a day of it.
func (l Limit) OverdueBy(today time.Time) time.Time {
	if l.By == ByWarranty {
		return today.AddDate(0, 0, -1)
	}
	return lifetime.BornBy(today, l.MaxAge)
}

// WarnBy is the latest date to count from of what is at least approaching its end.
func (l Limit) WarnBy(today time.Time) time.Time {
	if l.By == ByWarranty {
		return lifetime.AddMonths(today, l.Warn)
	}
	return lifetime.BornBy(today, l.MaxAge-l.Warn)
}

// State is that of a device that is counted from a date; zero: not known.
func (p Policy) State(from, today time.Time) State {
	switch {
	case p.Limit == nil:
		return NoPolicy
	case from.IsZero():
		return UnknownAge
	case !from.After(p.Limit.OverdueBy(today)):
		return Overdue
	case !from.After(p.Limit.WarnBy(today)):
		return Approaching
	}
	return Compliant
}
