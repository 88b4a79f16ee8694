package api

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/google/uuid"
)

// TreeHead is the newest signed head of a tenant's log (RFC 6962 tree).
type TreeHead struct {
	Origin   string    `json:"origin"`
	Epoch    uuid.UUID `json:"epoch"`
	Size     int64     `json:"size"`      // events that it covers
	RootHash string    `json:"root_hash"` // hexadecimal
	SignedAt time.Time `json:"signed_at"`
	// Note is the signed text in the C2SP tlog-checkpoint form.
	Note string `json:"note"`
	// VerifierKey checks it (C2SP signed-note).
	VerifierKey string `json:"verifier_key"`
}

// BundleAsk says which events are to be taken away: all that is known of an asset, or all
// that was recorded from From to To, both included; zero: no bound.
type BundleAsk struct {
	Asset    *uuid.UUID
	From, To time.Time
}

// BundleVerdict says what a file of events proves, or why nothing.
type BundleVerdict struct {
	Verified bool       `json:"verified"`
	Why      string     `json:"why,omitempty"`      // not
	Position int64      `json:"position,omitempty"` // of the event that is not as it was
	Events   int64      `json:"events,omitempty"`
	First    int64      `json:"first,omitempty"` // position
	Last     int64      `json:"last,omitempty"`  // position
	Size     int64      `json:"size,omitempty"`  // events that the signed head covers
	Epoch    *uuid.UUID `json:"epoch,omitempty"`
	// Whole tells that from the first to the last position no event is left out.
	Whole bool `json:"whole"`
}

// LogAudit is the newest walk over the log that compared rows, leaves, tree and signed heads.
type LogAudit struct {
	State      string          `json:"state"` // never, queued, running, agrees, differs, failed
	Done       int64           `json:"done"`  // events
	Total      int64           `json:"total"` // 0: not known yet
	Heads      int64           `json:"heads"` // signed heads compared
	RootHash   string          `json:"root_hash,omitempty"`
	Faults     []LogFault      `json:"faults"` // the first hundred
	FaultCount int64           `json:"fault_count"`
	Message    string          `json:"message,omitempty"`
	StartedAt  *time.Time      `json:"started_at,omitempty"`
	EndedAt    *time.Time      `json:"ended_at,omitempty"`
	Agreed     *LogAuditAgreed `json:"agreed,omitempty"`
}

// LogAuditAgreed says when a walk last found nothing, over how many events.
type LogAuditAgreed struct {
	At     time.Time `json:"at"`
	Events int64     `json:"events"`
}

// LogFault is a place where the log is not what was appended or signed.
type LogFault struct {
	From int64  `json:"from"` // position
	To   int64  `json:"to"`   // position, inclusive
	What string `json:"what"`
}

// Audit proves the log.
type Audit interface {
	// Head answers domain.CodeNotFound with the reason tree_head_not_found while
	// none has been signed yet.
	Head(ctx context.Context, tenant uuid.UUID) (TreeHead, error)
	// Prove is one event with a signed head and the path to its root, as JSON: what
	// `coresync audit prove` prints. Errors: domain.CodeNotFound; domain.CodeConflict with the
	// reason log_not_signed where the log is not the one that was signed, as for Export.
	Prove(ctx context.Context, tenant, event uuid.UUID) (json.RawMessage, error)
	// Export is a file of events that proves itself. Errors: domain.CodeNotFound with the reason
	// nothing_to_export.
	Export(ctx context.Context, tenant uuid.UUID, ask BundleAsk) (File, error)
	// Verify checks a file of Export against this log's own keys. Error: domain.CodeInvalid
	// where it is no such file.
	Verify(ctx context.Context, tenant uuid.UUID, file io.Reader) (BundleVerdict, error)
	// Audited is the newest walk; its state is never where there was none.
	Audited(ctx context.Context, tenant uuid.UUID) (LogAudit, error)
	// Fsck orders a walk, or joins the one that is going on.
	Fsck(ctx context.Context, tenant uuid.UUID) (LogAudit, error)
}
