package directory

import (
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Name is the model's name.
const Name = "directory"

// Shape is the shape of the tables.
const Shape = 1

// Model is the read model of customers, contacts, contracts and tickets.
func Model() *projections.Model {
	return &projections.Model{
		Name:  Name,
		Shape: Shape,
		Reads: []projections.Source{
			{Type: "CustomerRecorded", Prefix: "customer/"}, {Type: "CustomerRemoved"},
			{Type: "ContactRecorded", Prefix: "contact/"}, {Type: "ContactRemoved"},
			{Type: "ContractRecorded", Prefix: "contract/"}, {Type: "ContractRemoved"},
			{Type: "TicketRecorded", Prefix: "ticket/"}, {Type: "TicketRemoved"},
		},
		Decode: decode, RuleFree: true,
		Tables: []projections.Table{customers(), contacts(), contracts(), tickets()},
		Views:  views(),
	}
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	var body any
	switch e.Type {
	case "CustomerRecorded":
		body = new(event.CustomerRecorded)
	case "CustomerRemoved":
		body = new(event.CustomerRemoved)
	case "ContactRecorded":
		body = new(contactRecorded)
	case "ContactRemoved":
		body = new(event.ContactRemoved)
	case "ContractRecorded":
		body = new(event.ContractRecorded)
	case "ContractRemoved":
		body = new(event.ContractRemoved)
	case "TicketRecorded":
		body = new(event.TicketRecorded)
	case "TicketRemoved":
		body = new(event.TicketRemoved)
	default:
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	return body, json.Unmarshal(payload, body)
}

// state is a table whose row is the newest recorded state, until it is removed.
// recorded makes the row out of an event's body, removed names the id that a body
// ends; both say false for bodies of other things.
func state[R any](spec projections.TableSpec[R],
	recorded func(e *projections.Event) (R, bool), removed func(body any) (uuid.UUID, bool),
) projections.Table {
	spec.Keys = func(e *projections.Event) []uuid.UUID {
		if row, ok := recorded(e); ok {
			return []uuid.UUID{spec.ID(&row)}
		}
		if id, ok := removed(e.Body); ok {
			return []uuid.UUID{id}
		}
		return nil
	}
	spec.Fold = func(_ *rules.Set, _ uuid.UUID, old *R, e *projections.Event) (*R, error) {
		if row, ok := recorded(e); ok {
			return &row, nil
		}
		if _, ok := removed(e.Body); ok {
			return nil, nil
		}
		return old, nil
	}
	return projections.NewTable(spec)
}

func bounded(s string) string { return rule.Bounded(s, rule.MaxText) }

func sortKey(name string) string { return rule.Bounded(strings.ToLower(name), 100) }

func searchText(texts ...string) string {
	return rule.Bounded(strings.ToLower(strings.Join(texts, "\n")), 1000)
}

// list keeps a short list of texts as JSON.
func list(texts []string) json.RawMessage {
	if len(texts) == 0 {
		return nil
	}
	raw, err := json.Marshal(texts)
	if err != nil {
		return nil // texts always marshal
	}
	return raw
}
