package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// bounds are what is known of the rows of a page before they are read.
type bounds struct {
	births lifetime.Range // of all of them; zero: nothing is known
	before time.Time      // all are to be replaced before that day; zero: not known
}

// bounds counts the list where that is asked for, and finds out how far its page reaches.
// Counts by day know both, where nothing is asked that they don't know.
func (f *RecommendationFilter) bounds(ctx context.Context, r *projections.Reading, p replacement.Policies, page *query.Page) (b bounds, total *int64, err error) {
	b.births = f.births(p)
	first := (page.Sort == "" || page.Sort == "due") && !page.Descending && !page.Whole
	if page.Q != "" || len(f.Assets) > 0 || f.Quarter != nil || f.ChangedFrom != nil || !first && !page.Count {
		return b, nil, nil
	}
	months, n := make(map[time.Time]int64), int64(0)
	if err := lives(ctx, r, f.Filter, p, false, func(c LifeCell) {
		if (len(f.States) == 0 || slices.Contains(f.States, string(c.State))) && (len(f.Plans) == 0 || slices.Contains(f.Plans, string(c.Plan))) {
			n += c.N
			months[c.Month] += c.N
		}
	}); err != nil {
		return b, nil, err
	}
	if page.Count {
		total, page.Count = &n, false
	}
	if first {
		delete(months, time.Time{}) // what is never due comes last
		b.before = reach(months, page)
	}
	return b, total, nil
}

// reach is a day before which all rows of the page are to be replaced, and one more of
// them; zero: there are fewer.
func reach(months map[time.Time]int64, page *query.Page) time.Time {
	begun := time.Time{}
	if page.After != nil {
		due, err := time.Parse(time.DateOnly, page.After[0][:min(len(page.After[0]), len(time.DateOnly))])
		if err != nil {
			return time.Time{} // among what is never due, or a cursor that the list refuses
		}
		begun = firstOf(due)
	}
	wanted := int64(cmp.Or(page.Limit, query.DefaultLimit) + 1)
	for _, month := range slices.SortedFunc(maps.Keys(months), time.Time.Compare) {
		if !month.After(begun) {
			continue // some of them are on pages before
		}
		if wanted -= months[month]; wanted <= 0 {
			return month.AddDate(0, 1, 0)
		}
	}
	return time.Time{}
}

// dueBefore is a condition that all rows meet which are due before a day, for the indexes
// on dates and places: defaults tell the days by category, and customers with a policy of
// their own are looked at as a whole.
func (f *Filter) dueBefore(r *projections.Reading, w *query.Where, p replacement.Policies, day time.Time) string {
	last := day.AddDate(0, 0, -1)
	arms := []string{"false"}
	for _, c := range rule.Categories() {
		l := p.Of(uuid.Nil, c).Limit
		if l == nil {
			continue
		}
		of := "(a.category = " + w.Add(string(c)) + " and "
		switch {
		case l.By == replacement.ByWarranty:
			arms = append(arms, of+asset.Within(w, "a.warranty_end", lifetime.Range{To: last})+")")
		default:
			arms = append(arms, of+asset.Within(w, asset.BornSQL, lifetime.Range{To: lifetime.BornBy(last, l.MaxAge)})+")")
		}
	}
	if own := p.Customers(); len(own) > 0 {
		arms = append(arms, asset.NearSQL(r, w, own))
	}
	return "(" + strings.Join(arms, " or ") + ")"
}

// births are the days on which all devices of the states that are asked for were born;
// the zero range says nothing.
func (f *RecommendationFilter) births(p replacement.Policies) (births lifetime.Range) {
	from, to := len(f.States) == 0, len(f.States) == 0 // there is no bound
	for _, s := range f.States {
		for _, row := range p {
			l := row.Limit
			switch {
			case l == nil:
			case l.By != replacement.ByAge:
				return lifetime.Range{}
			case s == string(replacement.Overdue):
				from, births.To = true, later(births.To, l.OverdueBy(f.Today))
			case s == string(replacement.Approaching):
				births.From, births.To = earlier(births.From, l.OverdueBy(f.Today)), later(births.To, l.WarnBy(f.Today))
			case s == string(replacement.Compliant):
				births.From, to = earlier(births.From, l.WarnBy(f.Today)), true
			default: // neither age nor policy
				return lifetime.Range{}
			}
		}
	}
	if from {
		births.From = time.Time{}
	}
	if to {
		births.To = time.Time{}
	}
	return births
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// earlier is the earlier day of two, where the first is known.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
