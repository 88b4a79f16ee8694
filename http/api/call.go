package api

import (
	"time"

	"github.com/google/uuid"
)

// Scope says whose data a query asks for, and of when.
type Scope struct {
	Tenant uuid.UUID
	// AsOf asks for the past; nil: now. Where a read model cannot be asked for the
	// past, the route refuses the parameter.
	AsOf *Moment
}

// Moment is a place in the past: exactly one of the two is set.
type Moment struct {
	Position int64     // of the present epoch
	Time     time.Time // recorded_at: what was known then
	// Rules is the version to read it under, or RulesOfNow; empty: those of then.
	Rules string
}

// RulesOfNow stands for the rules that are in force now.
const RulesOfNow = "now"

// Command says who asks for a change, and how often at most it is done.
type Command struct {
	Tenant uuid.UUID
	Actor  string // an id such as "token:<uuid>"
	// AppendID is made of tenant and Idempotency-Key (UUIDv5); zero: no key was
	// given. A command of several appends derives further ids from it.
	AppendID uuid.UUID
	// Correlation is the id of the request.
	Correlation uuid.UUID
	// Expected is the version in If-Match: the change is refused with
	// domain.CodeConflict and reason "version_conflict" where the thing is at
	// another one. nil: whatever it is at.
	Expected *int64
}

// Written is the answer of a command.
type Written struct {
	// ID is the thing that was made or changed; nil where there is none.
	ID *uuid.UUID `json:"id,omitempty"`
	// Position is where the effect is visible: the last event written, or the head
	// of the log where nothing had to be written.
	Position Position `json:"position"`
	// Version is the thing's version after the change; 0: it has none.
	Version int64 `json:"version,omitempty"`
	// Replayed: an equal request with this Idempotency-Key was carried out before.
	Replayed bool `json:"replayed"`
	// Undo is what to give to Undos to take the change back; nil: it can't be, or
	// nothing was written.
	Undo *uuid.UUID `json:"undo,omitempty"`
}

// Standing says which state of the read models an answer shows. It goes into the
// headers Coresync-Position, -Age, -Generation and -Rules.
type Standing struct {
	// Position is the lowest of the models that were joined.
	Position Position
	// Age is how far that may be behind the log: 0 at its head, else the age of
	// the oldest event that is not applied yet.
	Age time.Duration
	// Generation names the release of the tenant.
	Generation string
	// Rules names the version of the rule set.
	Rules string
	// Degraded: some row is blocked by an event that could not be applied.
	Degraded bool
}

// Answer is what a query found, and how it stands.
type Answer[T any] struct {
	Standing
	Data T
}

// Ref names another thing, so that a list needs no second question.
type Ref struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}
