// Package ninjasource lets the poller read through the NinjaOne client: the two
// adapters don't know each other.
package ninjasource

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"coresync/adapters/ninjaone"
	"coresync/adapters/poller"
	"coresync/domain/observation"
)

// Options are what a source may be told.
type Options struct {
	// PageSize is how many rows to ask for. Defaults to the client's.
	PageSize int
	// Ahead reads the next page while the poller compares this one.
	Ahead bool
	// Pending lists devices that wait for approval, too, behind the approved ones.
	Pending bool
}

// New makes a source of one connection's client.
func New(client *ninjaone.Client, options Options) poller.Source {
	return &source{client: client, options: options}
}

type source struct {
	client  *ninjaone.Client
	options Options
}

// atEnd is the cursor behind a listing that has one page.
const atEnd = "end"

// Waiting translates a client's pauses for the poller.
func Waiting(tell func(poller.Wait)) func(ninjaone.Wait) {
	return func(w ninjaone.Wait) { tell(poller.Wait{Reason: string(w.Kind), Asked: w.Asked, For: w.For}) }
}

// userPages is the size of the pages of the report on logons, whose rows are small;
// 10,000 is documented as the most.
const userPages = 5000

// Pages implements poller.Source.
func (s *source) Pages(ctx context.Context, kind poller.Kind, cursor string) iter.Seq2[poller.Page, error] {
	switch kind {
	case poller.Organizations, poller.Locations, poller.Devices:
		at, waits := strings.CutPrefix(cursor, waiting)
		after, err := strconv.ParseInt(orElse(at, "0"), 10, 64)
		if err != nil {
			return failed(fmt.Errorf("cursor %q of %s: %w", cursor, kind, err))
		}
		q := ninjaone.ListQuery{PageSize: s.options.PageSize, After: after, Ahead: s.options.Ahead}
		if kind == poller.Devices {
			return s.devices(ctx, q, waits)
		}
		return s.byID(ctx, kind, q)
	case poller.LastUsers:
		return translated(kind, s.client.Query(ctx, ninjaone.LoggedOnUsers, ninjaone.ReportQuery{
			PageSize: userPages, Cursor: cursor, Ahead: s.options.Ahead,
		}))
	}
	if cursor == atEnd {
		return func(func(poller.Page, error) bool) {}
	}
	return translated(kind, func(yield func(*ninjaone.Page, error) bool) { yield(s.whole(ctx, kind)) })
}

func (s *source) byID(ctx context.Context, kind poller.Kind, q ninjaone.ListQuery) iter.Seq2[poller.Page, error] {
	if kind == poller.Organizations {
		return translated(kind, s.client.Organizations(ctx, q))
	}
	return translated(kind, s.client.Locations(ctx, q))
}

// whole reads a listing that NinjaOne does not page.
func (s *source) whole(ctx context.Context, kind poller.Kind) (*ninjaone.Page, error) {
	switch kind {
	case poller.Contacts:
		return s.client.Contacts(ctx)
	case poller.Accounts:
		return s.accounts(ctx)
	case poller.Roles:
		return s.client.UserRoles(ctx, "")
	}
	return nil, fmt.Errorf("there is no listing %q", kind)
}

// translated gives the poller's pages for the client's.
func translated(kind poller.Kind, pages iter.Seq2[*ninjaone.Page, error]) iter.Seq2[poller.Page, error] {
	return func(yield func(poller.Page, error) bool) {
		var rows [][]byte
		for p, err := range pages {
			if err != nil {
				yield(poller.Page{}, explained(kind, err))
				return
			}
			rows = rows[:0]
			for _, r := range p.Rows {
				rows = append(rows, r.Raw)
			}
			if !yield(poller.Page{Rows: rows, Rejected: rejected(p), Cursor: cursorOf(kind, p)}, nil) {
				return
			}
		}
	}
}

func cursorOf(kind poller.Kind, p *ninjaone.Page) string {
	switch kind {
	case poller.Organizations, poller.Locations, poller.Devices:
		return strconv.FormatInt(p.After, 10)
	case poller.LastUsers:
		return p.Cursor
	}
	return atEnd
}

func rejected(p *ninjaone.Page) []poller.Rejected {
	var all []poller.Rejected
	for _, r := range p.Rejected {
		reason := observation.ReasonBadJSON
		var tooLarge *ninjaone.RowTooLargeError
		if errors.As(r.Err, &tooLarge) {
			reason = observation.ReasonTooLarge
		}
		all = append(all, poller.Rejected{ID: r.ID, Reason: reason})
	}
	return all
}

// failure gives an error of the client its stable code.
type failure struct {
	error
	reason string
}

func (f failure) Unwrap() error  { return f.error }
func (f failure) Reason() string { return f.reason }

// explained translates an error. A listing that an instance lacks, or that this
// connection may not see, is not offered; whether the run can do without it is the
// poller's to say.
func explained(kind poller.Kind, err error) error {
	var api *ninjaone.APIError
	if errors.As(err, &api) {
		switch api.Kind {
		case ninjaone.KindNotFound, ninjaone.KindMissingScope, ninjaone.KindNotAdministrator, ninjaone.KindUserContextRequired:
			if kind != poller.Organizations && kind != poller.Locations && kind != poller.Devices {
				return fmt.Errorf("%w: %w", poller.ErrNotOffered, err)
			}
		}
		return failure{err, string(api.Kind)}
	}
	var repeated *ninjaone.PageRepeatedError
	var endless *ninjaone.EndlessListingError
	if errors.As(err, &repeated) || errors.As(err, &endless) {
		return failure{err, "listing_does_not_advance"}
	}
	return err
}

func failed(err error) iter.Seq2[poller.Page, error] {
	return func(yield func(poller.Page, error) bool) { yield(poller.Page{}, err) }
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
