package api

import (
	"context"
	"net/http"
	"time"

	"coresync/domain"
	"coresync/domain/webhook"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// Webhook is a subscription of a program outside to what happens here, as it may be shown:
// never its whole address, which may hold a secret, nor its secrets.
type Webhook struct {
	ID          uuid.UUID `json:"id"`
	Name        string    `json:"name"`
	Host        string    `json:"host"`
	Kinds       []string  `json:"kinds"`
	Customers   []Ref     `json:"customers"`   // whose assets are told; none: all
	Connections []Ref     `json:"connections"` // of which connections; none: all
	Batch       string    `json:"batch"`       // each or run
	Personal    bool      `json:"personal"`
	All         bool      `json:"all"`
	// State is active, failing (it does not take what it is told) or paused.
	State    string     `json:"state"`
	Why      string     `json:"why,omitempty"` // it is paused: person, gone or failing
	PausedAt *time.Time `json:"paused_at,omitempty"`
	// Backlog counts what is written down behind what it was told.
	Backlog      int64      `json:"backlog"`
	Replaying    bool       `json:"replaying"`
	Attempts     int        `json:"attempts"`          // at what is told now
	NextAt       *time.Time `json:"next_at,omitempty"` // of the next one
	FailingSince *time.Time `json:"failing_since,omitempty"`
	DeliveredAt  *time.Time `json:"delivered_at,omitempty"` // when it took something last
	SetBy        string     `json:"set_by"`
	SetAt        time.Time  `json:"set_at"`
	Version      int64      `json:"version"`
}

// WebhookList are all subscriptions, and from which position on they can be told once more.
type WebhookList struct {
	Items []Webhook `json:"items"`
	Kinds []string  `json:"kinds"` // what one can subscribe to
	From  int64     `json:"from"`  // position of the oldest notice; 0: there is none
}

// WebhookDraft asks for a subscription, or says all of one anew.
type WebhookDraft struct {
	Name string `json:"name"`
	// URL may be left out of a change: it stays.
	URL         string      `json:"url"`
	Kinds       []string    `json:"kinds"`
	Customers   []uuid.UUID `json:"customers"`
	Connections []uuid.UUID `json:"connections"`
	Batch       string      `json:"batch"`
	Personal    bool        `json:"personal"`
	All         bool        `json:"all"`
}

// Draft is what a change begins with.
func (w *Webhook) Draft() WebhookDraft {
	d := WebhookDraft{Name: w.Name, Kinds: w.Kinds, Batch: w.Batch, Personal: w.Personal, All: w.All}
	for _, c := range w.Customers {
		d.Customers = append(d.Customers, c.ID)
	}
	for _, c := range w.Connections {
		d.Connections = append(d.Connections, c.ID)
	}
	return d
}

// WebhookWritten is the answer to a command that makes a secret, which is shown this once;
// where the command was carried out before, it is not.
type WebhookWritten struct {
	Written
	Secret string `json:"secret,omitempty"`
}

// WebhookDelivery is what went out together, and what became of it.
type WebhookDelivery struct {
	ID        uuid.UUID  `json:"id"`
	State     string     `json:"state"` // taken, failing or waiting
	Notices   int        `json:"notices"`
	From      int64      `json:"from"` // positions of the log
	To        int64      `json:"to"`
	CreatedAt time.Time  `json:"created_at"`
	TriedAt   *time.Time `json:"tried_at,omitempty"`
	TookMS    int64      `json:"took_ms"` // of the last try
	Attempts  int        `json:"attempts"`
	Replays   int        `json:"replays"`
	Status    int        `json:"status,omitempty"` // of the last answer
	Message   string     `json:"message,omitempty"`
}

// WebhookTested is what became of a test: what was sent, where, what came back, what to do.
type WebhookTested struct {
	ID      uuid.UUID `json:"id"` // of the message
	Type    string    `json:"type"`
	Bytes   int       `json:"bytes"` // that were sent
	To      string    `json:"to"`    // without the rest of the address, which may be a secret
	Taken   bool      `json:"taken"`
	Status  int       `json:"status,omitempty"` // of the answer; 0: there was none
	TookMS  int64     `json:"took_ms"`
	Message string    `json:"message,omitempty"` // why it was not taken
	Advice  string    `json:"advice"`            // what to do now
}

// WebhookAdvice says what to do about an answer; 0: there was none.
func WebhookAdvice(taken bool, status int) string {
	switch {
	case taken:
		return "Look there whether the message arrived, and whether its signature is checked with the secret: a receiver that checks nothing takes anything."
	case status == 0:
		return "Check the address, that the receiver runs, that this machine reaches it, and that its certificate is valid. Then test again."
	case status >= 300 && status < 400:
		return "Change the address to where it leads."
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return "The receiver doesn't believe who sends: check that it has the newest secret, and that its clock is right. A new secret can be made at any time."
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		return "Nothing takes messages at this address: check its path, and that the receiver takes POST."
	case status == http.StatusGone:
		return "The receiver says that it is gone for good: remove the webhook, or change its address."
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return "The receiver asks for patience: test again later. What was not taken is sent again by itself."
	case status >= 500:
		return "The receiver failed: look in its log for the id of the message. What was not taken is sent again by itself."
	}
	return "The receiver doesn't understand the message: it must take JSON of any type after Standard Webhooks, and answer 2xx to one that it doesn't know."
}

// WebhookKinds are what one can subscribe to, in the order in which people are shown them.
func WebhookKinds() []string { return webhook.Kinds() }

// MayTellPeople refuses a subscription that tells more of persons than its maker may see.
func MayTellPeople(who Identity, d WebhookDraft) error {
	if !d.Personal || who.Permissions.Has(permission.TicketsView) {
		return nil
	}
	return &domain.Error{
		Code: domain.CodeForbidden, Reason: "exceeds_own_permissions",
		Message: "Names and addresses of contacts go only to where somebody who may see them sends them. Leave personal out.",
	}
}

// Webhooks tell programs outside what happens here (GAP-06).
type Webhooks interface {
	List(ctx context.Context, s Scope) (Answer[WebhookList], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[Webhook], error)
	Create(ctx context.Context, c Command, d WebhookDraft) (WebhookWritten, error)
	// Change says all of a subscription anew.
	Change(ctx context.Context, c Command, id uuid.UUID, d WebhookDraft) (Written, error)
	Pause(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Resume lets a subscription go on, and tries at once what was not taken.
	Resume(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	Remove(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	// Replay tells all from a position of the log on once more, under the same ids.
	Replay(ctx context.Context, c Command, id uuid.UUID, from int64) (Written, error)
	// Renew makes a new secret; the one before signs for a day besides.
	Renew(ctx context.Context, c Command, id uuid.UUID) (WebhookWritten, error)
	// Test sends a message that says nothing, and waits for the answer.
	Test(ctx context.Context, c Command, id uuid.UUID) (WebhookTested, error)
	// Deliveries lists what went out, the newest first.
	Deliveries(ctx context.Context, s Scope, id uuid.UUID, l List) (Page[WebhookDelivery], error)
}
