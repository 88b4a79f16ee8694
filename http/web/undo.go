package web

import (
	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// undos takes the last save back, from the sentence that tells of it.
func (s *Site) undos() []Route {
	return []Route{{"page.undo", post, "/undo/{id}", SignedIn, s.Services.Undos != nil, s.undo}}
}

// undo takes back what a save changed, as far as nobody decided since.
func (s *Site) undo(r *Request) error {
	id, err := r.pathID("id", "undo")
	if err != nil {
		return err
	}
	found, err := s.Services.Undos.Preview(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	if err := r.mayUndo(found.Rows); err != nil {
		return err
	}
	done, err := s.Services.Undos.Undo(r.Context(), r.command(), id, nil)
	if err == nil && done.Position != nil {
		err = s.awaitPosition(r, *done.Position)
	}
	if err != nil {
		return err
	}
	undone, kept, erased := 0, 0, 0
	for _, row := range done.Rows {
		switch row.Outcome {
		case api.UndoUndone:
			undone++
		case api.UndoChangedSince:
			kept++
		case api.UndoErased:
			erased++
		}
	}
	said := plural(undone, "thing is", "things are") + " as before."
	if kept > 0 {
		said += " " + plural(kept, "was", "were") + " changed again since, and left alone."
	}
	if erased > 0 {
		said += " " + plural(erased, "person was", "people were") + " erased since, and can't come back."
	}
	return r.done(local(r.field("back")), said)
}

// mayUndo asks for the permissions that the save took.
func (r *Request) mayUndo(rows []api.UndoRow) error {
	for _, row := range rows {
		if needs := permission.Permission(row.Needs); row.Needs != "" && !r.may(needs) {
			return &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
				Message: "To take this back takes the permission " + row.Needs + "."}
		}
	}
	return nil
}

// undoable says on the next page what was done, beside a button that takes it back.
// A change takes the id of its request along, which names it to Undos.
func (r *Request) undoable(address, message string) error {
	if r.site.Services.Undos == nil {
		return r.done(address, message)
	}
	r.flash(message, r.ID)
	return r.to(address)
}

// flash is a sentence for the next page, and what takes back what it tells of.
type flash struct {
	Text string
	Undo uuid.UUID // zero: nothing
}
