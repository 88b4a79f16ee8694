package poller

import (
	"context"
	"errors"
	"iter"

	"github.com/google/uuid"
)

// Sources opens the NinjaOne side of connections.
type Sources interface {
	// Open returns the source of a connection, which tells waits of each pause that it is
	// about to take, from any goroutine. Its error fails the run; see Source for how it
	// says why.
	Open(ctx context.Context, tenant, connection uuid.UUID, waits func(Wait)) (Source, error)
}

// Source reads the listings of one connection.
type Source interface {
	// Pages reads a listing page by page behind a cursor, "" for the beginning, and
	// ends after the page that is the last. A page is valid until the next one is
	// asked for.
	//
	// An error that has a method Reason() string gives the stable code of a failed
	// run, such as "wrong_region". ErrNotOffered says that this instance has no such
	// listing.
	Pages(ctx context.Context, kind Kind, cursor string) iter.Seq2[Page, error]
}

// ErrNotOffered says that an instance has no such listing, or does not show it to
// this connection.
var ErrNotOffered = errors.New("the instance does not offer this listing")

// Page is one page of raw rows.
type Page struct {
	// Rows are JSON texts as they came, save that their strings may hold any bytes.
	Rows [][]byte
	// Rejected are rows that the source did not hand out.
	Rejected []Rejected
	// Cursor continues behind this page.
	Cursor string
}

// Rejected is a row that the source could not read.
type Rejected struct {
	ID     int64 // 0: unknown, so no row of the listing may be called missing
	Reason string
}

// reasoned is an error that knows the stable code of a failed run.
type reasoned interface{ Reason() string }

// reasonOf is the stable code for an error of a source.
func reasonOf(err error) string {
	var r reasoned
	if errors.As(err, &r) {
		return r.Reason()
	}
	if errors.Is(err, ErrNotOffered) {
		return "not_offered"
	}
	return "listing_failed"
}
