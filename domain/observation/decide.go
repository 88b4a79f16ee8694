package observation

import "time"

// Verdict says what a row means beside what the log holds of it.
type Verdict uint8

// The verdicts.
const (
	Unchanged Verdict = iota // nothing to record
	New                      // never seen by this connection
	Returned                 // seen before, then gone from a complete listing
	Changed                  // a digested member differs
	Sample                   // only sampled members differ, and today has no event yet
	Stale                    // the tag is of another version of the table: compute it anew, then decide
)

// Head is what the log says of a row's stream.
type Head struct {
	Version    int64 // 0: there is no stream
	Tag        []byte
	TagVersion int16
	RecordedAt time.Time // of its newest event
}

// minSampleGap keeps two samples of a row apart although its day begins at any hour.
const minSampleGap = 12 * time.Hour

// Decide compares a row with the head of its stream. It says Sample at most once a
// day of the row: days begin at another second for every id, or the whole fleet
// would be written again at midnight.
func Decide(id int64, head Head, tag Tag, tableVersion int16, now time.Time) Verdict {
	if head.Version == 0 {
		return New
	}
	known, ok := TagOf(head.Tag)
	switch {
	case !ok:
		return Returned
	case head.TagVersion != tableVersion:
		return Stale
	case known == tag:
		return Unchanged
	case !known.sameDigest(&tag):
		return Changed
	case head.sampleDue(id, now):
		return Sample
	}
	return Unchanged
}

// sampleDue tells whether a row of which only sampled members differ is an event.
func (h *Head) sampleDue(id int64, now time.Time) bool {
	return now.Sub(h.RecordedAt) >= minSampleGap && dayOf(id, now) != dayOf(id, h.RecordedAt)
}

// dayOf counts the days of a row since 1970.
func dayOf(id int64, t time.Time) int64 {
	const day, spread = 24 * 60 * 60, 40503 // odd, near day's golden section: neighbours lie far apart
	return (t.Unix() + id*spread%day) / day
}
