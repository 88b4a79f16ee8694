package asset

import (
	"context"
	"coresync/domain/lifetime"
	"fmt"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Cell is how many assets are alike in all that lists are narrowed by.
type Cell struct {
	Category, Status, Connectivity, Source string
	Missing, NoCustomer                    bool
	N                                      int64
}

// Cube counts assets by what lists are narrowed by: from its cells the numbers beside
// every filter are added up. Of the filter all holds but categories, statuses,
// connectivity, the source, missing and those without a customer; q is as in List.
func Cube(ctx context.Context, r *projections.Reading, f Filter, q string) ([]Cell, error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return nil, err
	}
	f.Categories, f.Statuses, f.Connectivity, f.Source, f.Missing, f.NoCustomer = nil, nil, nil, "", nil, false
	if hidden.Blurred || q != "" || !f.ofCells() {
		return cubeOf(ctx, r, f, q, hidden)
	}
	all, err := cubeOfCells(ctx, r, f, hidden)
	if err != nil {
		return nil, err
	}
	missing := true
	f.Missing = &missing
	gone, err := cubeOf(ctx, r, f, "", hidden)
	if err != nil {
		return nil, err
	}
	return tellApart(all, gone), nil
}

// ofCells tells whether the cells of reports know all that the filter asks.
func (f *Filter) ofCells() bool {
	return f.Contact == uuid.Nil && !f.Unassigned && !f.Ignored && !f.Released && f.Organization == 0 &&
		!f.Estimated && f.Ends == (lifetime.Range{}) &&
		len(f.Connections)+len(f.Ages)+len(f.Warranties) == 0
}

// counted names what the assets under a filter are counted in, the cells of reports where these
// know what is asked and else the rows, and how many each stands for. The conditions are added.
func (f *Filter) counted(ctx context.Context, r *projections.Reading, w *query.Where, q string) (from, number string, err error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return "", "", err
	}
	Own(r, w)
	f.apply(r, w)
	if hidden.Blurred || q != "" || f.Missing != nil || !f.ofCells() {
		w.And("a.shown")
		hidden.seen(r, w, f.Ignored)
		query.Search(w, "a.search", q)
		return Placed(r), "count(*)", nil
	}
	w.And("a.measure = 'devices'")
	hidden.seenCells(r, w)
	return PlacedCells(r), "sum(a.n)::bigint", nil
}

// tellApart takes those that are missing, which the cells of reports don't tell from others,
// out of all.
func tellApart(all, missing []Cell) []Cell {
	at := make(map[Cell]int, len(all))
	for i, c := range all {
		c.N = 0
		at[c] = i
	}
	for _, c := range missing {
		alike := c
		alike.Missing, alike.N = false, 0
		if i, there := at[alike]; there {
			all[i].N -= c.N
		}
	}
	return append(all, missing...)
}

// cubeOf counts rows.
func cubeOf(ctx context.Context, r *projections.Reading, f Filter, q string, hidden Hidden) ([]Cell, error) {
	w := &query.Where{}
	Own(r, w)
	f.apply(r, w)
	w.And("a.shown")
	hidden.seen(r, w, f.Ignored)
	query.Search(w, "a.search", q)
	return counted(ctx, r, "a.missing_since is not null", "count(*)", Placed(r), w)
}

// cubeOfCells counts by the cells of reports.
func cubeOfCells(ctx context.Context, r *projections.Reading, f Filter, hidden Hidden) ([]Cell, error) {
	w := &query.Where{}
	Own(r, w)
	w.And("a.measure = 'devices'")
	f.apply(r, w)
	hidden.seenCells(r, w)
	return counted(ctx, r, "false", "sum(a.n)::bigint", PlacedCells(r), w)
}

func counted(ctx context.Context, r *projections.Reading, missing, number, from string, w *query.Where) ([]Cell, error) {
	rows, err := r.Tx.Query(ctx, `select a.category, a.status, a.connectivity, a.source, `+missing+`, `+Customer+` is null, `+number+`
		from `+from+` where `+w.SQL()+` group by 1, 2, 3, 4, 5, 6`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets by what they are: %w", err)
	}
	cells, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Cell])
	if err != nil {
		return nil, fmt.Errorf("count assets by what they are: %w", err)
	}
	return cells, nil
}
