package governance

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Connector is a connection whose access is governed as that of an app.
type Connector struct {
	ID      uuid.UUID // of the connection
	App     uuid.UUID
	Owners  *Owners
	AddedAt time.Time
	AddedBy string // actor, an id
	Version int64
}

// Owners are users of Coresync, by id.
type Owners struct {
	IDs []uuid.UUID `json:"ids"`
}

func connectorTable() projections.TableSpec[Connector] {
	return projections.TableSpec[Connector]{
		Name:    "connector",
		Comment: "Connectors: connections whose access is governed as that of an app.",
		Columns: connectorColumns(),
		ID:      func(r *Connector) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.ConnectorAdded:
				return []uuid.UUID{b.Connector}
			case *event.ConnectorOwnersSet:
				return []uuid.UUID{b.Connector}
			case *event.ConnectorRemoved:
				return []uuid.UUID{b.Connector}
			}
			return nil
		},
		Fold: foldConnector,
	}
}

func connectorColumns() []column.Column[Connector] {
	return []column.Column[Connector]{
		column.UUID("id", "id of the connection, which may be still to come", func(r *Connector) *uuid.UUID { return &r.ID }),
		column.UUID("app", "app that it was added to; none: it was removed", func(r *Connector) *uuid.UUID { return &r.App }),
		column.Packed("owners", "who looks after it", func(r *Connector) **Owners { return &r.Owners }),
		column.Time("added_at", "when it was added", func(r *Connector) *time.Time { return &r.AddedAt }),
		column.Text("added_by", "by whom, an id", func(r *Connector) *string { return &r.AddedBy }),
		column.Count("version", "version of its stream, for conflicts", func(r *Connector) *int64 { return &r.Version }),
	}
}

func foldConnector(_ *rules.Set, id uuid.UUID, old *Connector, e *projections.Event) (*Connector, error) {
	row := Connector{ID: id}
	if old != nil {
		row = *old
	}
	row.Version = e.Version
	switch b := e.Body.(type) {
	case *event.ConnectorAdded:
		row.App, row.Owners, row.AddedAt, row.AddedBy = b.App, &Owners{b.Owners}, e.OccurredAt, bounded(e.Actor)
	case *event.ConnectorOwnersSet:
		row.Owners = &Owners{b.Owners}
	case *event.ConnectorRemoved:
		row.App, row.Owners = uuid.Nil, nil // its version goes on
	}
	return &row, nil
}
