package webhook

import (
	"time"

	"coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Name is the model's name.
const Name = "webhook"

// Model is the read model.
func Model() *projections.Model {
	return &projections.Model{
		Name: Name, Shape: 1, RuleFree: true,
		Reads: []projections.Source{
			{Type: "WebhookSet"}, {Type: "WebhookPaused"}, {Type: "WebhookResumed"}, {Type: "WebhookReplayed"}, {Type: "WebhookSecretMade"}, {Type: "WebhookRemoved"},
		},
		Decode: decode,
		Tables: []projections.Table{projections.NewTable(projections.TableSpec[Subscription]{
			Name:    "subscription",
			Comment: "Programs outside that are told what happens here.",
			Columns: columns(),
			ID:      func(r *Subscription) uuid.UUID { return r.ID },
			Keys:    func(e *projections.Event) []uuid.UUID { return []uuid.UUID{about(e.Body)} },
			Fold:    fold,
		})},
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "WebhookSet":
		body = new(event.WebhookSet)
	case "WebhookPaused":
		body = new(event.WebhookPaused)
	case "WebhookResumed":
		body = new(event.WebhookResumed)
	case "WebhookReplayed":
		body = new(event.WebhookReplayed)
	case "WebhookSecretMade":
		body = new(event.WebhookSecretMade)
	case "WebhookRemoved":
		body = new(event.WebhookRemoved)
	default:
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	return body, json.Unmarshal(payload, body)
}

// about is which subscription an event is about.
func about(body any) uuid.UUID {
	switch b := body.(type) {
	case *event.WebhookSet:
		return b.Webhook
	case *event.WebhookPaused:
		return b.Webhook
	case *event.WebhookResumed:
		return b.Webhook
	case *event.WebhookReplayed:
		return b.Webhook
	case *event.WebhookSecretMade:
		return b.Webhook
	case *event.WebhookRemoved:
		return b.Webhook
	}
	return uuid.Nil
}

// Subscription is one of a program outside to what happens here.
type Subscription struct {
	ID       uuid.UUID
	Name     string
	Host     string
	Narrow   *Narrow
	Batch    string
	Personal bool
	All      bool   // it begins with all that is there
	Paused   string // why; empty: it is not
	PausedAt time.Time
	Position int64 // of the event that made it
	SetAt    time.Time
	SetBy    string // actor, an id
	Version  int64
}

// Narrow is what is told, and of whom; empty lists of ids: of all.
type Narrow struct {
	Kinds       []string    `json:"kinds"`
	Customers   []uuid.UUID `json:"customers,omitempty"`
	Connections []uuid.UUID `json:"connections,omitempty"`
}

func columns() []column.Column[Subscription] {
	return []column.Column[Subscription]{
		column.UUID("id", "id of the subscription", func(r *Subscription) *uuid.UUID { return &r.ID }),
		column.Text("name", "its name", func(r *Subscription) *string { return &r.Name }),
		column.Text("host", "where it is told to, without the rest of the address", func(r *Subscription) *string { return &r.Host }),
		column.Packed("narrow", "what is told, and of whom", func(r *Subscription) **Narrow { return &r.Narrow }),
		column.Text("batch", "each or run", func(r *Subscription) *string { return &r.Batch }),
		column.Bool("personal", "names and addresses of contacts go along", func(r *Subscription) *bool { return &r.Personal }),
		column.Bool("whole", "it begins with all that is there", func(r *Subscription) *bool { return &r.All }),
		column.Text("paused", "why nothing is told: person, gone or failing", func(r *Subscription) *string { return &r.Paused }),
		column.Time("paused_at", "since when", func(r *Subscription) *time.Time { return &r.PausedAt }),
		column.Count("position", "event that made it", func(r *Subscription) *int64 { return &r.Position }),
		column.Time("set_at", "when it was set last", func(r *Subscription) *time.Time { return &r.SetAt }),
		column.Text("set_by", "by whom, an id", func(r *Subscription) *string { return &r.SetBy }),
		column.Count("version", "version of its stream, for conflicts", func(r *Subscription) *int64 { return &r.Version }),
	}
}

func fold(_ *rules.Set, id uuid.UUID, old *Subscription, e *projections.Event) (*Subscription, error) {
	set, is := e.Body.(*event.WebhookSet)
	if !is && old == nil {
		return nil, nil
	}
	row := Subscription{ID: id, Position: e.Position}
	if old != nil {
		row = *old
	}
	switch b := e.Body.(type) {
	case *event.WebhookSet:
		row.Name, row.Host, row.Batch, row.Personal, row.All = bounded(set.Name), bounded(set.Host), bounded(set.Batch), set.Personal, set.All
		row.Narrow = &Narrow{Kinds: set.Kinds, Customers: set.Customers, Connections: set.Connections}
		row.SetAt, row.SetBy = e.OccurredAt, bounded(e.Actor)
	case *event.WebhookPaused:
		row.Paused, row.PausedAt = bounded(b.Why), e.OccurredAt
	case *event.WebhookResumed:
		row.Paused, row.PausedAt = "", time.Time{}
	case *event.WebhookRemoved:
		return nil, nil
	}
	row.Version = e.Version
	return &row, nil
}

func bounded(s string) string { return asset.Bounded(s, asset.MaxText) }
