package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// ReportMovements is the report of what changed hands.
const ReportMovements = "movements"

// MovementKinds are what movements are about.
func MovementKinds() []string { return []string{"customer", "location", "owner", "name", "network"} }

// MovementFilter says which movements; the zero value asks for those of the last 30 days.
type MovementFilter struct {
	From, To  time.Time // what was known at both; zero To: now
	Kinds     []string
	Customers []uuid.UUID // of before or after
	Asset     uuid.UUID
	// Between leaves only what had a customer before and has another one now.
	Between bool
}

// Movement is what changed of an asset between two moments (beyond.md rank 5). From and To
// are a customer or a location, an owner's id without a name, or without an id a name or a
// network: that from which it reaches the internet.
type Movement struct {
	Asset    Ref        `json:"asset"`
	Customer *Ref       `json:"customer"` // of the asset at the later moment
	Kind     string     `json:"kind"`     // customer, location, owner, name or network
	From     *MovedEnd  `json:"from"`     // null: it had none
	To       *MovedEnd  `json:"to"`       // null: it has none
	At       *time.Time `json:"at,omitempty"`
	// Position, Type and Actor are those of the newest event that did it; absent where a
	// rule concluded it, such as a link by equal names.
	Position int64  `json:"position,omitempty"`
	Type     string `json:"type,omitempty"`
	Actor    string `json:"actor,omitempty"`
}

// MovedEnd is one end of a movement.
type MovedEnd struct {
	ID   *uuid.UUID `json:"id,omitempty"`
	Name string     `json:"name,omitempty"`
}

// Movements tells what changed between two moments, newest first.
type Movements interface {
	List(ctx context.Context, s Scope, f MovementFilter, l List) (Answer[Page[Movement]], error)
	Export(ctx context.Context, s Scope, f MovementFilter, format string) (Answer[File], error)
}
