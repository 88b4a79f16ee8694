package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"coresync/adapters/bundle"
	"coresync/adapters/export"
	"coresync/domain"
	"coresync/eventstore/tree"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Prove implements api.Audit.
func (s audit) Prove(ctx context.Context, tenant, event uuid.UUID) (json.RawMessage, error) {
	found, err := s.port.Evidence(ctx, tenant, event)
	if err != nil {
		return nil, unsigned(err)
	}
	return json.Marshal(found)
}

// unsigned says in the API's words why nothing can be proved.
func unsigned(err error) error {
	var ahead *tree.AheadError
	var contradiction *tree.ContradictionError
	switch {
	case errors.Is(err, tree.ErrNoEvent):
		return domain.NotFound("event")
	case errors.Is(err, bundle.ErrNothing):
		return &domain.Error{Code: domain.CodeNotFound, Reason: "nothing_to_export", Message: "No event was recorded there. Choose another asset or other times."}
	case errors.As(err, &ahead), errors.As(err, &contradiction):
		return &domain.Error{Code: domain.CodeConflict, Reason: "log_not_signed", Message: "The log is not the one that was signed, so nothing of it is proved: " + err.Error()}
	}
	return err
}

// Export implements api.Audit. The file is whole before any of it is sent.
func (s audit) Export(ctx context.Context, tenant uuid.UUID, ask api.BundleAsk) (f api.File, err error) {
	spool := &export.Spool{}
	made, err := s.port.ExportBundle(ctx, tenant, bundle.Choice{Asset: ask.Asset, From: ask.From, To: ask.To}, spool)
	if err != nil {
		_ = spool.Close() // nobody gets it
		return f, unsigned(err)
	}
	name := fmt.Sprintf("log-%d-%d.zip", made.First, made.Last)
	if ask.Asset != nil {
		name = fmt.Sprintf("asset-%s-%d.zip", ask.Asset, made.Last)
	}
	return api.File{Name: name, MediaType: "application/zip", Body: spool}, nil
}

// Verify implements api.Audit. The key is the log's own of the epoch that the file names: one
// that brings another key along is of another log. The file is on disk meanwhile.
func (s audit) Verify(ctx context.Context, tenant uuid.UUID, from io.Reader) (v api.BundleVerdict, err error) {
	file, err := os.CreateTemp("", "coresync-verify-")
	if err != nil {
		return v, fmt.Errorf("make room for a file to verify: %w", err)
	}
	defer func() { _ = file.Close() }() // it has no name any more
	if err := os.Remove(file.Name()); err != nil {
		return v, fmt.Errorf("make room for a file to verify: %w", err)
	}
	size, err := io.Copy(file, from)
	if err != nil {
		return v, fmt.Errorf("take a file to verify: %w", err)
	}
	said, err := bundle.Read(file, size)
	if err != nil {
		return v, domain.Invalid([]domain.Fault{{Pointer: "", Code: "invalid", Message: "This is no file of events that was exported here: " + err.Error()}})
	}
	public, ok, err := tree.PublicKey(ctx, s.log.Pool(), tenant)
	if err != nil {
		return v, err
	}
	if !ok || said.Tenant != tenant {
		return api.BundleVerdict{Why: "It is of another log than this workspace's."}, nil
	}
	key, err := tree.VerifierKey(tenant, said.Epoch, public)
	if err != nil {
		return v, err
	}
	return verdict(bundle.Verify(file, size, key))
}

func verdict(found bundle.Verified, err error) (api.BundleVerdict, error) {
	var not *bundle.NotVerifiedError
	if errors.As(err, &not) {
		return api.BundleVerdict{Why: err.Error(), Position: not.Position}, nil
	}
	m := found.Manifest
	return api.BundleVerdict{Verified: err == nil, Events: m.Events, First: m.First, Last: m.Last, Size: m.Size, Epoch: &m.Epoch, Whole: found.Whole}, err
}
