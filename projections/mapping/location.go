package mapping

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Location is a location of an organization in NinjaOne.
type Location struct {
	ID             uuid.UUID
	Connection     uuid.UUID
	LocationID     int64
	OrganizationID int64
	Organization   uuid.UUID // row id
	Name           string
	VanishedAt     time.Time

	ObservedPosition int64
}

func locationTable() projections.TableSpec[Location] {
	return projections.TableSpec[Location]{
		Name:    "location",
		Comment: "Locations of NinjaOne organizations.",
		Columns: []column.Column[Location]{
			column.UUID("id", "id of the row", func(r *Location) *uuid.UUID { return &r.ID }),
			column.UUID("connection", "NinjaOne connection", func(r *Location) *uuid.UUID { return &r.Connection }),
			column.Int("location_id", "id in NinjaOne", func(r *Location) *int64 { return &r.LocationID }),
			column.Int("organization_id", "id of its organization in NinjaOne", func(r *Location) *int64 { return &r.OrganizationID }),
			column.UUID("organization", "id of its organization's row", func(r *Location) *uuid.UUID { return &r.Organization }),
			column.Text("name", "name in NinjaOne", func(r *Location) *string { return &r.Name }),
			column.Time("vanished_at", "when a complete listing no longer showed it", func(r *Location) *time.Time { return &r.VanishedAt }),
			column.Int("observed_position", "event of the newest observation", func(r *Location) *int64 { return &r.ObservedPosition }),
		},
		ID:   func(r *Location) uuid.UUID { return r.ID },
		Keys: locationKeys,
		Fold: foldLocation,
		Indexes: []projections.Index{
			{Name: "location_organization", On: "organization", Where: "organization is not null"},
		},
	}
}

type locationObserved struct {
	Connection     uuid.UUID `json:"connection"`
	LocationID     int64     `json:"location_id"`
	OrganizationID int64     `json:"organization_id"`
	Location       struct {
		Name string `json:"name"`
	} `json:"location"`
}

func locationKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *locationObserved:
		return []uuid.UUID{rowid.Location(e.Tenant, b.Connection, b.LocationID)}
	case *event.LocationVanished:
		return []uuid.UUID{rowid.Location(e.Tenant, b.Connection, b.LocationID)}
	}
	return nil
}

func foldLocation(_ *rules.Set, id uuid.UUID, old *Location, e *projections.Event) (*Location, error) {
	switch b := e.Body.(type) {
	case *locationObserved:
		return &Location{
			ID: id, Connection: b.Connection, LocationID: b.LocationID, OrganizationID: b.OrganizationID,
			Organization: rowid.Organization(e.Tenant, b.Connection, b.OrganizationID),
			Name:         bounded(b.Location.Name), ObservedPosition: e.Position,
		}, nil
	case *event.LocationVanished:
		if old == nil {
			return nil, nil
		}
		row := *old
		row.VanishedAt = e.OccurredAt
		return &row, nil
	}
	return old, nil
}
