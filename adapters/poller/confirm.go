package poller

import (
	"context"
	"fmt"
	"strings"
)

// Asker is a Source that can be asked for single rows. A listing that lost a page on
// the way looks like a shorter one; so what it does not show is asked for before the
// log says that it is gone.
type Asker interface {
	// There returns those of the ids that the instance has in this listing.
	There(ctx context.Context, kind Kind, ids []int64) ([]int64, error)
}

// ReasonIncomplete is the code of a run that failed since a listing left out rows
// that the instance has.
const ReasonIncomplete = "listing_incomplete"

// incompleteError ends a run whose listing can't be trusted.
type incompleteError struct {
	kind    Kind
	there   []int64
	missing int
}

// namedAtMost is how many rows a message names.
const namedAtMost = 5

func (e *incompleteError) Error() string {
	var ids []string
	for _, id := range e.there[:min(len(e.there), namedAtMost)] {
		ids = append(ids, fmt.Sprint(id))
	}
	if len(e.there) > namedAtMost {
		ids = append(ids, "…")
	}
	return fmt.Sprintf("the listing of %s left out %d rows, but asked for them once more NinjaOne has %d of these (%s): "+
		"the listing is incomplete and nothing of it was used; sync again, and if it stays so, tell NinjaOne's support",
		e.kind, e.missing, len(e.there), strings.Join(ids, ", "))
}

// Reason implements reasoned.
func (*incompleteError) Reason() string { return ReasonIncomplete }

// confirmGone asks for the rows that the listing did not show. One that is there
// after all breaks the run off.
func (s *session) confirmGone(ctx context.Context, gone []head) error {
	if len(gone) == 0 {
		return nil
	}
	if err := s.openSource(ctx); err != nil {
		return err
	}
	asker, can := s.source.(Asker)
	if !can {
		return nil
	}
	ids := make([]int64, len(gone))
	for i, h := range gone {
		ids[i] = int64(h.id)
	}
	kind := s.listing.def.kind
	there, err := asker.There(ctx, kind, ids)
	if err == nil && len(there) > 0 {
		err = &incompleteError{kind, there, len(gone)}
	}
	if err != nil {
		return s.sourceError(ctx, kind, err)
	}
	return nil
}
