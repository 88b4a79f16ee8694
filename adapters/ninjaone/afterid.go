package ninjaone

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/url"
	"strconv"
	"time"
)

// ListQuery says which part of a list to read and in which portions.
type ListQuery struct {
	// PageSize is the number of rows to ask for. Defaults to 1,000, the largest
	// that was seen to be honoured; NinjaOne documents none.
	PageSize int
	// After resumes behind a page: its [Page.After]. 0 begins at the start.
	After int64
	// Index is the number that the first page gets, for a resumed listing.
	Index int
	// Ahead reads the next page while the caller handles this one. It costs the
	// memory of a second page, and a request in vain if the caller stops early.
	Ahead bool
}

// defaultPageSize is what lists ask for.
const defaultPageSize = 1000

// afterLister reads a list whose pages follow the last id of the one before.
//
// It ends on an empty page that was asked for twice, and on nothing else. It takes any order of ids, since none is
// documented: what advances a listing is a position (the last id of a page) that
// it was not at before, or an id above all former ones.
type afterLister struct {
	c       *Client
	cl      call
	by      position
	size    int
	after   int64
	high    int64              // the highest id so far
	visited map[int64]struct{} // the positions asked for
	noted   bool               // whether the order of ids was noted in the log
}

// position is what a list's pages follow: the parameter that asks for it, and the
// member of a row that holds it.
type position struct{ param, member string }

// byID is the position of most lists.
var byID = position{param: "after", member: "id"}

// list starts a listing by id.
func (c *Client) list(ctx context.Context, name, path string, params url.Values, q ListQuery) iter.Seq2[*Page, error] {
	return c.listBy(ctx, byID, name, path, params, q)
}

// listBy starts a listing.
func (c *Client) listBy(ctx context.Context, by position, name, path string, params url.Values, q ListQuery) iter.Seq2[*Page, error] {
	return c.pages(ctx, listing{name: name, index: q.Index, ahead: q.Ahead, begin: func() step {
		l := &afterLister{
			c: c, cl: call{name: name, path: path, query: cloneValues(params)}, by: by,
			size: orElse(q.PageSize, defaultPageSize), after: q.After, high: q.After,
			visited: map[int64]struct{}{q.After: {}},
		}
		return l.next
	}})
}

// cloneValues copies query parameters; nil becomes an empty set.
func cloneValues(v url.Values) url.Values {
	out := make(url.Values, len(v)+3)
	for k, vs := range v {
		out[k] = append([]string(nil), vs...)
	}
	return out
}

// next reads the page behind the position and moves the position on. Two answers
// are asked for once more, since a fault on the way may have made them: an empty
// one, which would end the list and make devices look as if they were gone, and
// one that came before.
func (l *afterLister) next(ctx context.Context, p *Page) error {
	empty, again := false, false
	for {
		if err := l.read(ctx, p); err != nil {
			return err
		}
		got := &p.got
		switch {
		case got.count() == 0 && !empty:
			empty = true
			continue
		case got.count() == 0:
			p.Last, p.After = true, l.after
			return nil
		case got.ids == 0:
			return l.c.fault(l.cl, &APIError{Kind: KindMalformed, Detail: "no row has an id to go on from"})
		case !l.repeated(got):
			l.advance(p)
			return nil
		case again:
			return &PageRepeatedError{Call: l.cl.name, Page: l.cl.page, After: "id " + strconv.FormatInt(l.after, 10)}
		}
		again = true
		if err := l.c.cfg.Sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}

// read gets one page, asking for fewer rows if an answer is too large.
func (l *afterLister) read(ctx context.Context, p *Page) error {
	for {
		l.cl.page = p.Index + 1
		l.cl.query.Set("pageSize", strconv.Itoa(l.size))
		if l.after != 0 {
			l.cl.query.Set(l.by.param, strconv.FormatInt(l.after, 10))
		}
		err := l.c.fill(ctx, l.cl, p, true, func(s *splitter, body []byte, into *rows) error {
			s.idMember = l.by.member
			return s.whole(body, into)
		})
		if KindOf(err) != KindTooLarge || l.size <= 1 || errors.Is(err, context.Canceled) {
			return err
		}
		l.size = max(1, l.size/4)
	}
}

// repeated reports whether a page takes the listing to where it was already.
func (l *afterLister) repeated(got *rows) bool {
	_, been := l.visited[got.last]
	return been && got.max <= l.high
}

// advance moves the position behind a page.
func (l *afterLister) advance(p *Page) {
	p.Unordered = !p.got.up || p.got.min <= l.high && l.high != 0
	if p.Unordered && !l.noted {
		l.noted = true
		l.c.cfg.Log.Warn("NinjaOne list does not come in order of ids", slog.String("call", l.cl.name), slog.Int("page", l.cl.page))
	}
	l.after, l.high = p.got.last, max(l.high, p.got.max)
	l.visited[l.after] = struct{}{}
	p.After = l.after
}
