package web

import (
	"net/url"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// undos takes the last save back, from the sentence that tells of it.
func (s *Site) undos() []Route {
	has := s.Services.Undos != nil
	return []Route{
		{"page.undo.show", get, "/undo/{id}", SignedIn, has, s.showUndo},
		{"page.undo", post, "/undo/{id}", SignedIn, has, s.undo},
	}
}

// undoView is what a save changed.
type undoView struct {
	api.Undo
	ID   uuid.UUID
	Back string // where the save was made; empty: unknown
}

func (s *Site) showUndo(r *Request) error {
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
	out := undoView{Undo: found, ID: id}
	if back := r.URL.Query().Get("back"); back != "" {
		out.Back = local(back)
	}
	return r.page("What was changed", "", func(v *view) page { return undoPage(v, &out) })
}

// undoHref is the page that says what was done just now.
func undoHref(v *view) string {
	return "/undo/" + v.Done.Undo.String() + "?back=" + url.QueryEscape(v.Here)
}

// open is how much of it can be taken back.
func (u *undoView) open() int {
	n := 0
	for _, row := range u.Rows {
		if row.Outcome == api.UndoOpen {
			n++
		}
	}
	return n
}

// shown are the rows that the page has: what can be taken back first.
func (u *undoView) shown() []api.UndoRow {
	rows := slices.Clone(u.Rows)
	slices.SortStableFunc(rows, func(a, b api.UndoRow) int {
		if isOpen := a.Outcome == api.UndoOpen; isOpen != (b.Outcome == api.UndoOpen) {
			if isOpen {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return rows[:min(len(rows), mostLeft)]
}

// undoneHref is the page of what a stream is about; empty: it has none.
func undoneHref(stream string) string {
	kind, id, _ := strings.Cut(stream, "/")
	if _, err := uuid.Parse(id); err != nil {
		return ""
	}
	switch kind {
	case "asset", "assignment":
		return "/assets/" + id
	case "customer":
		return "/customers/" + id
	case "contact":
		return "/contacts/" + id
	}
	return ""
}

func undoWord(row api.UndoRow) string {
	switch row.Outcome {
	case api.UndoUnchanged:
		return "As before already"
	case api.UndoChangedSince:
		return "Changed again since, and left alone"
	case api.UndoErased:
		return "The person was erased since"
	}
	return "Can be taken back"
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
	var only []string
	if r.field("only") == "picked" {
		if only = r.PostForm["stream"]; len(only) == 0 {
			return r.done("/undo/"+id.String()+"?back="+url.QueryEscape(local(r.field("back"))), "Nothing was selected.")
		}
	}
	done, err := s.Services.Undos.Undo(r.Context(), r.command(), id, only)
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
