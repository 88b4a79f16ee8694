package suggestion

import (
	"context"
	"fmt"
	"time"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Counted is a page with how many assets there are in each state, whichever the filter
// names.
type Counted struct {
	query.Result[Suggestion]
	Counts map[State]int64
}

// Counts counts assets by state; the filter's own states are left aside.
func Counts(ctx context.Context, r *projections.Reading, now time.Time, f Filter) (map[State]int64, error) {
	f.States = nil
	inner := &query.Where{}
	from := rowsSQL(r, inner, &f, now)
	w := &query.Where{Args: inner.Args}
	f.where(w)
	found, err := counts(ctx, r, "select x.state, count(*), 0, null::uuid[] from "+from+" where "+w.SQL()+" group by 1", w)
	return found.Counts, err
}

// ListCounted is List with Counts and the total: the states of all assets are worked out
// once for all of them.
func ListCounted(ctx context.Context, r *projections.Reading, now time.Time, f Filter, p query.Page) (Counted, error) {
	states := f.States
	f.States = nil
	inner := &query.Where{}
	from := rowsSQL(r, inner, &f, now)
	w := &query.Where{Args: inner.Args}
	f.where(w)
	stated := "select x.id, x.state, x.percent, x.name_key, x.customer_key, x.search from " + from + " where " + w.SQL()
	of := &query.Where{Args: w.Args}
	query.In(of, "x.state", states)
	keys, listed, err := list("stated x").Keys(of, p)
	if err != nil {
		return Counted{}, err
	}
	found, err := counts(ctx, r, "with stated as materialized ("+stated+") select x.state, count(*), count(*) filter (where "+listed+
		"), null::uuid[] from stated x group by 1 union all select '', 0, 0, array("+keys+")", of)
	if err != nil || len(found.page) == 0 {
		return found.Counted, err
	}
	f.Assets, f.Everything = found.page, true
	rows, err := List(ctx, r, now, f, query.Page{Limit: p.Limit, Sort: p.Sort, Descending: p.Descending})
	found.Items, found.Next = rows.Items, rows.Next
	return found.Counted, err
}

// counted are counts, and the keys of a page.
type counted struct {
	Counted
	page []uuid.UUID
}

// counts runs a statement that selects a state, how many are in it, how many of them are
// in the list, and the keys of a page.
func counts(ctx context.Context, r *projections.Reading, sql string, w *query.Where) (counted, error) {
	rows, err := r.Tx.Query(ctx, sql, w.Values()...)
	if err != nil {
		return counted{}, fmt.Errorf("count suggestions: %w", err)
	}
	c := counted{Counted: Counted{Counts: make(map[State]int64)}}
	c.Total = new(int64)
	var state State
	var n, listed int64
	var keys []uuid.UUID
	if _, err := pgx.ForEachRow(rows, []any{&state, &n, &listed, &keys}, func() error {
		if keys != nil {
			c.page = keys
		} else {
			c.Counts[state] = n
			*c.Total += listed
		}
		return nil
	}); err != nil {
		return counted{}, fmt.Errorf("count suggestions: %w", err)
	}
	return c, nil
}
