package poller

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"coresync/domain/observation"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"
)

// sweep is what a session keeps in mind of the listing that goes on.
type sweep struct {
	def     *definition
	heads   heads
	sights  sights
	workers []*worker
	// seen are the ids of all pages so far; redo are those of the page that a crash
	// left in the middle: they are done and not there twice.
	seen, redo *roaring.Bitmap
	part       int // of the page, the next to be appended

	// Of devices only.
	users  heads
	logons logons
	rules  UserRules
	before organizationSets // what the complete listing before showed
}

// list reads the pages of a listing that are still to come and ends it.
func (s *session) list(ctx context.Context, over func() bool) (ended bool, err error) {
	kind := Kind(s.run.Step)
	if s.told == nil {
		s.told = &told{}
	}
	s.told.set(s.run.Progress())
	if err := s.openSource(ctx); err != nil {
		return false, err
	}
	if s.listing == nil || s.listing.def.kind != kind {
		if s.listing, err = s.openListing(ctx, kind); err != nil {
			return false, err
		}
		if kind == Devices {
			s.proven = &known{before: s.listing.heads}
			s.told.set(s.run.Progress()) // the last users were told of meanwhile
		}
	}
	pages := s.pages(ctx, kind)
	defer pages.stop()
	for p := range pages.out {
		switch {
		case optional[kind] && errors.Is(p.err, ErrNotOffered):
			return true, s.endNotOffered(ctx, kind)
		case p.err != nil:
			return false, p.err
		case p.last:
			return true, s.endListing(ctx)
		case p.empty: // it is followed by the end
			continue
		}
		if err := s.commit(ctx, p.turn); err != nil {
			return false, fmt.Errorf("page %d of %s: %w", p.turn.page, kind, err)
		}
		if p.more {
			continue
		}
		s.report(kind, s.run.Listings[kind].Rows)
		if over() {
			pages.noMore.Store(true) // what is compared already is still recorded
		}
	}
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	return false, nil
}

// comparedTurn is a part of a page that was compared and waits to be recorded.
type comparedTurn struct {
	turn  turn
	more  bool // of the page
	empty bool // the page has no rows
	last  bool // there is no page: the listing has ended
	err   error
}

// pageReader reads, compares and prepares the pages of a listing, one turn ahead
// of the one that is being recorded: the database works on one while this process
// works on the next. Prepared turns are the largest part of the memory of a run, so
// there are no more of them.
type pageReader struct {
	out    chan comparedTurn
	noMore atomic.Bool // end behind the page that is being compared
	cancel context.CancelFunc
}

// stop ends the reader and waits for it.
func (r *pageReader) stop() {
	r.cancel()
	for range r.out { // until the reader has ended
	}
}

func (r *pageReader) send(ctx context.Context, t comparedTurn) bool {
	select {
	case r.out <- t:
		return t.err == nil
	case <-ctx.Done():
		return false
	}
}

// pages starts to read behind the run's cursor.
func (s *session) pages(ctx context.Context, kind Kind) *pageReader {
	r := &pageReader{out: make(chan comparedTurn)}
	ctx, r.cancel = context.WithCancel(ctx)
	go func() {
		defer close(r.out)
		number := s.run.Page
		for page, err := range s.source.Pages(ctx, kind, s.run.cursor) {
			if err != nil {
				if !optional[kind] || !errors.Is(err, ErrNotOffered) {
					err = s.sourceError(ctx, kind, err)
				}
				r.send(ctx, comparedTurn{err: err})
				return
			}
			number++
			if !s.comparePage(ctx, r, number, page) || r.noMore.Load() {
				return
			}
		}
		r.send(ctx, comparedTurn{last: true})
	}()
	return r
}

// comparePage compares a page and sends its turns, prepared one by one.
func (s *session) comparePage(ctx context.Context, r *pageReader, number int, page Page) bool {
	turns, err := s.page(ctx, number, page)
	if err == nil && len(turns) == 0 {
		return r.send(ctx, comparedTurn{empty: true})
	}
	for i := range turns {
		t := turns[i]
		turns[i] = turn{} // the memory of what is recorded is free at once
		if s.run.Direct {
			if err = s.prepare(ctx, &t); err != nil {
				break
			}
		}
		if !r.send(ctx, comparedTurn{turn: t, more: i+1 < len(turns)}) {
			return false
		}
	}
	if err != nil {
		return r.send(ctx, comparedTurn{err: fmt.Errorf("page %d of %s: %w", number, s.listing.def.kind, err)})
	}
	return true
}

// openListing reads what the listing is compared with, and what was done of it.
func (s *session) openListing(ctx context.Context, kind Kind) (*sweep, error) {
	l := &sweep{def: definitions[kind], seen: roaring.New(), redo: roaring.New()}
	group, together := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		l.heads, err = s.loadHeads(together, l.def.prefix)
		return err
	})
	if kind == Devices {
		group.Go(func() (err error) {
			l.users, err = s.loadHeads(together, "device-user/")
			return err
		})
		group.Go(func() (err error) {
			l.before, err = s.loadListed(together)
			return err
		})
		group.Go(func() (err error) {
			l.rules, err = s.p.cfg.UserRules(together, s.run.Tenant, s.run.Connection)
			return err
		})
		var err error
		if l.logons, err = s.loadLogons(together); err != nil {
			_ = group.Wait() // its error is err, where it came first
			return nil, err
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	l.sights = s.p.memory.recall(s.key(l.def.prefix)).sights
	for range s.p.cfg.Workers {
		reader := observation.NewReader(l.def.table)
		l.workers = append(l.workers, &worker{
			of: s.origin(), listing: l, reader: reader, glancer: observation.NewGlance(reader),
			tagger: s.tagger, printer: s.p.printer,
		})
	}
	return l, s.p.eachPage(ctx, s.run, kind, func(page, part int, r shown) {
		l.seen.Add(uint32(r.id))
		if page == s.run.Page+1 {
			l.redo.Add(uint32(r.id))
			l.part = part + 1
		}
	})
}

// eachPage reads what the pages of a listing of a run that has not ended showed.
func (p *Poller) eachPage(ctx context.Context, run Run, kind Kind, yield func(page, part int, r shown)) error {
	rows, err := p.cfg.Pool.Query(ctx, `select page, part, shown from poller.pages
		where tenant_id = $1 and run_id = $2 and kind = $3 order by page, part`, run.Tenant, run.ID, kind)
	if err != nil {
		return fmt.Errorf("read the pages of %s: %w", kind, err)
	}
	defer rows.Close()
	for rows.Next() {
		var page, part int
		var packed []byte
		if err := rows.Scan(&page, &part, &packed); err != nil {
			return fmt.Errorf("read the pages of %s: %w", kind, err)
		}
		if err := eachShown(packed, func(r shown) { yield(page, part, r) }); err != nil {
			return fmt.Errorf("page %d of %s: %w", page, kind, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the pages of %s: %w", kind, err)
	}
	return nil
}
