package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Notification is an item of an inbox (NOT-01 to NOT-05).
type Notification struct {
	ID        uuid.UUID `json:"id"`
	Recipient uuid.UUID `json:"recipient"` // a person
	// Type is organization_mapping, contact_assignment, sync_held, sync_failed, reconnect or webhook_failing.
	Type  string `json:"type"`
	Title string `json:"title"`
	Text  string `json:"text"`
	// Path is the page that it leads to, below the public address.
	Path      string     `json:"path"`
	Count     int64      `json:"count"`
	Suggested int64      `json:"suggested"`
	CreatedAt time.Time  `json:"created_at"`
	State     string     `json:"state"` // open or done
	DoneAt    *time.Time `json:"done_at,omitempty"`
	// DoneBy is person, solved, newer or muted.
	DoneBy string `json:"done_by,omitempty"`
}

// NotificationFilter selects items; the zero value selects all of all people.
type NotificationFilter struct {
	Recipient uuid.UUID
	Types     []string
	State     string // open or done
}

// Inbox is a page of items, and the types that the recipient doesn't want to hear of.
type Inbox struct {
	Page[Notification]
	Muted []string
}

// Notifications keeps inboxes. Errors: domain.CodeNotFound for an item that is not the
// recipient's.
type Notifications interface {
	List(ctx context.Context, s Scope, f NotificationFilter, l List) (Answer[Inbox], error)
	// Open counts the open items of a person.
	Open(ctx context.Context, tenant, recipient uuid.UUID) (int64, error)
	// Mark ticks an item off, or opens one again that the person ticked off.
	Mark(ctx context.Context, tenant, recipient, id uuid.UUID, done bool) error
	Mute(ctx context.Context, tenant, recipient uuid.UUID, kind string, muted bool) error
}
