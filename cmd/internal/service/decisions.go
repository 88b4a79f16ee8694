package service

import (
	"context"
	"errors"

	"coresync/adapters/poller"
	"coresync/domain"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Release implements api.Runs.
func (s runs) Release(ctx context.Context, c api.Command, id uuid.UUID, only api.ChangeFilter) (api.Written, error) {
	d := runDecision(c, id)
	d.Only = filterOf(only)
	_, err := s.port.ReleaseSync(ctx, d)
	return s.decided(ctx, c, id, err)
}

// Discard implements api.Runs.
func (s runs) Discard(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	_, err := s.poller.Discard(ctx, runDecision(c, id))
	return s.decided(ctx, c, id, err)
}

// Cancel implements api.Runs.
func (s runs) Cancel(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	_, err := s.poller.Cancel(ctx, runDecision(c, id))
	return s.decided(ctx, c, id, err)
}

func runDecision(c api.Command, id uuid.UUID) poller.Decision {
	return poller.Decision{Tenant: c.Tenant, Run: id, By: c.Actor, ID: c.AppendID}
}

// decided answers a decision; the repetition of one that was made is no error.
func (s runs) decided(ctx context.Context, c api.Command, id uuid.UUID, err error) (api.Written, error) {
	done := eventstore.Appended{Tenant: c.Tenant}
	if (errors.Is(err, poller.ErrNotHeld) || errors.Is(err, poller.ErrNotRunning)) && c.AppendID != uuid.Nil {
		before, there, lookup := s.log.Lookup(ctx, c.Tenant, c.AppendID)
		if lookup != nil {
			return api.Written{}, lookup
		}
		if there {
			done, err = before, nil
		}
	}
	if err != nil {
		return api.Written{}, runConflicts(err)
	}
	return written(ctx, s.log, done, id, 0)
}

// Undo implements api.Runs.
func (s runs) Undo(ctx context.Context, c api.Command, id uuid.UUID, only api.ChangeFilter, preview bool) (api.Undone, error) {
	run, err := s.find(ctx, c.Tenant, id)
	if err != nil {
		return api.Undone{}, err
	}
	d := runDecision(c, id)
	d.Only = filterOf(only)
	done, err := s.poller.Undo(ctx, d, preview)
	if err != nil {
		return api.Undone{}, runConflicts(err)
	}
	head, err := s.log.Head(ctx, c.Tenant)
	if err != nil {
		return api.Undone{}, err
	}
	answer := api.Undone{
		Run: id, Preview: preview, Restored: done.Restored, Kept: make([]api.Change, len(done.Kept)),
		Position: api.Position{Epoch: head.Epoch, N: head.Position},
	}
	if done.Position > 0 {
		answer.Position.N = done.Position
	}
	for i, k := range done.Kept {
		answer.Kept[i] = changeView(c.Tenant, run.Connection, k)
	}
	return answer, nil
}

// runConflicts turns the poller's refusals into errors for people.
func runConflicts(err error) error {
	var none *poller.NoRunError
	var not *poller.NotUndoableError
	var held *poller.NotHeldError
	var over *poller.NotRunningError
	switch {
	case errors.As(err, &none):
		return domain.NotFound("run")
	case errors.As(err, &held):
		return &domain.Error{Code: domain.CodeConflict, Reason: "run_not_held", Message: held.Error() + ".", Cause: err}
	case errors.As(err, &over):
		return &domain.Error{Code: domain.CodeConflict, Reason: "run_not_running", Message: over.Error() + ".", Cause: err}
	case errors.As(err, &not):
		return &domain.Error{Code: domain.CodeConflict, Reason: "not_undoable", Message: not.Error() + ".", Cause: err}
	}
	return conflicts(err)
}
