package service

import (
	"context"
	"encoding/hex"
	"io"
	"time"

	"coresync/adapters/bundle"
	"coresync/domain"
	"coresync/eventstore"
	"coresync/eventstore/tree"
	"coresync/http/api"

	"github.com/google/uuid"
)

// AuditPort signs logs, takes events out of them with their proof, and walks them.
type AuditPort interface {
	// Evidence proves one event. Errors: tree.ErrNoEvent; *tree.AheadError and
	// *tree.ContradictionError where the log is not the one that was signed.
	Evidence(ctx context.Context, tenant, event uuid.UUID) (tree.Evidence, error)
	// ExportBundle writes a file that proves itself. Errors: bundle.ErrNothing, and as Evidence.
	ExportBundle(ctx context.Context, tenant uuid.UUID, c bundle.Choice, w io.Writer) (bundle.Manifest, error)
	// StartAudit orders a walk over the log, or joins the one that is going on.
	StartAudit(ctx context.Context, tenant uuid.UUID) (tree.Noted, error)
}

// audit implements api.Audit.
type audit struct {
	log  *eventstore.Store
	port AuditPort
	now  func() time.Time
}

// Head implements api.Audit.
func (s audit) Head(ctx context.Context, tenant uuid.UUID) (api.TreeHead, error) {
	head, ok, err := tree.Newest(ctx, s.log.Pool(), tenant)
	if err != nil {
		return api.TreeHead{}, err
	}
	if !ok {
		return api.TreeHead{}, &domain.Error{Code: domain.CodeNotFound, Reason: "tree_head_not_found",
			Message: "No head of this log has been signed yet. A worker signs one within a minute of the first event."}
	}
	public, _, err := tree.PublicKey(ctx, s.log.Pool(), tenant)
	if err != nil {
		return api.TreeHead{}, err
	}
	key, err := tree.VerifierKey(tenant, head.Epoch, public)
	if err != nil {
		return api.TreeHead{}, err
	}
	return api.TreeHead{
		Origin: tree.Origin(head.Tenant, head.Epoch), Epoch: head.Epoch, Size: head.Size,
		RootHash: hex.EncodeToString(head.Root[:]), SignedAt: head.SignedAt, Note: head.Note, VerifierKey: key,
	}, nil
}
