package asset

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/jackc/pgx/v5"
)

// Cell is how many assets are alike in all that lists are narrowed by.
type Cell struct {
	Category, Status, Connectivity, Source string
	Missing, NoCustomer                    bool
	N                                      int64
}

// Cube counts assets by what lists are narrowed by, in one pass over them: from its
// cells the numbers beside every filter are added up. Of the filter only customers,
// connections, the organization, ages and warranties hold; q is as in List.
func Cube(ctx context.Context, r *projections.Reading, f Filter, q string) ([]Cell, error) {
	w := &query.Where{}
	Own(r, w)
	f = Filter{
		Customers: f.Customers, Connections: f.Connections, Organization: f.Organization,
		Ages: f.Ages, Warranties: f.Warranties, Today: f.Today, Physical: f.Physical,
	}
	f.apply(w)
	w.And("a.shown")
	query.Search(w, "a.search", q)
	rows, err := r.Tx.Query(ctx, `select a.category, a.status, a.connectivity, a.source, a.missing_since is not null,
		`+Customer+` is null, count(*) from `+Placed(r)+` where `+w.SQL()+` group by 1, 2, 3, 4, 5, 6`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets by what they are: %w", err)
	}
	cells, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Cell])
	if err != nil {
		return nil, fmt.Errorf("count assets by what they are: %w", err)
	}
	return cells, nil
}
