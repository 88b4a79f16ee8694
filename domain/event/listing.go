package event

import (
	"time"

	"github.com/google/uuid"
)

// ListingCompleted ends a listing and proves what it covered: only a complete
// listing may say that a device is missing. A listing with many organizations is
// written as several parts with the same Root; each stays below 256 KiB.
type ListingCompleted struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	Kind       string    `json:"kind"` // "devices", "organizations", "locations", "contacts", "accounts", "roles"
	StartedAt  time.Time `json:"started_at"`
	EndedAt    time.Time `json:"ended_at"`
	Pages      int       `json:"pages"`
	Rows       int       `json:"rows"` // of the whole listing
	Part       int       `json:"part"` // from 1
	Parts      int       `json:"parts"`
	// Root is SHA-256 over the digests of all organizations in order of id.
	Root []byte `json:"root"`
	// Organizations is empty for listings that are not of devices.
	Organizations []OrganizationSeen `json:"organizations,omitempty"`
}

// OrganizationSeen is what a device listing showed of one organization.
type OrganizationSeen struct {
	OrganizationID int64 `json:"organization_id"`
	Count          int   `json:"count"`
	// Seen and Online are roaring bitmaps of device ids in their portable
	// serialisation; empty where SeenAt or OnlineAt name the position of the
	// ListingCompleted that has the equal set.
	Seen     []byte `json:"seen,omitempty"`
	Online   []byte `json:"online,omitempty"`
	SeenAt   int64  `json:"seen_at,omitempty"`
	OnlineAt int64  `json:"online_at,omitempty"`
	// Digest is SHA-256 over the sorted (device id, stream version, change tag).
	Digest []byte `json:"digest"`
}

// ListingFailed says that a listing broke off, and why; nothing may be concluded
// from what it did not show.
type ListingFailed struct {
	Connection uuid.UUID `json:"connection"`
	Run        uuid.UUID `json:"run"`
	Kind       string    `json:"kind"`
	Pages      int       `json:"pages"` // read before it broke off
	Reason     string    `json:"reason"`
}

// EventType implements Payload.
func (ListingCompleted) EventType() Type { return "ListingCompleted" }

// EventType implements Payload.
func (ListingFailed) EventType() Type { return "ListingFailed" }
