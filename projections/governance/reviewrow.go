package governance

import (
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// ReviewRow is an account that has a role, or an account, in a campaign.
type ReviewRow struct {
	ID            uuid.UUID
	Review        uuid.UUID
	Connection    uuid.UUID
	UserID        int64
	RoleID        int64 // 0: the account itself
	Source        string
	Since         time.Time
	Administrator bool
	Verdict       string // keep or revoke; "": undecided
	Reason        string
	DecidedAt     time.Time
	DecidedBy     string // actor, an id
}

// Key names the row in events.
func (r *ReviewRow) Key() event.ReviewKey {
	return event.ReviewKey{Connection: r.Connection, UserID: r.UserID, RoleID: r.RoleID}
}

// ReviewRowID is the id of a row.
func ReviewRowID(tenant, review uuid.UUID, key event.ReviewKey) uuid.UUID {
	return uuid.NewSHA1(tenant, fmt.Appendf(nil, "review/%s/%s/%d/%d", review, key.Connection, key.UserID, key.RoleID))
}

func reviewRowTable() projections.TableSpec[ReviewRow] {
	return projections.TableSpec[ReviewRow]{
		Name:    "review_row",
		Comment: "Who may do what, as each campaign looks at it, and what was decided.",
		Columns: reviewRowColumns(),
		ID:      func(r *ReviewRow) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *listed:
				ids := make([]uuid.UUID, 0, len(b.Rows))
				for _, row := range b.Rows {
					ids = append(ids, ReviewRowID(e.Tenant, b.Review, row.Key()))
				}
				return ids
			case *event.AccessReviewDecided:
				ids := make([]uuid.UUID, 0, len(b.Rows))
				for _, key := range b.Rows {
					ids = append(ids, ReviewRowID(e.Tenant, b.Review, key))
				}
				return ids
			}
			return nil
		},
		Fold:    foldReviewRow,
		Indexes: []projections.Index{{Name: "review_row_review", On: "review", Where: "review is not null"}},
	}
}

func reviewRowColumns() []column.Column[ReviewRow] {
	return []column.Column[ReviewRow]{
		column.UUID("id", "id of the row", func(r *ReviewRow) *uuid.UUID { return &r.ID }),
		column.UUID("review", "campaign", func(r *ReviewRow) *uuid.UUID { return &r.Review }),
		column.UUID("connection", "NinjaOne connection", func(r *ReviewRow) *uuid.UUID { return &r.Connection }),
		column.Int("user_id", "account in NinjaOne", func(r *ReviewRow) *int64 { return &r.UserID }),
		column.Int("role_id", "role in NinjaOne; none: the account itself", func(r *ReviewRow) *int64 { return &r.RoleID }),
		column.Text("source", "how the account came to the role, as NinjaOne says", func(r *ReviewRow) *string { return &r.Source }),
		column.Time("since", "since when, as far as is known", func(r *ReviewRow) *time.Time { return &r.Since }),
		column.Bool("administrator", "the account was a System Administrator", func(r *ReviewRow) *bool { return &r.Administrator }),
		column.Text("verdict", "keep or revoke; none: undecided", func(r *ReviewRow) *string { return &r.Verdict }),
		column.Text("reason", "why", func(r *ReviewRow) *string { return &r.Reason }),
		column.Time("decided_at", "when it was decided", func(r *ReviewRow) *time.Time { return &r.DecidedAt }),
		column.Text("decided_by", "by whom, an id", func(r *ReviewRow) *string { return &r.DecidedBy }),
	}
}

func foldReviewRow(_ *rules.Set, id uuid.UUID, old *ReviewRow, e *projections.Event) (*ReviewRow, error) {
	row := ReviewRow{ID: id}
	if old != nil {
		row = *old
	}
	switch b := e.Body.(type) {
	case *listed:
		seen := b.by[id]
		row.Review, row.Connection, row.UserID, row.RoleID = b.Review, seen.Connection, seen.UserID, seen.RoleID
		row.Source, row.Administrator, row.Since = bounded(seen.Source), seen.Administrator, time.Time{}
		if seen.Since != nil {
			row.Since = *seen.Since
		}
	case *event.AccessReviewDecided:
		if old == nil {
			return nil, nil // it never was a row
		}
		row.Verdict, row.Reason, row.DecidedAt, row.DecidedBy = bounded(b.Verdict), bounded(b.Reason), e.OccurredAt, bounded(b.By)
		if b.Verdict == "" {
			row.Reason, row.DecidedAt, row.DecidedBy = "", time.Time{}, ""
		}
	}
	return &row, nil
}
