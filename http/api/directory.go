package api

import (
	"context"

	"github.com/google/uuid"
)

// Directory is one kind of thing that people or imports keep.
//
// Errors of all: domain.CodeNotFound for an unknown id, CodeInvalid with Fields
// for input that refers to nothing, CodeConflict with reason version_conflict
// where Command.Expected does not hold, and with reason external_id_taken.
type Directory[Thing, Filter, Draft, Patch any] interface {
	List(ctx context.Context, s Scope, f Filter, l List) (Answer[Page[Thing]], error)
	Get(ctx context.Context, s Scope, id uuid.UUID) (Answer[Thing], error)
	Create(ctx context.Context, c Command, d Draft) (Written, error)
	// Update changes the members of the patch that are not nil.
	Update(ctx context.Context, c Command, id uuid.UUID, p Patch) (Written, error)
	Remove(ctx context.Context, c Command, id uuid.UUID) (Written, error)
}
