package poller

import (
	"coresync/domain/observation"
)

// count adds a row to the numbers of a run. Of devices, created + changed +
// unchanged + skipped + failed = found; every row of the listing is counted once,
// one that the listing shows twice as skipped. A sample is no change: nothing that a
// person would call an update is in it.
func count(r *Run, d *definition, l *Listing, c *candidate) {
	if c.skipped == doneBefore {
		return
	}
	l.Rows++
	if c.id == 0 {
		l.Nameless++
	}
	if reason := c.skipped + c.failed; reason != "" {
		r.setApart(Apart{Kind: d.kind, ID: c.id, Skipped: c.skipped != "", Reason: reason})
	}
	n := &r.Counts
	if d.count != nil {
		if c.skipped == "" {
			*d.count(n)++
		}
		if c.failed != "" {
			tally(&n.FailedReasons, string(d.kind)+"/"+c.failed)
		}
		return
	}
	n.Found++
	switch {
	case c.skipped != "":
		n.Skipped++
		tally(&n.SkippedReasons, c.skipped)
	case c.failed != "":
		n.Failed++
		tally(&n.FailedReasons, c.failed)
	case !c.news || c.verdict == observation.Sample:
		n.Unchanged++
	case c.verdict == observation.New:
		n.Created++
	default:
		n.Changed++
	}
}

func tally(reasons *map[string]int, reason string) {
	if *reasons == nil {
		*reasons = make(map[string]int)
	}
	(*reasons)[reason]++
}
