package privacy

import (
	"fmt"
	"maps"
	"time"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
)

// Bounds of the retention of last users, in days. A shorter one would take away what the
// day's work needs; 0 keeps them for good.
const (
	LeastDays = 28
	MostDays  = 3650
)

// Rules are what a workspace set about last users. The zero value keeps all for good.
type Rules struct {
	connections map[uuid.UUID]bool // whether they are kept, where somebody said so
	customers   map[uuid.UUID]bool
	Days        int // for how long they can be read; 0: for good
}

// Evolve folds an event of the workspace's stream into its rules.
func Evolve(r Rules, p event.Payload) Rules {
	switch p := p.(type) {
	case *event.LastUserKeepingSet:
		if p.Customer != uuid.Nil {
			r.customers = with(r.customers, p.Customer, p.Keep)
		} else {
			r.connections = with(r.connections, p.Connection, p.Keep)
		}
	case *event.LastUserRetentionSet:
		r.Days = p.Days
	}
	return r
}

func with(set map[uuid.UUID]bool, id uuid.UUID, keep event.Keeping) map[uuid.UUID]bool {
	set = maps.Clone(set)
	if keep == event.FollowUsers {
		delete(set, id)
		return set
	}
	if set == nil {
		set = make(map[uuid.UUID]bool)
	}
	set[id] = keep == event.KeepUsers
	return set
}

// Connection tells what was set of a connection: KeepUsers where nothing was.
func (r Rules) Connection(id uuid.UUID) event.Keeping {
	if keep, set := r.connections[id]; set && !keep {
		return event.DropUsers
	}
	return event.KeepUsers
}

// Customer tells what was set of a customer.
func (r Rules) Customer(id uuid.UUID) event.Keeping {
	keep, set := r.customers[id]
	switch {
	case !set:
		return event.FollowUsers
	case keep:
		return event.KeepUsers
	}
	return event.DropUsers
}

// Customers are the customers that have a rule of their own, and what it is.
func (r Rules) Customers() map[uuid.UUID]event.Keeping {
	all := make(map[uuid.UUID]event.Keeping, len(r.customers))
	for id := range r.customers {
		all[id] = r.Customer(id)
	}
	return all
}

// Withhold tells why the last user of a device must not be recorded; empty: it is. The
// customer's rule goes before the connection's; no customer: the connection's holds.
func (r Rules) Withhold(connection, customer uuid.UUID) event.Withheld {
	switch {
	case customer != uuid.Nil && r.Customer(customer) == event.DropUsers:
		return event.WithheldByCustomer
	case customer != uuid.Nil && r.Customer(customer) == event.KeepUsers:
		return ""
	case r.Connection(connection) == event.DropUsers:
		return event.WithheldByConnection
	}
	return ""
}

// KeepsAll tells whether nothing is withheld from a connection, whosever its devices are.
func (r Rules) KeepsAll(connection uuid.UUID) bool {
	for id := range r.customers {
		if r.Customer(id) == event.DropUsers {
			return false
		}
	}
	return r.Connection(connection) == event.KeepUsers
}

// Before is the moment before which last users can't be read any more, at a time; zero:
// there is none.
func (r Rules) Before(now time.Time) time.Time {
	if r.Days == 0 {
		return time.Time{}
	}
	return now.UTC().AddDate(0, 0, -r.Days)
}

// Decide turns an event that is wanted into the events to record: none where the rules say
// so already. Errors: domain.CodeInvalid with all faults.
func Decide(r Rules, wanted event.Payload) ([]event.Payload, error) {
	switch w := wanted.(type) {
	case *event.LastUserKeepingSet:
		if err := domain.Invalid(checkKeeping(w)); err != nil {
			return nil, err
		}
		if is := r.Connection(w.Connection); w.Customer == uuid.Nil && is == w.Keep || w.Customer != uuid.Nil && r.Customer(w.Customer) == w.Keep {
			return nil, nil
		}
	case *event.LastUserRetentionSet:
		if w.Days != 0 && (w.Days < LeastDays || w.Days > MostDays) {
			return nil, domain.Invalid([]domain.Fault{{Pointer: "/days", Code: "range",
				Message: fmt.Sprintf("choose %d to %d days, or 0 to keep last users for good", LeastDays, MostDays)}})
		}
		if w.Days == r.Days {
			return nil, nil
		}
	}
	return []event.Payload{wanted}, nil
}

func checkKeeping(w *event.LastUserKeepingSet) (faults []domain.Fault) {
	if (w.Customer == uuid.Nil) == (w.Connection == uuid.Nil) {
		faults = append(faults, domain.Fault{Pointer: "/customer", Code: "one_of", Message: "name a customer or a connection"})
	}
	switch {
	case w.Keep != event.KeepUsers && w.Keep != event.DropUsers && w.Keep != event.FollowUsers:
		faults = append(faults, domain.Fault{Pointer: "/keep", Code: "unknown", Message: "choose on, off or default"})
	case w.Keep == event.FollowUsers && w.Customer == uuid.Nil:
		faults = append(faults, domain.Fault{Pointer: "/keep", Code: "unknown", Message: "choose on or off for a connection"})
	}
	return faults
}

// MostReason bounds the reason of an erasure, in bytes.
const MostReason = 500

// CheckReason tells what is wrong with the reason of an erasure, which stays in the log.
func CheckReason(reason string) []domain.Fault {
	switch {
	case reason == "":
		return []domain.Fault{{Pointer: "/reason", Code: "required", Message: "say why, such as the number of the request; it stays in the log, so name nobody in it"}}
	case len(reason) > MostReason:
		return []domain.Fault{{Pointer: "/reason", Code: "length", Message: fmt.Sprintf("has at most %d bytes", MostReason)}}
	}
	return nil
}
