package api

import (
	"context"
	"time"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// Run is one sync run with its numbers (SYN-05 to SYN-09).
type Run struct {
	ID         uuid.UUID `json:"id"`
	Connection Ref       `json:"connection"`
	Trigger    string    `json:"trigger"` // first, manual or scheduled
	// State is queued, running, held, completed, failed, discarded or undone.
	State     string           `json:"state"`
	Preview   bool             `json:"preview"`
	Step      string           `json:"step,omitempty"` // the listing it is at, or broke off at
	StartedAt time.Time        `json:"started_at"`
	EndedAt   *time.Time       `json:"ended_at,omitempty"`
	Counts    event.SyncCounts `json:"counts"`
	// OrganizationsMatched counts mapped and mapped automatically (SYN-08).
	OrganizationsMatched   int `json:"organizations_matched"`
	OrganizationsUnmatched int `json:"organizations_unmatched"` // SYN-09
	// Reason is a stable code and Message a sentence where the run failed or is held.
	Reason   string    `json:"reason,omitempty"`
	Message  string    `json:"message,omitempty"`
	Position *Position `json:"position,omitempty"` // of its last event
}

// RunFilter selects runs; the zero value selects all.
type RunFilter struct {
	Connection uuid.UUID
	State      string
}

// Change is what one run did to one thing.
type Change struct {
	Kind     string        `json:"kind"` // created, changed, missing or presence
	Device   int64         `json:"device_id,omitempty"`
	Asset    *Ref          `json:"asset,omitempty"`
	Fields   []FieldChange `json:"fields"`
	Position int64         `json:"position,omitempty"` // 0: staged, not in the log
}

// FieldChange is a field's value before and after; empty: none.
type FieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Progress is where a run is. Done and Total count what Step lists.
type Progress struct {
	Run     uuid.UUID `json:"run"`
	State   string    `json:"state"`
	Step    string    `json:"step"`
	Done    int       `json:"done"`
	Total   int       `json:"total"` // 0: not known yet
	Message string    `json:"message,omitempty"`
	At      time.Time `json:"at"`
}

// Runs shows sync runs.
type Runs interface {
	List(ctx context.Context, s Scope, f RunFilter, l List) (Answer[Page[Run]], error)
	// Get may answer domain.CodeNotFound; so may Changes and Watch.
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[Run], error)
	Changes(ctx context.Context, s Scope, id uuid.UUID, kind string, l List) (Answer[Page[Change]], error)
	// Watch calls yield with the present progress at once and with each later one,
	// in order, until the run has ended (its last State is the final one), yield
	// returns an error, or the context ends.
	Watch(ctx context.Context, s Scope, id uuid.UUID, yield func(Progress) error) error
}
