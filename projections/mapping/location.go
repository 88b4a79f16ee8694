package mapping

import (
	"slices"
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Location is a location of an organization in NinjaOne, with what was decided about
// it apart from its organization.
type Location struct {
	ID             uuid.UUID
	Connection     uuid.UUID
	LocationID     int64
	OrganizationID int64
	Organization   uuid.UUID // row id
	Name           string
	SortKey        string
	Address        string
	VanishedAt     time.Time
	Decided

	ObservedPosition int64 // 0: only a decision is known
}

func locationTable() projections.TableSpec[Location] {
	return projections.TableSpec[Location]{
		Name:    "location",
		Comment: "Locations of NinjaOne organizations and the decisions about them.",
		Columns: slices.Concat([]column.Column[Location]{
			column.UUID("id", "id of the row", func(r *Location) *uuid.UUID { return &r.ID }),
			column.UUID("connection", "NinjaOne connection", func(r *Location) *uuid.UUID { return &r.Connection }),
			column.Int("location_id", "id in NinjaOne", func(r *Location) *int64 { return &r.LocationID }),
			column.Int("organization_id", "id of its organization in NinjaOne", func(r *Location) *int64 { return &r.OrganizationID }),
			column.UUID("organization", "id of its organization's row", func(r *Location) *uuid.UUID { return &r.Organization }),
			column.Text("name", "name in NinjaOne", func(r *Location) *string { return &r.Name }),
			column.Text("sort_key", "name in lower case, cut", func(r *Location) *string { return &r.SortKey }),
			column.Text("address", "address in NinjaOne", func(r *Location) *string { return &r.Address }),
			column.Time("vanished_at", "when a complete listing no longer showed it", func(r *Location) *time.Time { return &r.VanishedAt }),
		}, decidedColumns(func(r *Location) *Decided { return &r.Decided }), []column.Column[Location]{
			column.Int("observed_position", "event of the newest observation", func(r *Location) *int64 { return &r.ObservedPosition }),
		}),
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
		Name    string `json:"name"`
		Address string `json:"address"`
	} `json:"location"`
}

func locationKeys(e *projections.Event) []uuid.UUID {
	if connection, id := locationOf(e.Body); id != 0 {
		return []uuid.UUID{rowid.Location(e.Tenant, connection, id)}
	}
	return nil
}

// locationOf names the location that an event is about; 0: none.
func locationOf(body any) (connection uuid.UUID, id int64) {
	switch b := body.(type) {
	case *locationObserved:
		return b.Connection, b.LocationID
	case *event.LocationVanished:
		return b.Connection, b.LocationID
	case *event.LocationMapped:
		return b.Connection, b.LocationID
	case *event.LocationIgnored:
		return b.Connection, b.LocationID
	case *event.LocationUnmapped:
		return b.Connection, b.LocationID
	}
	return uuid.Nil, 0
}

func foldLocation(_ *rules.Set, id uuid.UUID, old *Location, e *projections.Event) (*Location, error) {
	row := &Location{ID: id}
	if old != nil {
		*row = *old
	}
	row.Connection, row.LocationID = locationOf(e.Body)
	switch b := e.Body.(type) {
	case *locationObserved:
		row.OrganizationID, row.Organization = b.OrganizationID, rowid.Organization(e.Tenant, b.Connection, b.OrganizationID)
		row.Name, row.SortKey, row.Address = bounded(b.Location.Name), sortKey(b.Location.Name), bounded(b.Location.Address)
		row.VanishedAt, row.ObservedPosition = time.Time{}, e.Position
		return row, nil
	case *event.LocationVanished:
		if old == nil {
			return nil, nil
		}
		row.VanishedAt = e.OccurredAt
		return row, nil
	}
	return row, row.fold(e)
}
