package api

import (
	"context"

	"github.com/google/uuid"
)

// Undo is what taking a save back would do, or did. Its id is the one that the save
// answered with.
type Undo struct {
	Rows []UndoRow `json:"rows"`
	// Position, Replayed and Undo are those of the events that took it back; a preview
	// has none. Undo takes the taking back back.
	Position *Position  `json:"position,omitempty"`
	Replayed bool       `json:"replayed"`
	Undo     *uuid.UUID `json:"undo,omitempty"`
}

// UndoRow is one thing that the save changed.
type UndoRow struct {
	Stream string `json:"stream"`
	Name   string `json:"name"`
	// Now and Then say in words what is decided about it, and what was before the save.
	Now  string `json:"now"`
	Then string `json:"then"`
	// Outcome is open (a preview), undone, unchanged (it is as before already) or
	// changed_since: somebody decided after the save, and that stays.
	Outcome   string `json:"outcome"`
	ChangedBy string `json:"changed_by,omitempty"` // of changed_since
}

// Outcomes of an undo's rows.
const (
	UndoOpen         = "open"
	UndoUndone       = "undone"
	UndoUnchanged    = "unchanged"
	UndoChangedSince = "changed_since"
)

// Undos takes saves back, by events that restore what was before; nothing that was
// recorded is lost.
type Undos interface {
	// Preview tells what Undo would do. Error: domain.NotFound.
	Preview(ctx context.Context, s Scope, id uuid.UUID) (Undo, error)
	Undo(ctx context.Context, c Command, id uuid.UUID) (Undo, error)
}
