package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// AccessReview is a campaign in which people look at who may do what.
type AccessReview struct {
	ID         uuid.UUID  `json:"id"`
	Name       string     `json:"name"`
	Scope      string     `json:"scope"` // all, administrators, technicians or end_users
	Connection *Ref       `json:"connection,omitempty"`
	Status     string     `json:"status"` // open, signed_off or cancelled
	DueAt      *time.Time `json:"due_at,omitempty"`
	Overdue    bool       `json:"overdue"`
	// Rows = Kept + Revoked + Undecided.
	Rows      int        `json:"rows"`
	Kept      int        `json:"kept"`
	Revoked   int        `json:"revoked"`
	Undecided int        `json:"undecided"`
	SeenAt    int64      `json:"seen_at"` // position of the log whose access the rows show
	OpenedAt  time.Time  `json:"opened_at"`
	OpenedBy  string     `json:"opened_by"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	EndedBy   string     `json:"ended_by,omitempty"`
	Reason    string     `json:"reason,omitempty"`
	// SignedAt is the position of the log that the export shows, SHA256 the sum of its lines.
	SignedAt int64  `json:"signed_at,omitempty"`
	SHA256   string `json:"sha256,omitempty"`
	Version  int64  `json:"version"`
}

// AccessReviewRow is who has which role, and what was decided about it.
type AccessReviewRow struct {
	ID            uuid.UUID  `json:"id"`
	Connection    Ref        `json:"connection"`
	Account       uuid.UUID  `json:"account"`
	UserID        int64      `json:"user_id"`
	Name          string     `json:"name,omitempty"`
	Email         string     `json:"email,omitempty"`
	Kind          string     `json:"kind,omitempty"`
	Role          *Ref       `json:"role,omitempty"` // absent: the account itself
	RoleID        int64      `json:"role_id,omitempty"`
	Source        string     `json:"source,omitempty"`
	Since         *time.Time `json:"since,omitempty"`
	Administrator bool       `json:"administrator"`
	MFA           string     `json:"mfa"`
	Verdict       string     `json:"verdict,omitempty"` // keep or revoke; absent: undecided
	Reason        string     `json:"reason,omitempty"`
	DecidedAt     *time.Time `json:"decided_at,omitempty"`
	DecidedBy     string     `json:"decided_by,omitempty"`
	// Now tells whether it still is so in NinjaOne.
	Now bool `json:"now"`
	// Request is what was asked to carry a revocation out.
	Request *uuid.UUID `json:"request,omitempty"`
}

// AccessReviewDraft is a campaign to be opened.
type AccessReviewDraft struct {
	Name       string     `json:"name"`
	Scope      string     `json:"scope"`
	Connection *uuid.UUID `json:"connection"`
	DueAt      *time.Time `json:"due_at"`
}

// AccessReviewDecision says what is to become of rows.
type AccessReviewDecision struct {
	Rows    []uuid.UUID `json:"rows"`
	Verdict string      `json:"verdict"` // keep or revoke; empty: undecided again
	Reason  string      `json:"reason"`
}

// AccessReviewFilter selects rows of a campaign; the zero value selects all.
type AccessReviewFilter struct {
	Verdict string // keep, revoke or undecided
	IDs     []uuid.UUID
}

// AccessReviewRows is a page of rows with the campaign.
type AccessReviewRows struct {
	Page[AccessReviewRow]
	Review AccessReview
}

// AccessRevocation is what became of one row that was to be revoked.
type AccessRevocation struct {
	Row     uuid.UUID  `json:"row"`
	Outcome string     `json:"outcome"` // asked, gone, by_hand or refused
	Request *uuid.UUID `json:"request,omitempty"`
	Message string     `json:"message,omitempty"`
}

// AccessReviews keeps campaigns (rank 19).
type AccessReviews interface {
	List(ctx context.Context, s Scope) (Answer[[]AccessReview], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[AccessReview], error)
	Rows(ctx context.Context, s Scope, id uuid.UUID, f AccessReviewFilter, l List) (Answer[AccessReviewRows], error)
	// Open begins a campaign over what NinjaOne shows now.
	Open(ctx context.Context, c Command, d AccessReviewDraft) (Written, error)
	// Decide decides about rows; nobody about their own account.
	Decide(ctx context.Context, c Command, id uuid.UUID, d AccessReviewDecision) (Written, error)
	// SignOff ends a campaign all of whose rows were decided, and says in the log what its export is.
	SignOff(ctx context.Context, c Command, id uuid.UUID) (Written, error)
	Cancel(ctx context.Context, c Command, id uuid.UUID, reason string) (Written, error)
	// Revoke asks for what was signed off to be revoked; asked again, it asks for nothing twice.
	Revoke(ctx context.Context, c Command, id uuid.UUID) ([]AccessRevocation, error)
	// Export is the campaign as CSV: of one that was signed off the same bytes each time,
	// with their SHA-256 and the position of the log in their last lines.
	Export(ctx context.Context, s Scope, id uuid.UUID) (Answer[File], error)
}
