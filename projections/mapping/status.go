package mapping

import (
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// State is the mapping status of an organization or a location.
type State string

// The states. MappedAuto is an exact name that is unique both ways: it links at
// once and is shown as mapped (MAP-13). AutoMatched links nothing.
const (
	Mapped      State = "mapped"       // MAP-06: saved by a person
	MappedAuto  State = "mapped_auto"  // linked by name
	AutoMatched State = "auto_matched" // MAP-07: a likely customer, to be confirmed
	Unmatched   State = "unmatched"    // MAP-08
	Stale       State = "stale"        // MAP-09: its customer was removed
	Ignored     State = "ignored"      // nobody's customer
)

// Open lists the states that wait for a person.
func Open() []State { return []State{Stale, Unmatched, AutoMatched} }

// Linked tells whether devices of such an organization belong to its customer.
func (s State) Linked() bool { return s == Mapped || s == MappedAuto }

// Status is what an organization is mapped to, and why.
type Status struct {
	ID         uuid.UUID // of the organization's row
	State      State
	Customer   uuid.UUID // when linked
	Former     uuid.UUID // when stale: the customer that was removed
	Suggested  uuid.UUID // when auto-matched: the likely customer
	Score      int64     // of Customer or Suggested, 0 to 100, when found by matching
	Source     string    // saved, name, or nothing
	Evidence   string    // why, in words
	Candidates json.RawMessage
	Rules      string
}

// Candidate is a customer that an organization may be; Candidates of a Status holds
// a list of them, best first.
type Candidate struct {
	Customer uuid.UUID `json:"customer"`
	Score    int       `json:"score"`
	Reason   string    `json:"reason"`
}

func statusTable() projections.TableSpec[Status] {
	return projections.TableSpec[Status]{
		Name:    "status",
		Comment: "What each organization is mapped to.",
		Columns: []column.Column[Status]{
			column.UUID("id", "id of the organization's row", func(r *Status) *uuid.UUID { return &r.ID }),
			column.Text("state", "mapped, mapped_auto, auto_matched, unmatched, stale or ignored", func(r *Status) *State { return &r.State }),
			column.UUID("customer", "customer it belongs to", func(r *Status) *uuid.UUID { return &r.Customer }),
			column.UUID("former_customer", "removed customer of a stale mapping", func(r *Status) *uuid.UUID { return &r.Former }),
			column.UUID("suggested_customer", "likely customer that a person has to confirm", func(r *Status) *uuid.UUID { return &r.Suggested }),
			column.Int("score", "0 to 100, of a customer that matching found", func(r *Status) *int64 { return &r.Score }),
			column.Text("source", "saved or name", func(r *Status) *string { return &r.Source }),
			column.Text("evidence", "why, in words", func(r *Status) *string { return &r.Evidence }),
			column.JSON("candidates", "customers that it may be, best first: customer, score, reason", func(r *Status) *json.RawMessage { return &r.Candidates }),
			column.Text("rules", "version of the rules", func(r *Status) *string { return &r.Rules }),
		},
		ID:     func(r *Status) uuid.UUID { return r.ID },
		Effect: effectOn,
		Indexes: []projections.Index{
			{Name: "status_customer", On: "customer", Where: "customer is not null"},
		},
	}
}

// LocationStatus is what a location is mapped to for which a person decided apart from
// its organization. A location without a row goes with its organization.
type LocationStatus struct {
	ID       uuid.UUID // of the location's row
	State    State     // mapped, stale or ignored
	Customer uuid.UUID // when mapped
	Former   uuid.UUID // when stale
}

// CustomerOf is the SQL of the customer of a device, zero or one, where s is the status
// of its organization and ls that of its location, each joined if there is one.
const CustomerOf = "case when ls.id is null then s.customer else ls.customer end"

func locationStatusTable() projections.TableSpec[LocationStatus] {
	return projections.TableSpec[LocationStatus]{
		Name:    "location_status",
		Comment: "Locations that don't go with their organization, and what they are mapped to.",
		Columns: []column.Column[LocationStatus]{
			column.UUID("id", "id of the location's row", func(r *LocationStatus) *uuid.UUID { return &r.ID }),
			column.Text("state", "mapped, stale or ignored", func(r *LocationStatus) *State { return &r.State }),
			column.UUID("customer", "customer it belongs to", func(r *LocationStatus) *uuid.UUID { return &r.Customer }),
			column.UUID("former_customer", "removed customer of a stale mapping", func(r *LocationStatus) *uuid.UUID { return &r.Former }),
		},
		ID: func(r *LocationStatus) uuid.UUID { return r.ID },
		Indexes: []projections.Index{
			{Name: "location_status_customer", On: "customer", Where: "customer is not null"},
		},
	}
}
