package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coresync/domain/lifetime"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"

	"github.com/jackc/pgx/v5"
)

// measure is a date that assets are counted by.
type measure struct {
	name      string // of its cells
	day       string // SQL of the date in a row of assets
	estimated string // SQL of whether it is a guess
}

var (
	born     = measure{asset.MeasureBorn, asset.BornSQL, asset.EstimatedSQL}
	warranty = measure{asset.MeasureWarranty, "a.warranty_end", "false"}
)

// month is how many assets of a category have their date in a month, or in a part of it.
type month struct {
	Category  string
	First     time.Time // the first day of the month, or of its part; zero: no date is known
	Estimated bool
	N         int64
}

// byMonth counts assets by the month of their date, and cuts the months in which a part
// begins: each of the days given, one a month at most, is the first of a part. So all
// assets of an entry are in the same part as its first day.
func byMonth(ctx context.Context, r *projections.Reading, f Filter, m measure, parts []time.Time) ([]month, error) {
	hidden, err := asset.HiddenBy(ctx, r)
	if err != nil {
		return nil, err
	}
	var months []month
	if f.byCustomer() || hidden.Blurred {
		months, err = rows(ctx, r, f, m, asset.Seen)
	} else {
		months, err = cells(ctx, r, f, m, hidden)
	}
	if err != nil {
		return nil, err
	}
	return cut(ctx, r, f, m, months, parts)
}

// cells adds the cells of a measure up, and takes off what is hidden for its place.
func cells(ctx context.Context, r *projections.Reading, f Filter, m measure, hidden asset.Hidden) ([]month, error) {
	w := &query.Where{}
	asset.Own(r, w)
	w.And("a.measure = '" + m.name + "'")
	f.alike(w, true)
	if !hidden.Placed {
		asset.SeenClasses(r, w)
	}
	months, err := collect(ctx, r, `select a.category, a.month, a.estimated, sum(a.n)::bigint from `+r.Table(asset.Name, "report_cell")+` a
		where `+w.SQL()+` group by 1, 2, 3`, &w.Args)
	if err != nil || !hidden.Placed {
		return months, err
	}
	unseen, err := rows(ctx, r, f, m, asset.Unseen)
	return less(months, unseen), err
}

// rows counts rows of assets.
func rows(ctx context.Context, r *projections.Reading, f Filter, m measure, seen func(*projections.Reading, *query.Where)) ([]month, error) {
	w := &query.Where{}
	f.rows(r, w, seen)
	return collect(ctx, r, `select a.category, date_trunc('month', `+m.day+`)::date, `+m.estimated+`, count(*) from `+asset.Placed(r)+`
		where `+w.SQL()+` group by 1, 2, 3`, &w.Args)
}

// rows leaves those of assets that the report counts.
func (f *Filter) rows(r *projections.Reading, w *query.Where, seen func(*projections.Reading, *query.Where)) {
	asset.Own(r, w)
	w.And("a.shown")
	f.alike(w, true)
	f.customers(w)
	f.near(r, w)
	seen(r, w)
}

// edge is where a part begins within a month: the shorter side of it is counted by day.
type edge struct {
	month   time.Time // its first day
	counted lifetime.Range
	rest    time.Time // first day of the other side
}

func edgeAt(part time.Time) edge {
	first, last := lifetime.Day(part.Year(), part.Month(), 1), lifetime.Day(part.Year(), part.Month()+1, 0)
	before, behind := lifetime.Range{From: first, To: part.AddDate(0, 0, -1)}, lifetime.Range{From: part, To: last}
	if before.To.Sub(before.From) < behind.To.Sub(behind.From) {
		return edge{first, before, part}
	}
	return edge{first, behind, first}
}

// cut parts the months in which parts begin: what lies on one side of an edge is counted
// by day, and the rest of the month is on the other.
func cut(ctx context.Context, r *projections.Reading, f Filter, m measure, months []month, parts []time.Time) ([]month, error) {
	w := &query.Where{}
	var edges []edge
	var sides []string
	for _, part := range parts {
		if part.Day() != 1 {
			e := edgeAt(part)
			edges, sides = append(edges, e), append(sides, asset.Within(w, m.day, e.counted))
		}
	}
	if len(edges) == 0 {
		return months, nil
	}
	w.And("(" + strings.Join(sides, " or ") + ")") // first, since it leaves out the most
	f.rows(r, w, asset.Seen)
	days, err := collect(ctx, r, `select a.category, `+m.day+`, `+m.estimated+`, count(*) from `+asset.Placed(r)+`
		where `+w.SQL()+` group by 1, 2, 3`, &w.Args)
	if err != nil {
		return nil, err
	}
	months = less(months, inMonths(days))
	for i := range months {
		for _, e := range edges {
			if months[i].First.Equal(e.month) {
				months[i].First = e.rest
				break
			}
		}
	}
	return append(months, days...), nil
}

// inMonths are counts by day as what they are of their months.
func inMonths(days []month) []month {
	of := slices.Clone(days)
	for i, d := range of {
		of[i].First = lifetime.Day(d.First.Year(), d.First.Month(), 1)
	}
	return of
}

// less takes counts off others.
func less(months, off []month) []month {
	type key struct {
		category  string
		first     string
		estimated bool
	}
	of := func(m month) key { return key{m.Category, m.First.Format(time.DateOnly), m.Estimated} }
	n := make(map[key]int64, len(off))
	for _, m := range off {
		n[of(m)] += m.N
	}
	var left []month
	for _, m := range months {
		if m.N -= n[of(m)]; m.N != 0 {
			left = append(left, m)
		}
	}
	return left
}

func collect(ctx context.Context, r *projections.Reading, sql string, args *query.Args) ([]month, error) {
	found, err := r.Tx.Query(ctx, sql, args.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets by month: %w", err)
	}
	months, err := pgx.CollectRows(found, func(row pgx.CollectableRow) (m month, err error) {
		var first *time.Time
		if err = row.Scan(&m.Category, &first, &m.Estimated, &m.N); first != nil {
			m.First = *first
		}
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("count assets by month: %w", err)
	}
	return months, nil
}
