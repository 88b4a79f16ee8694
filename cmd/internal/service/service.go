// Package service joins what the edges ask for (interfaces of package http/api)
// with the parts that do it: one resource a file. It translates and decides
// nothing; the command line calls the same services as the JSON API.
package service

import (
	"context"
	"errors"

	"coresync/adapters/ninjaone"
	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// written turns an append into a command's answer; without events it is the head.
func written(ctx context.Context, log eventstore.Log, done eventstore.Appended, id uuid.UUID, version int64) (api.Written, error) {
	w := api.Written{
		Position: api.Position{Epoch: done.Epoch, N: done.Last}, Version: version, Replayed: done.Replayed,
	}
	if id != uuid.Nil {
		w.ID = &id
	}
	if done.Last == 0 {
		head, err := log.Head(ctx, done.Tenant)
		if err != nil {
			return w, err
		}
		w.Position = api.Position{Epoch: head.Epoch, N: head.Position}
	}
	return w, nil
}

// conflicts turns the store's errors about concurrency into errors for people.
func conflicts(err error) error {
	var version *eventstore.VersionConflictError
	var reused *eventstore.AppendReusedError
	var readOnly *eventstore.ReadOnlyError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &version):
		return &domain.Error{Code: domain.CodeConflict, Reason: "version_conflict", Cause: err,
			Message: "Somebody else changed it in between. Load it again and decide again."}
	case errors.As(err, &reused):
		return &domain.Error{Code: domain.CodeConflict, Reason: "idempotency_key_reused", Cause: err,
			Message: "This Idempotency-Key was used for another request. Use a new one."}
	case errors.As(err, &readOnly):
		return &domain.Error{Code: domain.CodeUnavailable, Reason: "read_only", Cause: err,
			Message: "The log takes no changes now: " + readOnly.Reason}
	case errors.Is(err, eventstore.ErrNoTenant):
		return domain.NotFound("workspace")
	case errors.Is(err, ninjaone.ErrNotConnected): // no settings, so never added, removed, or another tenant's
		return domain.NotFound("connection")
	}
	return err
}
