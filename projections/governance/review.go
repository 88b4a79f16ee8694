package governance

import (
	"time"

	"coresync/domain/access"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Review is a campaign in which people look at who may do what.
type Review struct {
	ID         uuid.UUID
	Name       string
	Scope      string
	Connection uuid.UUID // zero: all
	DueAt      time.Time
	SeenAt     int64 // position whose access the rows show
	Rows       int64
	OpenedAt   time.Time
	OpenedBy   string // actor, an id
	Status     string
	EndedAt    time.Time
	EndedBy    string
	Reason     string // why it was cancelled
	SignedAt   int64  // position that the export shows
	SHA256     string
	Version    int64
}

func reviewTable() projections.TableSpec[Review] {
	return projections.TableSpec[Review]{
		Name:    "review",
		Comment: "Campaigns in which people look at who may do what in NinjaOne.",
		Columns: reviewColumns(),
		ID:      func(r *Review) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.AccessReviewOpened:
				return []uuid.UUID{b.Review}
			case *listed:
				return []uuid.UUID{b.Review}
			case *event.AccessReviewDecided:
				return []uuid.UUID{b.Review}
			case *event.AccessReviewSignedOff:
				return []uuid.UUID{b.Review}
			case *event.AccessReviewCancelled:
				return []uuid.UUID{b.Review}
			}
			return nil
		},
		Fold: foldReview,
	}
}

func reviewColumns() []column.Column[Review] {
	return []column.Column[Review]{
		column.UUID("id", "id of the campaign", func(r *Review) *uuid.UUID { return &r.ID }),
		column.Text("name", "its name", func(r *Review) *string { return &r.Name }),
		column.Text("scope", "what is looked at: all, administrators, technicians or end_users", func(r *Review) *string { return &r.Scope }),
		column.UUID("connection", "NinjaOne connection; none: all", func(r *Review) *uuid.UUID { return &r.Connection }),
		column.Time("due_at", "when it should be done", func(r *Review) *time.Time { return &r.DueAt }),
		column.Int("seen_at", "position of the log whose access the rows show", func(r *Review) *int64 { return &r.SeenAt }),
		column.Count("row_count", "how many rows there are", func(r *Review) *int64 { return &r.Rows }),
		column.Time("opened_at", "when it began", func(r *Review) *time.Time { return &r.OpenedAt }),
		column.Text("opened_by", "by whom, an id", func(r *Review) *string { return &r.OpenedBy }),
		column.Text("status", "open, signed_off or cancelled", func(r *Review) *string { return &r.Status }),
		column.Time("ended_at", "when it was signed off or cancelled", func(r *Review) *time.Time { return &r.EndedAt }),
		column.Text("ended_by", "by whom, an id", func(r *Review) *string { return &r.EndedBy }),
		column.Text("reason", "why it was cancelled", func(r *Review) *string { return &r.Reason }),
		column.Int("signed_at", "position of the log that the export shows", func(r *Review) *int64 { return &r.SignedAt }),
		column.Text("sha256", "SHA-256 of the export's lines, in hexadecimal", func(r *Review) *string { return &r.SHA256 }),
		column.Count("version", "version of its stream, for conflicts", func(r *Review) *int64 { return &r.Version }),
	}
}

func foldReview(_ *rules.Set, id uuid.UUID, old *Review, e *projections.Event) (*Review, error) {
	row := Review{ID: id}
	if old != nil {
		row = *old
	}
	row.Version = e.Version
	ended := func(status, by string) { row.Status, row.EndedAt, row.EndedBy = status, e.OccurredAt, bounded(by) }
	switch b := e.Body.(type) {
	case *event.AccessReviewOpened:
		row.Name, row.Scope, row.Connection, row.SeenAt, row.Rows = bounded(b.Name), bounded(b.Scope), b.Connection, b.SeenAt, int64(b.Rows)
		row.Status, row.OpenedAt, row.OpenedBy = access.ReviewOpen, e.OccurredAt, bounded(b.By)
		if b.DueAt != nil {
			row.DueAt = *b.DueAt
		}
	case *event.AccessReviewSignedOff:
		ended(access.ReviewSignedOff, b.By)
		row.SignedAt, row.SHA256 = b.SeenAt, bounded(b.SHA256)
	case *event.AccessReviewCancelled:
		ended(access.ReviewCancelled, b.By)
		row.Reason = bounded(b.Reason)
	}
	return &row, nil
}
