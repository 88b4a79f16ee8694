package asset

import (
	"context"
	"fmt"
	"strconv"

	"coresync/projections"
	"coresync/projections/directory"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CustomerCount is how many assets a customer has under a filter; the zero customer is none.
type CustomerCount struct {
	ID   uuid.UUID
	Name string
	N    int64
}

// Customers are those with the most assets under a filter, so many at most, and those of the
// filter itself, whatever they have; those without a customer come last. Of the filter all
// holds but its customers, and that there is none; q is as in List.
func Customers(ctx context.Context, r *projections.Reading, f Filter, q string, most int) ([]CustomerCount, error) {
	chosen := f.Customers
	if f.Customers, f.NoCustomer = nil, false; chosen == nil {
		chosen = []uuid.UUID{}
	}
	w := &query.Where{}
	from, number, err := f.counted(ctx, r, w, q)
	if err != nil {
		return nil, err
	}
	rows, err := r.Tx.Query(ctx, `with x as materialized (select `+Customer+` as customer, `+number+` as n from `+from+` where `+w.SQL()+` group by 1)
		select y.id, y.name, y.n from (
			select c.id, coalesce(c.name, '') as name, coalesce(x.n, 0) as n, row_number() over (order by coalesce(x.n, 0) desc, c.sort_key, c.id) as place
			from `+r.Table(directory.Name, "customer")+` c left join x on x.customer = c.id
			where c.tenant_id = `+w.Add(r.Tenant)+` and c.variant = `+strconv.Itoa(int(r.Variant(directory.Name)))+`
			union all select `+w.Add(uuid.Nil)+`, '', x.n, null from x where x.customer is null) y
		where y.n > 0 and y.place <= `+w.Add(most)+` or y.place is null or y.id = any(`+w.Add(chosen)+`) order by y.place`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets by customer: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CustomerCount])
	if err != nil {
		return nil, fmt.Errorf("count assets by customer: %w", err)
	}
	return found, nil
}
