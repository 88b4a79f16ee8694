package association

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Standings of an asset of which somebody wanted no suggestion.
const (
	StandingOpen    = ""
	StandingSkipped = "skipped" // until the last user changes, or 30 days have passed
	StandingNever   = "never"   // nobody's own
)

// Decision is what people decided about who uses an asset.
type Decision struct {
	ID               uuid.UUID // of the asset
	Contact          uuid.UUID // zero: nobody
	OtherCustomer    bool
	AssignedAt       time.Time
	AssignedBy       string // actor, an id
	AssignedPosition int64  // event that assigned it, or took it back

	Standing         string
	SeenUser         uuid.UUID // subject of the last user whom the person saw who skipped it
	StandingAt       time.Time
	StandingBy       string
	StandingPosition int64

	Version int64 // of the stream of decisions, to be expected by the next one
}

func decisionTable() projections.TableSpec[Decision] {
	return projections.TableSpec[Decision]{
		Name:    "decision",
		Comment: "What people decided about who uses an asset.",
		Columns: []column.Column[Decision]{
			column.UUID("id", "id of the asset", func(r *Decision) *uuid.UUID { return &r.ID }),
			column.UUID("contact", "contact that it is assigned to", func(r *Decision) *uuid.UUID { return &r.Contact }),
			column.Bool("other_customer", "the contact was of another customer, and that was wanted", func(r *Decision) *bool { return &r.OtherCustomer }),
			column.Time("assigned_at", "when it was assigned, or taken back", func(r *Decision) *time.Time { return &r.AssignedAt }),
			column.Text("assigned_by", "by whom, an id", func(r *Decision) *string { return &r.AssignedBy }),
			column.Int("assigned_position", "event that said so", func(r *Decision) *int64 { return &r.AssignedPosition }),
			column.Text("standing", "skipped, never, or nothing", func(r *Decision) *string { return &r.Standing }),
			column.UUID("seen_user", "last user, a subject, when it was skipped", func(r *Decision) *uuid.UUID { return &r.SeenUser }),
			column.Time("standing_at", "when that was decided", func(r *Decision) *time.Time { return &r.StandingAt }),
			column.Text("standing_by", "by whom, an id", func(r *Decision) *string { return &r.StandingBy }),
			column.Int("standing_position", "event that said so", func(r *Decision) *int64 { return &r.StandingPosition }),
			column.Count("version", "version of its stream, for conflicts", func(r *Decision) *int64 { return &r.Version }),
		},
		ID:   func(r *Decision) uuid.UUID { return r.ID },
		Keys: decisionKeys,
		Fold: foldDecision,
		Indexes: []projections.Index{
			{Name: "decision_contact", On: "contact", Where: "contact is not null"},
		},
	}
}

func decisionKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *event.DeviceAssigned:
		return []uuid.UUID{b.Asset}
	case *event.DeviceUnassigned:
		return []uuid.UUID{b.Asset}
	case *event.AssociationSkipped:
		return []uuid.UUID{b.Asset}
	case *event.AssociationNever:
		return []uuid.UUID{b.Asset}
	case *event.AssociationReopened:
		return []uuid.UUID{b.Asset}
	}
	return nil
}

func foldDecision(_ *rules.Set, id uuid.UUID, old *Decision, e *projections.Event) (*Decision, error) {
	row := Decision{ID: id}
	if old != nil {
		row = *old
	}
	row.Version = e.Version
	switch b := e.Body.(type) {
	case *event.DeviceAssigned:
		row.assign(b.Contact, b.OtherCustomer, e)
		if row.Standing != StandingOpen { // who chooses somebody no longer skips
			row.stand(StandingOpen, uuid.Nil, e)
		}
	case *event.DeviceUnassigned:
		row.assign(uuid.Nil, false, e)
	case *event.AssociationSkipped:
		row.stand(StandingSkipped, b.User, e)
	case *event.AssociationNever:
		row.stand(StandingNever, uuid.Nil, e)
	case *event.AssociationReopened:
		row.stand(StandingOpen, uuid.Nil, e)
	}
	return &row, nil
}

func (r *Decision) assign(contact uuid.UUID, other bool, e *projections.Event) {
	r.Contact, r.OtherCustomer = contact, other
	r.AssignedAt, r.AssignedBy, r.AssignedPosition = e.OccurredAt, bounded(e.Actor), e.Position
}

func (r *Decision) stand(standing string, seen uuid.UUID, e *projections.Event) {
	r.Standing, r.SeenUser = standing, seen
	r.StandingAt, r.StandingBy, r.StandingPosition = e.OccurredAt, bounded(e.Actor), e.Position
}
