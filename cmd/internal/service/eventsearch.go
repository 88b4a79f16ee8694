package service

import (
	"context"
	"strconv"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// eventSearch is a filter as the log is asked: between two positions, of which one request
// looks at a bounded number where no index finds what is meant.
type eventSearch struct {
	log *eventstore.Store
	q   eventstore.Query // After and To bound it
	// concerns tells which events are about the thing, of streams that it shares; nil: all are.
	concerns func(event.Recorded) (bool, error)
	most     int64 // positions that one request looks at where no index helps
	nothing  bool  // can match: the bounds have no position between them
}

// search turns a filter into a question to the log. Times become positions, which an index
// finds: of an old day, the log is not read back from its head.
func (s events) search(ctx context.Context, scope api.Scope, f api.EventFilter, head int64) (*eventSearch, error) {
	types, err := s.typesOf(f.Types)
	if err != nil {
		return nil, err
	}
	out := &eventSearch{log: s.log, most: api.MostSearched, q: eventstore.Query{
		Types: types, StreamPrefix: f.StreamPrefix, Actor: f.Actor, Correlation: f.Correlation, ID: f.ID, After: max(f.From-1, 0), To: head, Apart: true,
	}}
	if f.Stream != "" {
		out.q.Streams = []string{f.Stream}
	}
	if f.To > 0 {
		out.q.To = min(head, f.To)
	}
	if f.About != "" {
		if err := s.about(ctx, scope, f, out); err != nil {
			return nil, err
		}
	}
	if f.Run != uuid.Nil {
		if err := s.ofRun(ctx, scope, f, out); err != nil {
			return nil, err
		}
	}
	if err := s.between(ctx, scope, f.Since, f.Until, out); err != nil {
		return nil, err
	}
	out.nothing = out.nothing || out.q.To <= out.q.After
	return out, nil
}

// ofRun narrows to what a run appended: what was done in one go since it began, up to the
// event that ended it.
func (s events) ofRun(ctx context.Context, scope api.Scope, f api.EventFilter, out *eventSearch) error {
	run, err := s.runs.find(ctx, scope.Tenant, f.Run)
	if err != nil {
		return err
	}
	if out.nothing = f.Correlation != uuid.Nil && f.Correlation != run.ID; out.nothing {
		return nil
	}
	out.q.Correlation = run.ID
	if run.Position > 0 {
		out.q.To = min(out.q.To, run.Position)
	}
	return s.between(ctx, scope, run.StartedAt, time.Time{}, out)
}

// between narrows to what was recorded between two times, both inclusive.
func (s events) between(ctx context.Context, scope api.Scope, since, until time.Time, out *eventSearch) error {
	if !since.IsZero() {
		before, err := s.past.PositionAt(ctx, scope.Tenant, projections.Moment{Time: since.Add(-time.Microsecond)})
		if err != nil {
			return conflicts(err)
		}
		out.q.After = max(out.q.After, before)
	}
	if !until.IsZero() {
		last, err := s.past.PositionAt(ctx, scope.Tenant, projections.Moment{Time: until})
		if err != nil {
			return conflicts(err)
		}
		out.q.To = min(out.q.To, last)
	}
	return nil
}

// page continues behind the last position of the page before.
func (x *eventSearch) page(l api.List) error {
	x.q.Backwards = l.Sort.Descending
	if len(l.After) == 0 {
		return nil
	}
	last, err := strconv.ParseInt(l.After[0], 10, 64)
	if err != nil {
		return errCursor
	}
	if x.q.Backwards {
		x.q.To = min(x.q.To, last-1)
	} else {
		x.q.After = max(x.q.After, last)
	}
	x.nothing = x.nothing || x.q.To <= x.q.After
	return nil
}

// indexed tells whether an index finds what is asked for, however rare it is.
func (x *eventSearch) indexed() bool {
	return x.q.Actor == "" && x.q.Correlation == uuid.Nil && x.q.ID == uuid.Nil && x.q.StreamPrefix == ""
}

// read gives a page.
func (x *eventSearch) read(ctx context.Context, tenant uuid.UUID, limit int) (page api.EventPage, err error) {
	page.Items = []api.Event{}
	if x.nothing {
		return page, nil
	}
	q, short := x.q, false
	if !x.indexed() && q.To-q.After > x.most {
		if short = true; q.Backwards {
			q.After = q.To - x.most
		} else {
			q.To = q.After + x.most
		}
	}
	if x.concerns == nil {
		q.Limit = limit + 1
	}
	full := false
	err = x.log.Read(ctx, tenant, q, func(e event.Recorded) error {
		if x.concerns != nil {
			if is, err := x.concerns(e); err != nil || !is {
				return err
			}
		}
		if full = len(page.Items) == limit; full {
			return errToldAll
		}
		page.Items = append(page.Items, eventView(eventstore.Clone(e)))
		return nil
	})
	switch {
	case full:
		page.Next = []string{strconv.FormatInt(page.Items[limit-1].Position, 10)}
		return page, nil
	case err != nil || !short:
		return page, err
	case q.Backwards:
		page.SearchedTo = q.After + 1
	default:
		page.SearchedTo = q.To
	}
	page.Next = []string{strconv.FormatInt(page.SearchedTo, 10)}
	return page, nil
}

// eventBound is how a bound of the log is checked where a file of it is asked for.
func eventBound(name string) func(string) bool {
	return func(text string) bool {
		if name == "from" || name == "to" {
			n, err := strconv.ParseInt(text, 10, 64)
			return err == nil && n > 0
		}
		_, err := time.Parse(time.RFC3339Nano, text)
		return err == nil
	}
}

// events are the filter of a file of the log, whose end is fixed when the file is begun.
func (a reportAsk) events(until int64) api.EventFilter {
	at := func(name string) time.Time {
		t, _ := time.Parse(time.RFC3339Nano, a.q.Get(name)) // as readAsk saw
		return t
	}
	f := api.EventFilter{
		Types: a.q["type"], About: a.q.Get("about"), Stream: a.q.Get("stream"), StreamPrefix: a.q.Get("stream_prefix"), Actor: a.q.Get("actor"),
		Run: a.id("run"), Correlation: a.id("correlation_id"), ID: a.id("event_id"), Since: at("since"), Until: at("until"),
		From: a.number("from"), To: until, Tell: true, Unnamed: true,
	}
	if to := a.number("to"); to > 0 {
		f.To = min(until, to)
	}
	return f
}
