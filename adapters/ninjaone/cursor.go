package ninjaone

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"iter"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// Report names a report of /v2/queries.
type Report string

// The reports that a device sync reads. Any other of /v2/queries can be named too.
const (
	LoggedOnUsers     Report = "logged-on-users"
	ComputerSystems   Report = "computer-systems"
	OperatingSystems  Report = "operating-systems"
	DeviceHealth      Report = "device-health"
	Disks             Report = "disks"
	Volumes           Report = "volumes"
	Processors        Report = "processors"
	NetworkInterfaces Report = "network-interfaces"
	Software          Report = "software"
)

// ReportQuery says which rows of a report to read.
type ReportQuery struct {
	// Filter keeps the rows of some devices.
	Filter Filter
	// PageSize is the number of rows to ask for. Defaults to 1,000; where a bound
	// is documented it is 10 to 10,000.
	PageSize int
	// Params are further parameters of the report (ts, health, include, …). They
	// must be the same for a resumed report.
	Params url.Values
	// Cursor resumes behind a page: its [Page.Cursor]. A cursor expires, within
	// about an hour; the report then has to be begun anew.
	Cursor string
	// Index is the number that the first page gets, for a resumed report.
	Index int
	// Ahead reads the next page while the caller handles this one.
	Ahead bool
}

// reportName is the form of a report's name; it becomes part of a path.
var reportName = regexp.MustCompile(`^[a-z]+(-[a-z]+)*(/[a-z]+)?$`)

// Query reads a report page by page. Its rows have no id: their key is deviceId
// and what the report lists.
func (c *Client) Query(ctx context.Context, r Report, q ReportQuery) iter.Seq2[*Page, error] {
	params := cloneValues(q.Params)
	params.Set("pageSize", strconv.Itoa(orElse(q.PageSize, defaultPageSize)))
	q.Filter.set(params)
	return c.pages(ctx, listing{name: CallQuery, index: q.Index, ahead: q.Ahead, begin: func() step {
		if !reportName.MatchString(string(r)) {
			return func(context.Context, *Page) error {
				return fmt.Errorf("%s: %q is no name of a report", CallQuery, string(r))
			}
		}
		l := &cursorLister{c: c, cursor: cursor{Name: q.Cursor}, seed: maphash.MakeSeed(),
			cl: call{name: CallQuery, path: "/v2/queries/" + string(r), query: cloneValues(params)}}
		return l.next
	}})
}

// cursor is NinjaOne's position in a report. Its name may stay the same while the
// offset advances.
type cursor struct {
	Name   string      `json:"name"`
	Offset json.Number `json:"offset"`
}

// offset is the cursor's place; -1 where it has none.
func (k cursor) offset() float64 {
	v, err := k.Offset.Float64()
	if err != nil {
		return -1
	}
	return v
}

// cursorLister reads a report whose pages are linked by a cursor. The report ends
// when no cursor comes, when no rows come, or when the offset stands still.
type cursorLister struct {
	c      *Client
	cl     call
	cursor cursor
	seed   maphash.Seed
	former uint64 // what the last page was like
}

// next reads the page at the cursor and takes the next cursor from it.
func (l *cursorLister) next(ctx context.Context, p *Page) error {
	l.cl.page = p.Index + 1
	if l.cursor.Name != "" {
		l.cl.query.Set("cursor", l.cursor.Name)
	}
	for try := 0; ; try++ {
		to, err := l.read(ctx, p)
		if err != nil {
			return err
		}
		print := l.print(p)
		still := to.Name == l.cursor.Name && to.offset() <= l.cursor.offset()
		switch {
		case to.Name == "" || p.got.count() == 0:
			p.Last = true
			return nil
		case !still || print != l.former:
			p.Last, p.Cursor = still, to.Name
			l.cursor, l.former = to, print
			return nil
		case try > 0:
			return &PageRepeatedError{Call: l.cl.name, Page: l.cl.page, After: "cursor " + l.c.secrets.tidy(to.Name)}
		}
		if err := l.c.cfg.Sleep(ctx, time.Second); err != nil {
			return err
		}
	}
}

// read gets one page and its cursor.
func (l *cursorLister) read(ctx context.Context, p *Page) (cursor, error) {
	var to cursor
	err := l.c.fill(ctx, l.cl, p, false, func(s *splitter, body []byte, into *rows) error {
		e := newEnvelope("results", "cursor")
		if err := s.wrapped(body, e, into); err != nil {
			return err
		}
		to = cursor{}
		if raw := e.found["cursor"]; raw != nil && json.Unmarshal(raw, &to) != nil {
			return &scanFault{KindMalformed, 0, "the cursor is not one"}
		}
		return nil
	})
	return to, err
}

// print is a fingerprint of a page's rows, to tell whether they came again.
func (l *cursorLister) print(p *Page) uint64 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	for _, r := range p.Rows {
		_, _ = h.Write(r.Raw)
	}
	return h.Sum64()
}
