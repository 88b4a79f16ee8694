package mapping

import (
	"slices"
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Organization is a NinjaOne organization with what was decided about it.
type Organization struct {
	ID             uuid.UUID
	Connection     uuid.UUID
	OrganizationID int64
	// Observed is false while only a decision is known.
	Observed    bool
	Name        string
	SortKey     string
	FormerNames json.RawMessage
	VanishedAt  time.Time
	Decided

	ObservedPosition int64
	VanishedPosition int64
}

func organizationTable() projections.TableSpec[Organization] {
	return projections.TableSpec[Organization]{
		Name:    "organization",
		Comment: "NinjaOne organizations and the decisions about them.",
		Columns: slices.Concat([]column.Column[Organization]{
			column.UUID("id", "id of the row", func(r *Organization) *uuid.UUID { return &r.ID }),
			column.UUID("connection", "NinjaOne connection", func(r *Organization) *uuid.UUID { return &r.Connection }),
			column.Int("organization_id", "id in NinjaOne", func(r *Organization) *int64 { return &r.OrganizationID }),
			column.Bool("observed", "false: only a decision is known", func(r *Organization) *bool { return &r.Observed }),
			column.Text("name", "name in NinjaOne", func(r *Organization) *string { return &r.Name }),
			column.Text("sort_key", "name in lower case, cut", func(r *Organization) *string { return &r.SortKey }),
			column.JSON("former_names", "up to eight names before, newest first", func(r *Organization) *json.RawMessage { return &r.FormerNames }),
			column.Time("vanished_at", "when a complete listing no longer showed it", func(r *Organization) *time.Time { return &r.VanishedAt }),
		}, decidedColumns(func(r *Organization) *Decided { return &r.Decided }), []column.Column[Organization]{
			column.Int("observed_position", "event of the newest observation", func(r *Organization) *int64 { return &r.ObservedPosition }),
			column.Int("vanished_position", "event that said that it vanished", func(r *Organization) *int64 { return &r.VanishedPosition }),
		}),
		ID:   func(r *Organization) uuid.UUID { return r.ID },
		Keys: organizationKeys,
		Fold: foldOrganization,
		Indexes: []projections.Index{
			{Name: "organization_customer", On: "customer", Where: "customer is not null"},
		},
	}
}

// orgObserved is the part of an OrgObserved that rows need.
type orgObserved struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Organization   struct {
		Name string `json:"name"`
	} `json:"organization"`
	FormerNames []string `json:"former_names"`
}

func organizationKeys(e *projections.Event) []uuid.UUID {
	if connection, id := organizationOf(e.Body); id != 0 {
		return []uuid.UUID{rowid.Organization(e.Tenant, connection, id)}
	}
	return nil
}

// organizationOf names the organization that an event is about; 0: none.
func organizationOf(body any) (connection uuid.UUID, id int64) {
	switch b := body.(type) {
	case *orgObserved:
		return b.Connection, b.OrganizationID
	case *event.OrgVanished:
		return b.Connection, b.OrganizationID
	case *event.OrganizationMapped:
		return b.Connection, b.OrganizationID
	case *event.OrganizationIgnored:
		return b.Connection, b.OrganizationID
	case *event.OrganizationUnmapped:
		return b.Connection, b.OrganizationID
	case *event.OrganizationMatchRejected:
		return b.Connection, b.OrganizationID
	}
	return uuid.Nil, 0
}

func foldOrganization(_ *rules.Set, id uuid.UUID, old *Organization, e *projections.Event) (*Organization, error) {
	row := &Organization{ID: id}
	if old != nil {
		*row = *old
	}
	row.Connection, row.OrganizationID = organizationOf(e.Body)
	switch b := e.Body.(type) {
	case *orgObserved:
		return row, row.observe(b, e)
	case *event.OrgVanished:
		if old == nil {
			return nil, nil
		}
		row.VanishedAt, row.VanishedPosition = e.OccurredAt, e.Position
		return row, nil
	}
	return row, row.fold(e)
}

// observe replaces what NinjaOne gives; decisions follow the id, whatever the name (MAP-13).
func (r *Organization) observe(b *orgObserved, e *projections.Event) (err error) {
	r.Observed, r.Name, r.SortKey = true, bounded(b.Organization.Name), sortKey(b.Organization.Name)
	r.VanishedAt, r.VanishedPosition = time.Time{}, 0
	r.ObservedPosition = e.Position
	r.FormerNames = nil
	if len(b.FormerNames) > 0 {
		r.FormerNames, err = json.Marshal(b.FormerNames)
	}
	return err
}
