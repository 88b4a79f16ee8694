package http

import (
	"context"
	"errors"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// awaitPosition holds a read back until what it reads stands at min_position.
func (r *request) awaitPosition() error {
	text := r.text("min_position")
	if text == "" {
		return nil
	}
	position, err := api.ParsePosition(text)
	if err != nil {
		return err // the description lets none through
	}
	if err := r.sameEpoch(position.Epoch); err != nil {
		return err
	}
	ctx, cancel := r.withLimit(r.server.config.WaitLimit)
	defer cancel()
	err = r.server.services.Positions.Wait(ctx, r.who.Tenant, position.N)
	if errors.Is(err, context.DeadlineExceeded) && r.Context().Err() == nil {
		return &domain.Error{
			Code: domain.CodeUnavailable, Reason: "position_not_reached", RetryAfter: time.Second, Cause: err,
			Message: "The read models have not come to this position yet. Try again in a moment.",
		}
	}
	return err
}

// sameEpoch refuses an epoch that is not the log's present one.
func (r *request) sameEpoch(epoch uuid.UUID) error {
	if r.server.services.Positions == nil {
		return errNotOffered
	}
	head, err := r.server.services.Positions.Head(r.Context(), r.who.Tenant)
	switch {
	case err != nil:
		return err
	case head.Epoch != epoch:
		return otherEpoch()
	}
	return nil
}

func otherEpoch() error {
	return &domain.Error{
		Code: domain.CodeStale, Reason: "other_epoch",
		Message: "This position belongs to another epoch: the log was restored and forked since. Begin again without it.",
	}
}
