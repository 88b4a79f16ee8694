package api

import (
	"context"
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

// Audit shows proofs of the log.
type Audit interface {
	// Head answers domain.CodeNotFound with the reason tree_head_not_found while
	// none has been signed yet.
	Head(ctx context.Context, tenant uuid.UUID) (TreeHead, error)
}
