package event

import "github.com/google/uuid"

// WarrantyRecorded says what one entitlement to the maker's or a dealer's help is now.
// An asset may have several beside what NinjaOne says of it (beyond.md rank 23). Dates
// are dates, not instants. Its stream is that of the entitlement.
type WarrantyRecorded struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Asset      uuid.UUID `json:"asset"` // or one of its records
	// Source is "hand", or "import" for what came in a file.
	Source string `json:"source"`
	Name   string `json:"name,omitempty"`
	Start  string `json:"start,omitempty"` // 2006-01-02
	End    string `json:"end"`             // 2006-01-02, the last day
}

// WarrantyRemoved ends an entitlement.
type WarrantyRemoved struct {
	ID    uuid.UUID `json:"id"`
	Asset uuid.UUID `json:"asset"` // that had it
}

// WarrantyStream is the stream of one entitlement.
func WarrantyStream(id uuid.UUID) string { return "warranty/" + id.String() }

// EventType implements Payload.
func (WarrantyRecorded) EventType() Type { return "WarrantyRecorded" }

// EventType implements Payload.
func (WarrantyRemoved) EventType() Type { return "WarrantyRemoved" }
