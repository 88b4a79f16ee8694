package poller

import (
	"errors"
	"sync"
	"time"

	"coresync/domain/event"
	"coresync/domain/observation"
)

// candidate is one row of a page on its way to becoming an event or not.
type candidate struct {
	id, org       int64
	online, known bool // presence, and whether the row says anything of it
	verdict       observation.Verdict
	tag           observation.Tag
	head          *head
	payload       event.Payload // of what may have to be recorded
	user          *userChange   // of a device
	failed        string        // reason; empty: the row could be read
	skipped       string        // reason; empty: the row counts
	news          bool          // there was something to record
}

// release leaves what is to be recorded to the events made of it, so that its memory
// is free when they are written: some listings are one page of tens of thousands.
func (c *candidate) release() {
	c.news = c.payload != nil
	c.payload, c.user = nil, nil
}

// userChange is a new last user of a device.
type userChange struct {
	payload *event.DeviceUserObserved
	tag     observation.Tag
	version int64
}

// worker compares rows. It belongs to one goroutine at a time and keeps its reader
// from page to page.
type worker struct {
	of      origin
	listing *sweep
	reader  *observation.Reader
	glancer *observation.Glance
	tagger  observation.Tagger
	printer *observation.Printer
	now     time.Time

	hint, userHint, sightHint int

	sure  bool    // that the glance at the present row can be remembered
	noted []sight // of rows that were read
	text  []byte
	print observation.Print
}

// fewRows is up to how many rows a second goroutine costs more than it saves.
const fewRows = 32

// compare reads the rows of a page on all workers and keeps their order.
func (l *sweep) compare(rows [][]byte, now time.Time) []candidate {
	all := make([]candidate, len(rows))
	workers := l.workers
	if len(rows) <= fewRows {
		workers = workers[:1]
	}
	share := (len(rows) + len(workers) - 1) / len(workers)
	var wg sync.WaitGroup
	for i, w := range workers {
		lo, hi := min(i*share, len(rows)), min((i+1)*share, len(rows))
		w.now = now
		if i == len(workers)-1 {
			w.compare(rows[lo:hi], all[lo:hi])
			continue
		}
		wg.Go(func() { w.compare(rows[lo:hi], all[lo:hi]) })
	}
	wg.Wait()
	return all
}

func (w *worker) compare(rows [][]byte, into []candidate) {
	for i, raw := range rows {
		w.row(raw, &into[i])
	}
}

func (w *worker) row(raw []byte, c *candidate) {
	if w.glance(raw, c) {
		return
	}
	err := w.reader.Read(raw)
	id, noID := w.reader.ID("id")
	if c.id = id; noID != nil && err == nil {
		err = noID
	}
	d := w.listing.def
	if d.kind == Devices { // a device that fails is still where it is
		c.org = w.reader.Int("organizationId")
		offline, known := w.reader.Bool("offline")
		c.online, c.known = known && !offline, known
	}
	if err != nil {
		c.failed = failure(err)
		return
	}
	c.tag = w.reader.Tag(w.tagger)
	c.head = w.listing.heads.find(id, &w.hint)
	c.verdict = observation.Decide(id, c.head.observed(), c.tag, d.table.Version, w.now)
	var user observation.Print
	if d.kind == Devices {
		name, at := w.listing.logons.of(c.id)
		if name == "" {
			name = userName(w.reader.Text("lastLoggedInUser"))
		}
		if why := w.withheld(c); why != "" {
			w.withholdUser(c, name, why)
		} else {
			user = w.observeUser(c, user, name, at)
		}
	}
	w.note(c, user)
	if c.verdict == observation.Unchanged {
		return
	}
	if c.payload, err = d.observe(w.of, id, w.reader); err != nil {
		c.failed, c.payload, c.user = failure(err), nil, nil
	}
}

// failure is the reason by which a row that can't be read is counted.
func failure(err error) string {
	var row *observation.RowError
	if errors.As(err, &row) {
		return row.Reason
	}
	return observation.ReasonBadJSON
}
