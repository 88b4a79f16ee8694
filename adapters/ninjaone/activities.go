package ninjaone

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"net/url"
	"strconv"
	"time"
)

// ActivityQuery says which activities to read. They come newest first.
type ActivityQuery struct {
	// NewerThan ends the listing at an activity id: the newest one that the caller
	// has seen. What it gives is everything newer, however many pages that is.
	NewerThan int64
	// OlderThan begins below an activity id; it resumes a listing behind a page:
	// its [Page.After]. 0 begins at the newest.
	OlderThan int64
	// Class is SYSTEM, DEVICE, USER or ALL, which is the default.
	Class string
	// Type keeps one activity type.
	Type string
	// Status keeps one status code, or several written "in (A,B)".
	Status string
	// Filter keeps the activities of some devices.
	Filter Filter
	// PageSize is 10 to 1,000, and defaults to 1,000.
	PageSize int
	// Index is the number that the first page gets, for a resumed listing.
	Index int
}

// The bounds of PageSize that NinjaOne documents for activities.
const (
	minActivities = 10
	maxActivities = 1000
)

// params are the query parameters; typeName is how this endpoint calls Type.
func (q ActivityQuery) params(typeName string) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"class": q.Class, typeName: q.Type, "status": q.Status} {
		if value != "" {
			v.Set(name, value)
		}
	}
	q.Filter.set(v)
	v.Set("pageSize", strconv.Itoa(min(max(orElse(q.PageSize, maxActivities), minActivities), maxActivities)))
	if q.NewerThan != 0 {
		v.Set("newerThan", strconv.FormatInt(q.NewerThan, 10))
	}
	return v
}

// Activities lists the activities of the account. To follow them, keep the highest
// id seen (of all pages, once the listing has ended) and ask for what is newer;
// [Page.LastActivityID] is no such position, since a filter may hide what it names.
func (c *Client) Activities(ctx context.Context, q ActivityQuery) iter.Seq2[*Page, error] {
	return c.activities(ctx, "/v2/activities", q.params("type"), q)
}

// DeviceActivities lists the activities of one device. Class and Filter don't
// apply.
func (c *Client) DeviceActivities(ctx context.Context, deviceID int64, q ActivityQuery) iter.Seq2[*Page, error] {
	q.Class, q.Filter = "", ""
	return c.activities(ctx, fmt.Sprintf("/v2/device/%d/activities", deviceID), q.params("activityType"), q)
}

func (c *Client) activities(ctx context.Context, path string, params url.Values, q ActivityQuery) iter.Seq2[*Page, error] {
	return c.pages(ctx, listing{name: CallActivities, index: q.Index, begin: func() step {
		l := &olderLister{c: c, before: q.OlderThan, floor: q.NewerThan,
			cl: call{name: CallActivities, path: path, query: cloneValues(params)}}
		return l.next
	}})
}

// olderLister reads a list that goes from new to old: each page asks for what is
// older than the oldest id of the one before. NinjaOne's own document has the
// meaning of olderThan and newerThan exchanged; the names are right.
type olderLister struct {
	c      *Client
	cl     call
	before int64 // the oldest id so far
	floor  int64 // the newest id that is not wanted any more
}

// next reads the page below the position and moves the position down.
func (l *olderLister) next(ctx context.Context, p *Page) error {
	l.cl.page = p.Index + 1
	if l.before != 0 {
		l.cl.query.Set("olderThan", strconv.FormatInt(l.before, 10))
	}
	for try := 0; ; try++ {
		if err := l.read(ctx, p); err != nil {
			return err
		}
		got := &p.got
		switch {
		case got.count() == 0:
			p.Last, p.After = true, l.before
			return nil
		case got.ids == 0:
			return l.c.fault(l.cl, &APIError{Kind: KindMalformed, Detail: "no row has an id to go on from"})
		case l.before == 0 || got.min < l.before:
			l.advance(p)
			return nil
		case try > 0:
			return &PageRepeatedError{Call: l.cl.name, Page: l.cl.page, After: "id " + strconv.FormatInt(l.before, 10)}
		}
		if err := l.c.cfg.Sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}

// read gets one page.
func (l *olderLister) read(ctx context.Context, p *Page) error {
	return l.c.fill(ctx, l.cl, p, true, func(s *splitter, body []byte, into *rows) error {
		e := newEnvelope("activities", "lastActivityId")
		if err := s.wrapped(body, e, into); err != nil {
			return err
		}
		if raw := e.found["lastActivityId"]; raw != nil && json.Unmarshal(raw, &p.LastActivityID) != nil {
			l.c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "NinjaOne sent a lastActivityId that is no id", slog.String("call", l.cl.name))
		}
		return nil
	})
}

// advance moves the position down behind a page. Rows at or below the floor are
// not handed out, should NinjaOne send them although it was told the floor.
func (l *olderLister) advance(p *Page) {
	p.Unordered = !p.got.down || (l.before != 0 && p.got.max >= l.before)
	l.before = p.got.min
	p.After = l.before
	if l.floor == 0 || p.got.min > l.floor {
		return
	}
	p.Last = true
	wanted := p.Rows[:0]
	for _, r := range p.Rows {
		if r.ID > l.floor {
			wanted = append(wanted, r)
		}
	}
	p.Rows = wanted
}
