package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// TicketDevice is a NinjaOne device of the contact of a ticket (TIC-01 to TIC-04).
type TicketDevice struct {
	Asset Ref    `json:"asset"`
	Type  string `json:"type"` // the category
	// Connectivity is online, offline, not_monitored or unknown, as AsOf had it; Stale
	// tells that this is older than two turns of the schedule.
	Connectivity string     `json:"connectivity"`
	AsOf         *time.Time `json:"as_of,omitempty"`
	Stale        bool       `json:"stale"`
	LastContact  *time.Time `json:"last_contact_at,omitempty"`
	// MissingSince: NinjaOne no longer lists it, so there is no DashboardURL.
	MissingSince *time.Time `json:"missing_since,omitempty"`
	DashboardURL string     `json:"dashboard_url,omitempty"`
}

// TicketDevices finds the devices of whoever opened a ticket.
type TicketDevices interface {
	// Of lists them by name; none without a contact. It may answer domain.CodeNotFound.
	Of(ctx context.Context, s Scope, ticket uuid.UUID) (Answer[[]TicketDevice], error)
}
