package event

import "github.com/google/uuid"

// What people decide about assets, synced or not, in the stream of the asset. An
// asset is named by its id; its records by theirs, which are ids of assets too.

// FieldSet says that a person gave a field of a synced asset a value, which locks it:
// the sync leaves it alone until it is unlocked (FLD-06, CAT ⚠).
type FieldSet struct {
	Asset uuid.UUID `json:"asset"`
	Field string    `json:"field"`
	Value string    `json:"value"`
}

// FieldLocked says that a person wants a field to stay as it is.
type FieldLocked struct {
	Asset uuid.UUID `json:"asset"`
	Field string    `json:"field"`
	Value string    `json:"value"` // that the person saw
}

// FieldUnlocked takes the value of a person away: the other sources give the field.
type FieldUnlocked struct {
	Asset uuid.UUID `json:"asset"`
	Field string    `json:"field"`
}

// AssetsMerged says that assets are one and the same thing (appendix A).
type AssetsMerged struct {
	Assets []uuid.UUID `json:"assets"`
	Reason string      `json:"reason,omitempty"`
}

// AssetsUnmerged takes a merge of exactly these back: rules decide again.
type AssetsUnmerged struct {
	Assets []uuid.UUID `json:"assets"`
	Reason string      `json:"reason,omitempty"`
}

// AssetsDistinct says that assets are different things, each of each other, whatever
// a rule says. It ends a merge of them.
type AssetsDistinct struct {
	Assets []uuid.UUID `json:"assets"`
	Reason string      `json:"reason,omitempty"`
}

// AssetsUndecided takes back that assets are different things.
type AssetsUndecided struct {
	Assets []uuid.UUID `json:"assets"`
}

// AssetRetired says that a missing asset is taken for retired (A.5). It is back at
// once when NinjaOne lists it again.
type AssetRetired struct {
	Asset uuid.UUID `json:"asset"`
}

// AssetRemoved says that a person removed a synced asset (AST-05 ⚠).
type AssetRemoved struct {
	Asset uuid.UUID `json:"asset"`
	// UntilSeen lets it come back as soon as NinjaOne shows it anew, changed or after
	// an absence; else it is ignored until it is restored.
	UntilSeen bool   `json:"until_seen,omitempty"`
	Reason    string `json:"reason,omitempty"`
}

// AssetRestored takes back that an asset was retired or removed.
type AssetRestored struct {
	Asset uuid.UUID `json:"asset"`
}

// EventType implements Payload.
func (FieldSet) EventType() Type { return "FieldSet" }

// EventType implements Payload.
func (FieldLocked) EventType() Type { return "FieldLocked" }

// EventType implements Payload.
func (FieldUnlocked) EventType() Type { return "FieldUnlocked" }

// EventType implements Payload.
func (AssetsMerged) EventType() Type { return "AssetsMerged" }

// EventType implements Payload.
func (AssetsUnmerged) EventType() Type { return "AssetsUnmerged" }

// EventType implements Payload.
func (AssetsDistinct) EventType() Type { return "AssetsDistinct" }

// EventType implements Payload.
func (AssetsUndecided) EventType() Type { return "AssetsUndecided" }

// EventType implements Payload.
func (AssetRetired) EventType() Type { return "AssetRetired" }

// EventType implements Payload.
func (AssetRemoved) EventType() Type { return "AssetRemoved" }

// EventType implements Payload.
func (AssetRestored) EventType() Type { return "AssetRestored" }
