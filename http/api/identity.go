package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// AssetLock is a field that a person set: the sync leaves it alone.
type AssetLock struct {
	Field string `json:"field"`
	Value string `json:"value"`
	// Ninja is what NinjaOne says of it; empty: nothing.
	Ninja    string `json:"ninjaone_says"`
	Position int64  `json:"position"` // of the decision
}

// AssetRecord is one source record that an asset is made of.
type AssetRecord struct {
	ID           uuid.UUID  `json:"id"`
	Source       string     `json:"source"`
	Name         string     `json:"name"`
	SerialNumber string     `json:"serial_number,omitempty"`
	Connection   *uuid.UUID `json:"connection,omitempty"`
	DeviceID     int64      `json:"device_id,omitempty"`
	EnrolledAt   *time.Time `json:"enrolled_at,omitempty"`
	LastContact  *time.Time `json:"last_contact_at,omitempty"`
	MissingSince *time.Time `json:"missing_since,omitempty"`
	// Rule linked it; empty for the oldest.
	Rule string `json:"rule,omitempty"`
	// Current: it gives the asset's fields.
	Current bool `json:"current"`
}

// Question asks people about assets that may be one thing, or about a field.
type Question struct {
	Kind   string `json:"kind"`
	Others []Ref  `json:"others"`
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// Duplicate is an asset about which there are questions.
type Duplicate struct {
	Asset     Asset      `json:"asset"`
	Questions []Question `json:"questions"`
}

// Why says where a field of an asset comes from.
type Why struct {
	Field string `json:"field"`
	Value string `json:"value"`
	// Source is hand, ninjaone, kept or computed.
	Source string `json:"source"`
	// Member of the device that gives it, such as system.serialNumber.
	Member     string    `json:"member,omitempty"`
	Rule       string    `json:"rule"`
	Rules      string    `json:"rules"` // version of the rule set
	Locked     bool      `json:"locked"`
	Precedence []string  `json:"precedence,omitempty"`
	Event      *WhyEvent `json:"event,omitempty"`
	Offered    []Offered `json:"offered"`
	// Identity is what a serial number is worth as an identity; of no other field.
	Identity *SerialStanding `json:"identity,omitempty"`
}

// SerialStanding is what an asset's serial number is worth as an identity: whether it
// identifies the device, is in quarantine since others have it, too, or was (A.3).
type SerialStanding struct {
	// State is identifies, quarantined, ambiguous or released.
	State  string `json:"state"`
	Rule   string `json:"rule"`
	Reason string `json:"reason,omitempty"`
	Others []Ref  `json:"others,omitempty"` // assets because of which, the first of them
}

// WhyEvent is the event that gave a field.
type WhyEvent struct {
	Position   int64      `json:"position"`
	ID         uuid.UUID  `json:"id"`
	Type       string     `json:"type"`
	OccurredAt time.Time  `json:"occurred_at"`
	RecordedAt time.Time  `json:"recorded_at"`
	Actor      string     `json:"actor"`
	Run        *uuid.UUID `json:"run,omitempty"`
}

// Offered is a value that was offered and lost.
type Offered struct {
	Source string `json:"source"`
	Member string `json:"member,omitempty"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

// AssetMerge is a merge of assets that is in force or was taken back.
type AssetMerge struct {
	ID         uuid.UUID   `json:"id"` // of the event
	Assets     []uuid.UUID `json:"assets"`
	Reason     string      `json:"reason,omitempty"`
	Actor      string      `json:"actor"`
	RecordedAt time.Time   `json:"recorded_at"`
	Position   int64       `json:"position"`
}

// MergeDraft makes assets one, which has the id of the oldest of them.
type MergeDraft struct {
	Assets []uuid.UUID `json:"assets"`
	Reason string      `json:"reason"`
}

// DuplicateAnswer answers a question: same, different, or undecided, which takes
// "different" back.
type DuplicateAnswer struct {
	Assets []uuid.UUID `json:"assets"`
	Answer string      `json:"answer"`
	Reason string      `json:"reason"`
	// Keep says for fields of which asset the value stays, with the answer same: it is set by
	// hand on the asset that they become, in the same append.
	Keep map[string]uuid.UUID `json:"keep,omitempty"`
}

// AssetRemoval says how a synced asset is removed: for good, or until NinjaOne shows
// it anew.
type AssetRemoval struct {
	UntilSeen bool   `json:"until_seen"`
	Reason    string `json:"reason"`
}

// AssetDecisions is what people decide about assets, synced ones above all.
type AssetDecisions interface {
	// Why says where a field comes from. Error: domain.CodeNotFound.
	Why(ctx context.Context, s Scope, id uuid.UUID, field string) (Answer[Why], error)
	// Whys says it of every field. Error: domain.CodeNotFound.
	Whys(ctx context.Context, s Scope, id uuid.UUID) (Answer[[]Why], error)
	// Lock keeps a field as it is; Unlock lets the other sources give it.
	Lock(ctx context.Context, c Command, id uuid.UUID, field string) (Written, error)
	Unlock(ctx context.Context, c Command, id uuid.UUID, field string) (Written, error)
	// Retire a missing asset, Drop a synced one, and take both back by Restore.
	Retire(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	Drop(ctx context.Context, c Command, id uuid.UUID, r AssetRemoval) (Written, error)
	Restore(ctx context.Context, c Command, id uuid.UUID) (Written, error)

	// Merges lists the merges of people, newest first.
	Merges(ctx context.Context, s Scope, l List) (Answer[Page[AssetMerge]], error)
	Merge(ctx context.Context, c Command, d MergeDraft) (Written, error)
	// Unmerge takes a merge back, named by its event.
	Unmerge(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Duplicates lists assets about which there are questions; kind "" is any.
	Duplicates(ctx context.Context, s Scope, kind string, l List) (Answer[Page[Duplicate]], error)
	Answer(ctx context.Context, c Command, a DuplicateAnswer) (Written, error)
	// Unlink takes a record out of an asset: it is an asset of its own, whatever rules say. It
	// is kept apart from all other records in one append. Errors: domain.CodeNotFound where the
	// asset has no such record; domain.CodeConflict, reason only_record, where it has no other.
	Unlink(ctx context.Context, c Command, id, record uuid.UUID) (Written, error)
}
