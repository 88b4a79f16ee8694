package report

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/directory"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// When a device is to be replaced, in a forecast; what is within it has a quarter.
const (
	ForecastOverdue = -1 // it is due already
	ForecastLater   = -2
	ForecastOrdered = -3
	ForecastUnknown = -4 // no policy, or no age
)

// ForecastCell is how many devices of a customer are to be replaced in a quarter.
type ForecastCell struct {
	Customer uuid.UUID // zero: none
	Name     string    // of the customer
	Quarter  int       // from that of today on, from 0; or one of the constants
	N        int64
	Cost     int64
	Unpriced int64 // of N: what a new one costs is not known
}

// ForecastAll is Forecast of all customers together: cells without customers.
func ForecastAll(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies, quarters int) ([]ForecastCell, error) {
	sums, err := forecast(ctx, r, f, p, quarters, false)
	return sums[uuid.Nil], err
}

// Forecast counts devices by customer and the quarter in which they are to be replaced,
// for so many quarters, this one first, in the order of the customers' names; those
// without a customer come last.
func Forecast(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies, quarters int) ([]ForecastCell, error) {
	sums, err := forecast(ctx, r, f, p, quarters, true)
	if err != nil {
		return nil, err
	}
	customers := slices.DeleteFunc(slices.Collect(maps.Keys(sums)), func(id uuid.UUID) bool { return id == uuid.Nil })
	rows, err := r.Tx.Query(ctx, `select a.customer, coalesce(c.name, '') from (select $1::uuid as tenant_id, unnest($2::uuid[]) as customer) a`+
		asset.Join(r, directory.Name, "customer", "c", "a.customer")+` order by c.sort_key collate "C", a.customer`, r.Tenant, customers)
	if err != nil {
		return nil, fmt.Errorf("forecast replacements: %w", err)
	}
	var cells []ForecastCell
	var id uuid.UUID
	var name string
	if _, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		for _, c := range sums[id] {
			c.Name = name
			cells = append(cells, c)
		}
		return nil
	}); err != nil {
		return nil, fmt.Errorf("forecast replacements: %w", err)
	}
	return append(cells, sums[uuid.Nil]...), nil
}

// forecast counts devices by customer, or of all together, and quarter.
func forecast(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies, quarters int, byCustomer bool) (map[uuid.UUID][]ForecastCell, error) {
	this := replacement.QuarterOf(f.Today)
	sums := make(map[uuid.UUID][]ForecastCell)
	err := lives(ctx, r, f, p, byCustomer, func(l LifeCell) {
		if sums[l.Customer] == nil {
			sums[l.Customer] = make([]ForecastCell, quarters-ForecastUnknown)
		}
		q := quarterOf(l, this, quarters)
		c := &sums[l.Customer][(q+quarters-ForecastUnknown)%(quarters-ForecastUnknown)]
		c.Customer, c.Quarter = l.Customer, q
		c.N += l.N
		c.Cost += l.N * l.Cost
		if !l.Priced {
			c.Unpriced += l.N
		}
	})
	for customer, cells := range sums {
		sums[customer] = slices.DeleteFunc(cells, func(c ForecastCell) bool { return c.N == 0 })
	}
	return sums, err
}

// quarterOf is when devices are to be replaced.
func quarterOf(l LifeCell, this replacement.Quarter, quarters int) int {
	switch {
	case l.Plan == replacement.Order:
		return ForecastOrdered
	case l.State == replacement.NoPolicy || l.State == replacement.UnknownAge:
		return ForecastUnknown
	case l.State == replacement.Overdue && l.Plan == replacement.Reopen:
		return ForecastOverdue
	}
	if q := replacement.QuarterOf(l.Month).Since(this); q < quarters {
		return q
	}
	return ForecastLater
}
