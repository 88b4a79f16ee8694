package event

import "github.com/google/uuid"

// IgnoreKind is what an ignore rule looks at.
type IgnoreKind string

// The kinds of ignore rules (GAP-03).
const (
	IgnoreOrganization IgnoreKind = "organization"
	IgnoreLocation     IgnoreKind = "location"
	IgnoreClass        IgnoreKind = "class" // of NinjaOne, such as NMS_PRINTER
	IgnoreTag          IgnoreKind = "tag"
	IgnoreName         IgnoreKind = "name" // a pattern with * and ?
)

// IgnoreRuleSet says that devices of a kind are no assets: they are recorded as all
// others, and shown only to who asks for ignored ones (GAP-03). It replaces the rule
// of this id.
type IgnoreRuleSet struct {
	ID   uuid.UUID  `json:"id"`
	Kind IgnoreKind `json:"kind"`
	// Connection is that of organization and location; zero for the others: all.
	Connection uuid.UUID `json:"connection"`
	NinjaID    int64     `json:"ninja_id,omitempty"` // of organization or location
	Value      string    `json:"value,omitempty"`    // class, tag or pattern
	Reason     string    `json:"reason,omitempty"`
}

// IgnoreRuleRemoved ends an ignore rule; its devices are assets again.
type IgnoreRuleRemoved struct {
	ID uuid.UUID `json:"id"`
}

// AssetScopeSet says which devices become assets (MAP-13 ⚠).
type AssetScopeSet struct {
	// MappedOnly: only devices of organizations that are linked to a customer.
	MappedOnly bool `json:"mapped_only"`
}

// EventType implements Payload.
func (IgnoreRuleSet) EventType() Type { return "IgnoreRuleSet" }

// EventType implements Payload.
func (IgnoreRuleRemoved) EventType() Type { return "IgnoreRuleRemoved" }

// EventType implements Payload.
func (AssetScopeSet) EventType() Type { return "AssetScopeSet" }
