package web

import (
	"slices"

	"github.com/google/uuid"
)

// partly is what a page says after a save of which some rows were not saved.
type partly struct {
	Saved string    // the sentence about those that were
	Undo  uuid.UUID // takes them back; zero: nothing was changed
	Back  string    // where to go after that
	Again string    // the word on the button that saves
	Apart []string  // why rows were not saved that the page does not have (any more)
}

// partly offers to take back what was saved beside the rows that were not.
func (r *Request) partly(saved, again, back string, undo *uuid.UUID) *partly {
	p := &partly{Saved: saved, Again: again, Back: back}
	if undo != nil && r.site.Services.Undos != nil {
		p.Undo = *undo
	}
	return p
}

// messagesFirst puts the rows of a page that say why they were not saved before the others.
func messagesFirst[R any](rows []R, message func(R) string) {
	slices.SortStableFunc(rows, func(a, b R) int {
		switch {
		case (message(a) == "") == (message(b) == ""):
			return 0
		case message(a) != "":
			return -1
		}
		return 1
	})
}
