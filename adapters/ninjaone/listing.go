package ninjaone

import (
	"context"
	"iter"
	"log/slog"
)

// step fills one page and remembers where the next one begins.
type step func(ctx context.Context, p *Page) error

// listing is what all kinds of paging have in common.
type listing struct {
	name  string
	index int  // the number of the first page
	ahead bool // whether the next page is read while the caller has this one
	begin func() step
}

// pages runs a listing page by page. begin makes the step of one run, so that the
// same sequence can be ranged over twice. An error is the last thing it gives.
func (c *Client) pages(ctx context.Context, l listing) iter.Seq2[*Page, error] {
	if l.ahead {
		return c.pagesAhead(ctx, l)
	}
	return func(yield func(*Page, error) bool) {
		c.produce(ctx, l, []*Page{{}}, yield)
	}
}

// produce fills pages in turn and emits them, until the last one, an error, or
// until emit returns false.
func (c *Client) produce(ctx context.Context, l listing, pages []*Page, emit func(*Page, error) bool) {
	next := l.begin()
	for n := 0; ; n++ {
		if n == c.cfg.Limits.MaxPages {
			emit(nil, &EndlessListingError{Call: l.name, Pages: n})
			return
		}
		p := pages[n%len(pages)]
		p.shrink()
		*p = Page{Call: l.name, Index: l.index + n, buf: p.buf, got: p.got}
		if err := next(ctx, p); err != nil {
			emit(nil, err)
			return
		}
		last := p.Last
		if !emit(p, nil) || last {
			return
		}
	}
}

// pagesAhead reads the next page while the caller handles this one. Two pages take
// turns: one is free again when the other has been taken over, since the hand-over
// has no buffer.
func (c *Client) pagesAhead(ctx context.Context, l listing) iter.Seq2[*Page, error] {
	type handed struct {
		page *Page
		err  error
	}
	return func(yield func(*Page, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		out, stop := make(chan handed), make(chan struct{})
		go func() {
			defer close(out)
			c.produce(ctx, l, []*Page{{}, {}}, func(p *Page, err error) bool {
				select {
				case out <- handed{p, err}:
					return true
				case <-stop: // Not ctx: its end is an error that must be handed over.
					return false
				}
			})
		}()
		defer func() {
			close(stop)
			cancel()
			for range out { // Until the reader has ended.
			}
		}()
		for h := range out {
			if !yield(h.page, h.err) {
				return
			}
		}
	}
}

// cutter cuts an answer into rows.
type cutter func(s *splitter, body []byte, into *rows) error

// wholeArray cuts an answer that is one array.
func wholeArray(s *splitter, body []byte, into *rows) error { return s.whole(body, into) }

// fill gets one answer into a page. wantID rejects rows without an id.
func (c *Client) fill(ctx context.Context, cl call, p *Page, wantID bool, cut cutter) error {
	var err error
	p.buf, err = c.get(ctx, cl, p.buf, func(body []byte) error {
		p.got.reset()
		p.Bytes = len(body)
		return cut(&splitter{maxRow: max(cl.maxRow, c.cfg.Limits.MaxRowBytes), wantID: wantID, idMember: byID.member}, body, &p.got)
	})
	if err != nil {
		return err
	}
	p.Rows, p.Rejected, p.URL = p.got.kept, p.got.rejected, c.base+cl.address()
	for _, r := range p.Rejected {
		c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "NinjaOne row left out",
			slog.String("call", cl.name), slog.Int("page", cl.page), slog.Int64("id", r.ID), slog.String("error", r.Err.Error()))
	}
	return nil
}

// single gets a list that NinjaOne gives as a whole.
func (c *Client) single(ctx context.Context, cl call, wantID bool) (*Page, error) {
	p := &Page{Call: cl.name, Last: true}
	if err := c.fill(ctx, cl, p, wantID, wholeArray); err != nil {
		return nil, err
	}
	return p, nil
}
