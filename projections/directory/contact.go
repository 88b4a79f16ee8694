package directory

import (
	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Contact is a person at a customer; Name, Email and Phone are sealed.
type Contact struct {
	ID         uuid.UUID
	ExternalID string
	Customer   uuid.UUID
	Name       json.RawMessage
	Email      json.RawMessage
	Phone      json.RawMessage
	Event      uuid.UUID // that the personal members are sealed for
	Version    int64
	Position   int64
}

type contactRecorded struct {
	ID         uuid.UUID       `json:"id"`
	ExternalID string          `json:"external_id"`
	Customer   uuid.UUID       `json:"customer"`
	Name       json.RawMessage `json:"name"`
	Email      json.RawMessage `json:"email"`
	Phone      json.RawMessage `json:"phone"`
}

func contactTable() projections.TableSpec[Contact] {
	return projections.TableSpec[Contact]{
		Name:    "contact",
		Comment: "Contacts of customers.",
		Columns: []column.Column[Contact]{
			column.UUID("id", "id of the contact", func(r *Contact) *uuid.UUID { return &r.ID }),
			column.Text("external_id", "id in the file that it was imported from", func(r *Contact) *string { return &r.ExternalID }),
			column.UUID("customer", "customer", func(r *Contact) *uuid.UUID { return &r.Customer }),
			column.JSON("name", "name, sealed", func(r *Contact) *json.RawMessage { return &r.Name }),
			column.JSON("email", "e-mail address, sealed", func(r *Contact) *json.RawMessage { return &r.Email }),
			column.JSON("phone", "telephone, sealed", func(r *Contact) *json.RawMessage { return &r.Phone }),
			column.UUID("event", "event that the personal members are sealed for", func(r *Contact) *uuid.UUID { return &r.Event }),
			column.Count("version", "version of its stream, for conflicts", func(r *Contact) *int64 { return &r.Version }),
			column.Int("position", "newest event", func(r *Contact) *int64 { return &r.Position }),
		},
		ID:      func(r *Contact) uuid.UUID { return r.ID },
		Indexes: []projections.Index{{Name: "contact_customer", On: "customer", Where: "customer is not null"}},
	}
}

func contacts() projections.Table {
	return state(contactTable(), func(e *projections.Event) (Contact, bool) {
		b, ok := e.Body.(*contactRecorded)
		if !ok {
			return Contact{}, false
		}
		return Contact{
			ID: b.ID, ExternalID: bounded(b.ExternalID), Customer: b.Customer,
			Name: sealed(b.Name), Email: sealed(b.Email), Phone: sealed(b.Phone),
			Event: e.ID, Version: e.Version, Position: e.Position,
		}, true
	}, func(body any) (uuid.UUID, bool) {
		if b, ok := body.(*event.ContactRemoved); ok {
			return b.ID, true
		}
		return uuid.Nil, false
	})
}

// sealed is a personal member as it is kept: nil when absent.
func sealed(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}
