package ninjaone

import (
	"context"
	"iter"
	"log/slog"
)

// step fills one page and remembers where the next one begins.
type step func(ctx context.Context, p *Page) error

// pages runs a listing page by page. begin makes the step of one run, so that the
// same sequence can be ranged over twice. An error is the last thing it gives.
func (c *Client) pages(ctx context.Context, name string, index int, begin func() step) iter.Seq2[*Page, error] {
	return func(yield func(*Page, error) bool) {
		next := begin()
		p := &Page{}
		for n := 0; ; n++ {
			if n == c.cfg.Limits.MaxPages {
				yield(nil, &EndlessListingError{Call: name, Pages: n})
				return
			}
			*p = Page{Call: name, Index: index + n, buf: p.buf, got: p.got}
			if err := next(ctx, p); err != nil {
				yield(nil, err)
				return
			}
			if !yield(p, nil) || p.Last {
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
		return cut(&splitter{maxRow: c.cfg.Limits.MaxRowBytes, wantID: wantID}, body, &p.got)
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
