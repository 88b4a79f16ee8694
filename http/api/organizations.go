package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Organization is a NinjaOne organization and what it is mapped to (MAP-05).
type Organization struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Name           string    `json:"name"`
	Devices        int       `json:"devices"`
	Locations      int       `json:"locations"`
	// Status is mapped, auto_matched, unmatched, stale or ignored (MAP-06 to MAP-09).
	Status   string `json:"status"`
	Source   string `json:"source,omitempty"` // saved or name
	Customer *Ref   `json:"customer,omitempty"`
	// Suggested is the likely customer of an auto-matched organization; it links
	// nothing until somebody confirms it (MAP-07).
	Suggested *Ref `json:"suggested,omitempty"`
	// Evidence says in words why the status is what it is.
	Evidence string `json:"evidence,omitempty"`
	// Suggestions are customers that it may be, best first (MAP-13).
	Suggestions []Suggestion `json:"suggestions"`
	FormerNames []string     `json:"former_names"` // newest first
	Vanished    bool         `json:"vanished"`     // NinjaOne no longer lists it
	DecidedBy   string       `json:"decided_by,omitempty"`
	DecidedAt   *time.Time   `json:"decided_at,omitempty"`
	// Version is to be sent as expected_version; 0: nobody has decided yet.
	Version int64 `json:"version"`
}

// Suggestion is a likely customer; Score is 0 to 100.
type Suggestion struct {
	Customer Ref    `json:"customer"`
	Score    int    `json:"score"`
	Evidence string `json:"evidence"`
	Source   string `json:"source"` // name
}

// OrganizationFilter selects organizations; the zero value selects all.
type OrganizationFilter struct {
	Connection uuid.UUID
	Status     string
}

// OrganizationPage adds how many there are of each status, whatever the status
// that is filtered by.
type OrganizationPage struct {
	Page[Organization]
	Counts OrganizationCounts
}

// OrganizationCounts counts organizations by status; all mapped or ignored is the
// completion state (MAP-12).
type OrganizationCounts struct {
	Mapped      int `json:"mapped"`
	AutoMatched int `json:"auto_matched"`
	Unmatched   int `json:"unmatched"`
	Stale       int `json:"stale"`
	Ignored     int `json:"ignored"`
}

// Organizations shows organizations and locations, and takes decisions about them.
type Organizations interface {
	List(ctx context.Context, s Scope, f OrganizationFilter, l List) (Answer[OrganizationPage], error)
	// Counts are those of List, without a page of it; uuid.Nil: of all connections.
	Counts(ctx context.Context, s Scope, connection uuid.UUID) (Answer[OrganizationCounts], error)
	// Get is one organization by its id in NinjaOne. Error: domain.CodeNotFound.
	Get(ctx context.Context, s Scope, connection uuid.UUID, organization int64) (Answer[Organization], error)
	// History lists what NinjaOne showed of an organization and what people decided about
	// it and its locations, newest first unless sorted otherwise.
	History(ctx context.Context, s Scope, connection uuid.UUID, organization int64, l List) (Answer[Page[HistoryEntry]], error)
	Locations(ctx context.Context, s Scope, f LocationFilter, l List) (Answer[Page[Location]], error)
	// Map saves what can be saved and reports each row; one row's conflict leaves
	// the others alone (MAP-11). An error means that no row was saved.
	Map(ctx context.Context, c Command, rows []Mapping) (MappingsWritten, error)
	// Preview tells how many assets would move, and writes nothing.
	Preview(ctx context.Context, s Scope, rows []Mapping) (Answer[[]MappingEffect], error)
}
