package access

import (
	"context"

	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// ExternalID is what clients of SCIM say of an account.
type ExternalID struct {
	ID       uuid.UUID // the account, as they know it
	Value    json.RawMessage
	Display  json.RawMessage // the name to show
	Deleted  bool
	Event    uuid.UUID // that these are sealed for
	Position int64
}

func externalTable() projections.TableSpec[ExternalID] {
	return projections.TableSpec[ExternalID]{
		Name:    "external_id",
		Comment: "What clients of SCIM call accounts.",
		Columns: externalColumns(),
		ID:      func(r *ExternalID) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			if b, is := e.Body.(*externalIDSet); is {
				return []uuid.UUID{b.Account}
			}
			return nil
		},
		Fold: foldExternal,
	}
}

func externalColumns() []column.Column[ExternalID] {
	return []column.Column[ExternalID]{
		column.UUID("id", "account, or the request that made it", func(r *ExternalID) *uuid.UUID { return &r.ID }),
		column.JSON("value", "what it is called, sealed", func(r *ExternalID) *json.RawMessage { return &r.Value }),
		column.JSON("display_name", "the name to show, sealed", func(r *ExternalID) *json.RawMessage { return &r.Display }),
		column.Bool("deleted", "the client deleted it", func(r *ExternalID) *bool { return &r.Deleted }),
		column.UUID("event", "event that these are sealed for", func(r *ExternalID) *uuid.UUID { return &r.Event }),
		column.Int("position", "newest event", func(r *ExternalID) *int64 { return &r.Position }),
	}
}

// externalIDSet is the event with its personal member as it is sealed.
type externalIDSet struct {
	Account    uuid.UUID       `json:"account"`
	ExternalID json.RawMessage `json:"external_id"`
	Display    json.RawMessage `json:"display_name"`
	Deleted    bool            `json:"deleted"`
}

func foldExternal(_ *rules.Set, id uuid.UUID, old *ExternalID, e *projections.Event) (*ExternalID, error) {
	b, is := e.Body.(*externalIDSet)
	if !is {
		return old, nil
	}
	return &ExternalID{ID: id, Value: sealed(b.ExternalID), Display: sealed(b.Display), Deleted: b.Deleted, Event: e.ID, Position: e.Position}, nil
}

// ExternalIDs reads what accounts are called, in order of id.
func ExternalIDs(ctx context.Context, r *projections.Reading, ids []uuid.UUID) ([]ExternalID, error) {
	return rows(ctx, r, "external_id", externalColumns(), ids)
}
