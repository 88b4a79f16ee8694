package api

import (
	"context"
	"time"

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
	Outcome string `json:"outcome"`
	// ChangedBy and ChangedAt tell of changed_since who decided last, and when.
	ChangedBy string     `json:"changed_by,omitempty"`
	ChangedAt *time.Time `json:"changed_at,omitempty"`
	// Needs is the permission that taking it back needs.
	Needs string `json:"-"`
}

// Outcomes of an undo's rows.
const (
	UndoOpen         = "open"
	UndoUndone       = "undone"
	UndoUnchanged    = "unchanged"
	UndoChangedSince = "changed_since"
	UndoErased       = "erased" // the person was, and does not come back
)

// Undos takes saves back, by events that restore what was before; nothing that was
// recorded is lost.
type Undos interface {
	// Preview tells what Undo would do. Error: domain.NotFound.
	Preview(ctx context.Context, s Scope, id uuid.UUID) (Undo, error)
	// Undo takes back what the streams named by only went through; none named: all of
	// it. Error: domain.CodeInvalid where the save changed no such stream.
	Undo(ctx context.Context, c Command, id uuid.UUID, only []string) (Undo, error)
}
