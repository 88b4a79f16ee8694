package api

import (
	"context"

	"github.com/google/uuid"
)

// MostChanged is how many assets one change may be about.
const MostChanged = 5000

// Actions of an AssetChange.
const (
	ChangeSet      = "set"
	ChangeLock     = "lock"
	ChangeUnlock   = "unlock"
	ChangeIgnore   = "ignore"
	ChangeAssign   = "assign"
	ChangeUnassign = "unassign"
)

// AssetChange is one change of many assets: those that are named, or all that a list
// shows under a filter.
type AssetChange struct {
	Assets   []uuid.UUID    `json:"assets"`
	Matching *AssetMatching `json:"-"`
	Action   string         `json:"action"`
	// Status, Category and Customer are what ChangeSet sets; the zero UUID takes the
	// customer away, an empty text lets NinjaOne say it again.
	Status   *string    `json:"status"`
	Category *string    `json:"category"`
	Customer *uuid.UUID `json:"customer"`
	Field    string     `json:"field"` // of ChangeLock and ChangeUnlock
	// Contact is whom ChangeAssign gives them to; who has one already keeps it.
	Contact       *uuid.UUID `json:"contact"`
	OtherCustomer bool       `json:"other_customer"` // takes a contact of another customer all the same
	// Contacts gives the assets of each of these customers to a contact of it, instead of Contact.
	// Those of no customer, or of another one, are left as they are, with code CodeNoContact.
	Contacts []CustomerContact `json:"contacts"`
}

// CustomerContact says who gets the assets of a customer.
type CustomerContact struct {
	Customer uuid.UUID `json:"customer"`
	Contact  uuid.UUID `json:"contact"`
}

// CodeNoContact is told of an asset for whose customer no contact was named.
const CodeNoContact = "no_contact"

// AssetMatching is a list as a person saw it: the filter, and what stood under it.
type AssetMatching struct {
	Filter AssetFilter
	Q      string
	// Selection is AssetSelection.Selection of that moment: where other assets match
	// since, the change is refused with reason "selection_changed" and writes nothing.
	Selection string
}

// AssetSelection names the assets that a list shows at a moment.
type AssetSelection struct {
	Count int64 `json:"count"`
	// Selection is the same for the same assets, and another one for others; empty where
	// they are more than MostChanged.
	Selection string `json:"selection"`
}

// AssetChanged is what became of one asset.
type AssetChanged struct {
	Asset   Ref    `json:"asset"`
	Outcome string `json:"outcome"` // saved, unchanged, conflict or refused
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"` // why not
}

// AssetsChanged is the answer to a change of many assets.
type AssetsChanged struct {
	Rows     []AssetChanged
	Position Position
	Replayed bool // carried out before: rows are those that it changed
	// Selected is how many assets a selection that was carried out before stood for. Those
	// that Rows lacks were so already, were refused, or were not reached: the request
	// before this one may have been cut short.
	Selected int
	// Undo is what to give to Undos to take it back, whole or in part; nil: nothing was saved.
	Undo *uuid.UUID
}

// AssetChanges changes many assets at once. One that can't be changed leaves the others alone.
type AssetChanges interface {
	// Select tells which assets are under a filter now.
	Select(ctx context.Context, s Scope, f AssetFilter, q string) (Answer[AssetSelection], error)
	Change(ctx context.Context, c Command, change AssetChange) (AssetsChanged, error)
}
