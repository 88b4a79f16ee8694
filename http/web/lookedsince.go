package web

import (
	"net/url"
	"time"

	"coresync/http/api"
)

// lookedSince is what happened since a person looked the last time. What it counts are the
// numbers of the runs; what came of all of them together says the comparison.
type lookedSince struct {
	Until time.Time // of the visit before this one
	Runs  []api.Run // that changed assets, or that did not end well; the newest first
	Quiet int       // runs that ended well and changed no asset
	// More tells that only the newest runs were looked at.
	More bool
}

// Bounds of what is told of the time since: so many runs are looked at, and so many told.
const (
	mostLookedAt = 200
	mostToldOf   = 8
)

// lookedSince reads it; nil: this is the first visit.
func (s *Site) lookedSince(r *Request) (*lookedSince, error) {
	if r.Who.LookedUntil == nil || s.Services.Runs == nil {
		return nil, nil
	}
	l := &lookedSince{Until: *r.Who.LookedUntil}
	found, err := s.Services.Runs.List(r.Context(), r.scope(), api.RunFilter{EndedAfter: l.Until, Bare: true}, api.List{Limit: mostLookedAt})
	if err != nil {
		return nil, err
	}
	l.More = len(found.Data.Next) > 0
	for _, run := range found.Data.Items {
		if run.State == "completed" && len(runSaid(run)) == 0 {
			l.Quiet++
		} else if len(l.Runs) < mostToldOf {
			l.Runs = append(l.Runs, run)
		} else {
			l.More = true
		}
	}
	return l, nil
}

// runSaid says in numbers what a run changed, each with the changes that it counts.
func runSaid(run api.Run) (said []tile) {
	n, kind := run.Counts, runPath(run.ID)+"?kind="
	for _, t := range []tile{
		{plural(n.Created, "asset", "assets") + " created", n.Created, kind + "created"},
		{grouped(int64(n.Changed)) + " updated", n.Changed, kind + "changed"},
		{grouped(int64(n.Missing)) + " missing", n.Missing, kind + "missing"},
	} {
		if t.N > 0 {
			said = append(said, t)
		}
	}
	return said
}

// compare leads to the differences between then and now.
func (l *lookedSince) compare() string { return "/compare?from=" + inAddress(l.Until) }

// audit leads to all that was recorded since.
func (l *lookedSince) audit() string { return "/audit?since=" + inAddress(l.Until) }

// inAddress is a moment as addresses have it.
func inAddress(t time.Time) string { return url.QueryEscape(t.UTC().Format(time.RFC3339)) }

// nothing says that no run changed an asset.
func (l *lookedSince) nothing() string {
	switch {
	case l.Quiet == 0:
		return "No sync has ended since."
	case l.More:
		return "The newest " + plural(l.Quiet, "sync", "syncs") + " changed no asset. There are older ones."
	}
	return plural(l.Quiet, "sync has", "syncs have") + " ended since and changed no asset."
}

// rest says of what the list leaves out.
func (l *lookedSince) rest() string {
	said := ""
	if l.Quiet > 0 {
		said = plural(l.Quiet, "more sync", "more syncs") + " changed no asset. "
	}
	if l.More {
		said += "There are older ones. "
	}
	return said
}
