package event

import "github.com/google/uuid"

// WebhookSet says all of a subscription to what happens here: what is told, and how. Its
// address and its secrets are no part of the log, since addresses may hold secrets, too.
type WebhookSet struct {
	Webhook uuid.UUID `json:"webhook"`
	Name    string    `json:"name"`
	// Host is where it is told to, without the rest of the address.
	Host  string   `json:"host"`
	Kinds []string `json:"kinds"`
	// Customers and Connections narrow what is told; empty: all.
	Customers   []uuid.UUID `json:"customers,omitempty"`
	Connections []uuid.UUID `json:"connections,omitempty"`
	Batch       string      `json:"batch"` // each or run
	// Personal tells that names and addresses of contacts go along.
	Personal bool `json:"personal,omitempty"`
	// All tells that it begins with all that is there, not with what happens next.
	All bool `json:"all,omitempty"`
}

// WebhookPaused says that nothing is told until it is resumed.
type WebhookPaused struct {
	Webhook uuid.UUID `json:"webhook"`
	// Why is person, gone (the receiver answered 410) or failing (it took nothing for days).
	Why string `json:"why"`
}

// WebhookResumed lets a subscription go on where it was.
type WebhookResumed struct {
	Webhook uuid.UUID `json:"webhook"`
}

// WebhookReplayed says that all behind a position is told once more.
type WebhookReplayed struct {
	Webhook uuid.UUID `json:"webhook"`
	From    int64     `json:"from"` // position in the log, the first that is told
}

// WebhookSecretMade says that a subscription has a new secret; the one before signs for a
// day besides.
type WebhookSecretMade struct {
	Webhook uuid.UUID `json:"webhook"`
}

// WebhookRemoved ends a subscription.
type WebhookRemoved struct {
	Webhook uuid.UUID `json:"webhook"`
}

// EventType implements Payload.
func (WebhookSet) EventType() Type { return "WebhookSet" }

// EventType implements Payload.
func (WebhookPaused) EventType() Type { return "WebhookPaused" }

// EventType implements Payload.
func (WebhookResumed) EventType() Type { return "WebhookResumed" }

// EventType implements Payload.
func (WebhookReplayed) EventType() Type { return "WebhookReplayed" }

// EventType implements Payload.
func (WebhookSecretMade) EventType() Type { return "WebhookSecretMade" }

// EventType implements Payload.
func (WebhookRemoved) EventType() Type { return "WebhookRemoved" }

// WebhookStream is the stream of a subscription.
func WebhookStream(id uuid.UUID) string { return "webhook/" + id.String() }
