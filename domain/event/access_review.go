package event

import (
	"time"

	"github.com/google/uuid"
)

// AccessReviewOpened begins a campaign in which people look at who may do what. Its rows
// follow in the same append.
type AccessReviewOpened struct {
	Review uuid.UUID `json:"review"`
	Name   string    `json:"name"`
	// Scope is what is looked at: all, administrators, technicians or end_users.
	Scope      string     `json:"scope"`
	Connection uuid.UUID  `json:"connection,omitzero"` // zero: all
	DueAt      *time.Time `json:"due_at,omitempty"`
	// SeenAt is the position of the log whose access the rows show.
	SeenAt int64  `json:"seen_at"`
	Rows   int    `json:"rows"`
	By     string `json:"by"`
}

// AccessReviewListed are rows of a campaign, a bounded number an event.
type AccessReviewListed struct {
	Review uuid.UUID   `json:"review"`
	Rows   []ReviewRow `json:"rows"`
}

// ReviewRow is an account that has a role, or, with RoleID 0, the account itself: one that
// is in no role, or an administrator.
type ReviewRow struct {
	Connection    uuid.UUID  `json:"connection"`
	UserID        int64      `json:"user_id"`
	RoleID        int64      `json:"role_id,omitempty"`
	Source        string     `json:"source,omitempty"` // as NinjaOne says, such as MANUAL
	Since         *time.Time `json:"since,omitempty"`
	Administrator bool       `json:"administrator,omitempty"`
}

// ReviewKey names a row of a campaign.
type ReviewKey struct {
	Connection uuid.UUID `json:"connection"`
	UserID     int64     `json:"user_id"`
	RoleID     int64     `json:"role_id,omitempty"`
}

// Key is the row's.
func (r ReviewRow) Key() ReviewKey { return ReviewKey{r.Connection, r.UserID, r.RoleID} }

// AccessReviewDecided says what is to become of rows: keep, revoke, or "" where a decision
// is taken back.
type AccessReviewDecided struct {
	Review  uuid.UUID   `json:"review"`
	Rows    []ReviewKey `json:"rows"`
	Verdict string      `json:"verdict"`
	Reason  string      `json:"reason,omitempty"`
	By      string      `json:"by"`
}

// AccessReviewSignedOff ends a campaign all of whose rows were decided.
type AccessReviewSignedOff struct {
	Review  uuid.UUID `json:"review"`
	By      string    `json:"by"`
	Kept    int       `json:"kept"`
	Revoked int       `json:"revoked"`
	// SeenAt is the position of the log that the export shows, SHA256 the sum of its
	// lines in hexadecimal: whoever has the export proves by the log that it is this one.
	SeenAt int64  `json:"seen_at"`
	SHA256 string `json:"sha256"`
}

// AccessReviewCancelled ends a campaign without a result.
type AccessReviewCancelled struct {
	Review uuid.UUID `json:"review"`
	By     string    `json:"by"`
	Reason string    `json:"reason,omitempty"`
}

// AccessReviewStream is the stream of one campaign.
func AccessReviewStream(review uuid.UUID) string { return "access-review/" + review.String() }

// EventType implements Payload.
func (AccessReviewOpened) EventType() Type { return "AccessReviewOpened" }

// EventType implements Payload.
func (AccessReviewListed) EventType() Type { return "AccessReviewListed" }

// EventType implements Payload.
func (AccessReviewDecided) EventType() Type { return "AccessReviewDecided" }

// EventType implements Payload.
func (AccessReviewSignedOff) EventType() Type { return "AccessReviewSignedOff" }

// EventType implements Payload.
func (AccessReviewCancelled) EventType() Type { return "AccessReviewCancelled" }
