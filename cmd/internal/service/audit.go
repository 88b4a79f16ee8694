package service

import (
	"context"
	"encoding/hex"

	"coresync/domain"
	"coresync/eventstore"
	"coresync/eventstore/tree"
	"coresync/http/api"

	"github.com/google/uuid"
)

// audit implements api.Audit.
type audit struct{ log *eventstore.Store }

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
