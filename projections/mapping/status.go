package mapping

import (
	"coresync/domain/matching"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// State is the mapping status of an organization.
type State string

// The states. MappedAuto is an exact name that is unique both ways: it links at
// once and is shown as mapped (MAP-13).
const (
	Mapped     State = "mapped"      // MAP-06: saved by a person
	MappedAuto State = "mapped_auto" // linked by name
	Unmatched  State = "unmatched"   // MAP-08
	Stale      State = "stale"       // MAP-09: its customer was removed
	Ignored    State = "ignored"     // nobody's customer
)

// States lists all states in the order in which they need attention.
func States() []State { return []State{Stale, Unmatched, MappedAuto, Mapped, Ignored} }

// Linked tells whether devices of such an organization belong to its customer.
func (s State) Linked() bool { return s == Mapped || s == MappedAuto }

// Status is what an organization is mapped to, and why.
type Status struct {
	ID       uuid.UUID // of the organization's row
	State    State
	Customer uuid.UUID // when linked
	Former   uuid.UUID // when stale: the customer that was removed
	Source   string    // saved, name, or nothing
	Evidence string    // the matched key, or why there is no match
	Rules    string
}

func statusTable() projections.TableSpec[Status] {
	return projections.TableSpec[Status]{
		Name:    "status",
		Comment: "What each organization is mapped to.",
		Columns: []column.Column[Status]{
			column.UUID("id", "id of the organization's row", func(r *Status) *uuid.UUID { return &r.ID }),
			column.Text("state", "mapped, mapped_auto, unmatched, stale or ignored", func(r *Status) *State { return &r.State }),
			column.UUID("customer", "customer it belongs to", func(r *Status) *uuid.UUID { return &r.Customer }),
			column.UUID("former_customer", "removed customer of a stale mapping", func(r *Status) *uuid.UUID { return &r.Former }),
			column.Text("source", "saved or name", func(r *Status) *string { return &r.Source }),
			column.Text("evidence", "why", func(r *Status) *string { return &r.Evidence }),
			column.Text("rules", "version of the rules", func(r *Status) *string { return &r.Rules }),
		},
		ID: func(r *Status) uuid.UUID { return r.ID },
		Indexes: []projections.Index{
			{Name: "status_customer", On: "customer", Where: "customer is not null"},
		},
	}
}

// resolve gives every organization its status. What a person decided wins; a name
// counts only for organizations that are still listed and of which nobody decided.
func resolve(r *rules.Set, v *projections.TenantView) ([]Status, error) {
	organizations := projections.RowsOf[Organization](v, "organization")
	present := make(map[uuid.UUID]bool)
	var parties []matching.Party
	for _, c := range projections.RowsOf[Customer](v, "customer") {
		if c.RemovedAt.IsZero() {
			present[c.ID] = true
			parties = append(parties, matching.Party{ID: c.ID, Key: c.NameKey})
		}
	}
	links := matching.Exact(candidates(organizations), parties)
	statuses := make([]Status, 0, len(organizations))
	for _, o := range organizations {
		if o.Observed {
			s := statusOf(o, present, links)
			s.Rules = r.Version
			statuses = append(statuses, s)
		}
	}
	return statuses, nil
}

// candidates are the organizations whose names count for uniqueness: also those
// that a person mapped, since a second one of that name is then in doubt.
func candidates(organizations []*Organization) []matching.Party {
	var parties []matching.Party
	for _, o := range organizations {
		if o.Observed && o.VanishedAt.IsZero() && o.Decision != DecisionIgnored {
			parties = append(parties, matching.Party{ID: o.ID, Key: o.NameKey})
		}
	}
	return parties
}

func statusOf(o *Organization, present map[uuid.UUID]bool, links map[uuid.UUID]uuid.UUID) Status {
	switch {
	case o.Decision == DecisionIgnored:
		return Status{ID: o.ID, State: Ignored, Source: "saved", Evidence: o.Reason}
	case o.Decision == DecisionMapped && present[o.Customer]:
		return Status{ID: o.ID, State: Mapped, Customer: o.Customer, Source: "saved"}
	case o.Decision == DecisionMapped:
		return Status{ID: o.ID, State: Stale, Former: o.Customer, Source: "saved", Evidence: "the customer was removed"}
	}
	if customer, linked := links[o.ID]; linked {
		return Status{ID: o.ID, State: MappedAuto, Customer: customer, Source: "name", Evidence: o.NameKey}
	}
	return Status{ID: o.ID, State: Unmatched}
}
