package api

import (
	"time"

	"github.com/google/uuid"
)

// Mapping is a decision about one organization, or, where LocationID is not zero,
// about one location apart from its organization.
type Mapping struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	LocationID     int64     `json:"location_id"`
	// Action is map, ignore, unmap, confirm or reject; the last two are for organizations.
	Action string `json:"action"`
	// Customer is that of map and reject. confirm without one takes the suggested one.
	Customer *uuid.UUID `json:"customer"`
	Reason   string     `json:"reason"` // of ignore
	// ExpectedVersion is the version that the person looked at.
	ExpectedVersion int64 `json:"expected_version"`
}

// MappingResult is what became of one row.
type MappingResult struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id,omitempty"`
	LocationID     int64     `json:"location_id,omitempty"`
	Outcome        string    `json:"outcome"` // saved, unchanged, conflict or refused
	Version        int64     `json:"version"` // after it; at a conflict, what it is now
	Customer       *Ref      `json:"customer,omitempty"`
	DecidedBy      string    `json:"decided_by,omitempty"`
	Message        string    `json:"message,omitempty"` // what to do, unless saved
}

// MappingsWritten is the answer to a batch; rows are in the order of the request.
type MappingsWritten struct {
	Rows     []MappingResult
	Position Position
	Replayed bool
	// Undo is what to give to Undos to take the batch back; nil: nothing was saved.
	Undo *uuid.UUID
}

// MappingEffect is what a row would do to assets.
type MappingEffect struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id,omitempty"`
	LocationID     int64     `json:"location_id,omitempty"`
	Assets         int       `json:"assets"` // that would move
	From           *Ref      `json:"from,omitempty"`
	To             *Ref      `json:"to,omitempty"`
	Conflict       bool      `json:"conflict"`
}

// Location is a location of an organization, and whether it goes with it.
type Location struct {
	Connection       uuid.UUID `json:"connection"`
	LocationID       int64     `json:"location_id"`
	OrganizationID   int64     `json:"organization_id"`
	OrganizationName string    `json:"organization_name"`
	Name             string    `json:"name"`
	Devices          int       `json:"devices"`
	// Status is organization where it goes with its organization, else mapped, stale or
	// ignored.
	Status string `json:"status"`
	// Customer is whose its devices are, or were where it is stale.
	Customer  *Ref       `json:"customer,omitempty"`
	Vanished  bool       `json:"vanished"` // NinjaOne no longer lists it
	DecidedBy string     `json:"decided_by,omitempty"`
	DecidedAt *time.Time `json:"decided_at,omitempty"`
	// Version is to be sent as expected_version; 0: nobody has decided yet.
	Version int64 `json:"version"`
}

// LocationFilter selects locations; the zero value selects all.
type LocationFilter struct {
	Connection     uuid.UUID
	OrganizationID int64
	Status         string
}
