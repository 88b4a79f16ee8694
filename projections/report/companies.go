package report

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CompanyCell is how many devices of a customer are alike (REP-02 to REP-04).
type CompanyCell struct {
	Customer     uuid.UUID // zero: none
	Name         string    // of the customer
	Category     string
	Connectivity string
	N            int64
}

// Companies counts devices by customer, in the order of the customers' names; those
// without a customer come last.
func Companies(ctx context.Context, r *projections.Reading, f Filter) ([]CompanyCell, error) {
	hidden, err := asset.HiddenBy(ctx, r)
	if err != nil {
		return nil, err
	}
	w := &query.Where{}
	asset.Own(r, w)
	from, number := asset.PlacedCells(r), "sum(a.n)::bigint"
	if hidden.Blurred {
		from, number = asset.Placed(r), "count(*)"
		w.And("a.shown")
		asset.Seen(r, w)
	} else {
		w.And("a.measure = 'devices'")
		asset.SeenCells(r, w)
	}
	f.alike(w, false)
	f.customers(w)
	counted := `select a.tenant_id, ` + asset.Customer + ` as customer, a.category, a.connectivity, ` + number + ` as n from ` + from + ` where ` + w.SQL() + ` group by 1, 2, 3, 4`
	rows, err := r.Tx.Query(ctx, `select coalesce(a.customer, '00000000-0000-0000-0000-000000000000'), coalesce(c.name, ''), a.category, a.connectivity, a.n
		from (`+counted+`) a`+asset.Join(r, directory.Name, "customer", "c", "a.customer")+`
		order by a.customer is null, c.sort_key collate "C", a.customer, a.category collate "C", a.connectivity`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count devices by customer: %w", err)
	}
	cells, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CompanyCell])
	if err != nil {
		return nil, fmt.Errorf("count devices by customer: %w", err)
	}
	return cells, nil
}
