package report

import (
	"context"
	"fmt"
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
// begins: each of the days given is the first of a part. So all assets of an entry are
// in the same part as its first day.
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
	for _, part := range parts {
		if part.Day() != 1 {
			if months, err = cut(ctx, r, f, m, months, part); err != nil {
				return nil, err
			}
		}
	}
	return months, nil
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
	w := f.rows(r, seen)
	return collect(ctx, r, `select a.category, date_trunc('month', `+m.day+`)::date, `+m.estimated+`, count(*) from `+asset.Placed(r)+`
		where `+w.SQL()+` group by 1, 2, 3`, &w.Args)
}

func (f *Filter) rows(r *projections.Reading, seen func(*projections.Reading, *query.Where)) *query.Where {
	w := &query.Where{}
	asset.Own(r, w)
	w.And("a.shown")
	f.alike(w, true)
	f.customers(w)
	f.near(r, w)
	seen(r, w)
	return w
}

// cut parts a month where a part begins within it: what lies on the shorter side is
// counted by day, the rest is on the other.
func cut(ctx context.Context, r *projections.Reading, f Filter, m measure, months []month, part time.Time) ([]month, error) {
	first := lifetime.Day(part.Year(), part.Month(), 1)
	for _, x := range months { // an earlier part of the same month
		if x.First.After(first) && x.First.Before(part) {
			first = x.First
		}
	}
	last := lifetime.Day(part.Year(), part.Month()+1, 0)
	before, behind := lifetime.Range{From: first, To: part.AddDate(0, 0, -1)}, lifetime.Range{From: part, To: last}
	w := f.rows(r, asset.Seen)
	counted, other := behind, before
	if before.To.Sub(before.From) < behind.To.Sub(behind.From) {
		counted, other = before, behind
	}
	w.And(asset.Within(w, m.day, counted))
	found, err := collect(ctx, r, `select a.category, `+w.Add(counted.From.Format(time.DateOnly))+`::text::date, `+m.estimated+`, count(*) from `+asset.Placed(r)+`
		where `+w.SQL()+` group by 1, 2, 3`, &w.Args)
	if err != nil {
		return nil, err
	}
	taken := make([]month, len(found))
	for i, x := range found {
		taken[i] = x
		taken[i].First = first
	}
	months = less(months, taken)
	for i := range months {
		if months[i].First.Equal(first) {
			months[i].First = other.From
		}
	}
	return append(months, found...), nil
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
