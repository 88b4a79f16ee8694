package report

import (
	"context"
	"fmt"
	"time"

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
	lives, err := Lives(ctx, r, f, p)
	if err != nil {
		return nil, err
	}
	this := replacement.QuarterOf(f.Today)
	sums := make(map[int]*ForecastCell)
	for _, l := range lives {
		q := ForecastOrdered
		switch {
		case l.Plan == replacement.Order:
		case l.State == replacement.NoPolicy || l.State == replacement.UnknownAge:
			q = ForecastUnknown
		case l.State == replacement.Overdue && l.Plan == replacement.Reopen:
			q = ForecastOverdue
		default:
			if q = replacement.QuarterOf(l.Month).Since(this); q >= quarters {
				q = ForecastLater
			}
		}
		if sums[q] == nil {
			sums[q] = &ForecastCell{Quarter: q}
		}
		sums[q].N += l.N
		sums[q].Cost += l.N * l.Cost
		if !l.Priced {
			sums[q].Unpriced += l.N
		}
	}
	var cells []ForecastCell
	for _, c := range sums {
		if c.N > 0 {
			cells = append(cells, *c)
		}
	}
	return cells, nil
}

// Forecast counts devices by customer and the quarter in which they are to be replaced,
// for so many quarters, this one first, in the order of the customers' names; those
// without a customer come last.
func Forecast(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies, quarters int) ([]ForecastCell, error) {
	f.Aging = p.Categories()
	w := f.rows(r, asset.Seen)
	l := plannedLifeOf(r, w, p, f.Today)
	first := replacement.QuarterOf(f.Today)
	since := fmt.Sprintf("(extract(year from %s)::int * 4 + (extract(month from %s)::int - 1) / 3 - %d)", l.expected, l.expected, first.Year*4+first.N-1)
	quarter := `(case when ` + l.plan + ` = 'ordered' then ` + w.Add(ForecastOrdered) + `::int when ` + l.state + ` in ('no_policy', 'unknown_age') then ` + w.Add(ForecastUnknown) + `::int
		when ` + l.state + ` = 'overdue' and ` + l.plan + ` = 'open' then ` + w.Add(ForecastOverdue) + `::int
		when ` + l.expected + ` > ` + w.Add(first.Add(quarters-1).Last().Format(time.DateOnly)) + `::text::date then ` + w.Add(ForecastLater) + `::int else ` + since + ` end)`
	counted := `select a.tenant_id, ` + asset.Customer + ` as customer, ` + quarter + ` as quarter, count(*) as n, coalesce(sum(` + l.cost + `), 0)::bigint as cost,
		count(*) filter (where ` + l.cost + ` is null) as unpriced from ` + asset.Placed(r) + l.joins + l.planTable + ` where ` + w.SQL() + ` group by 1, 2, 3`
	var cells []ForecastCell
	err := hashed(ctx, r, func() error {
		rows, err := r.Tx.Query(ctx, `select coalesce(a.customer, '00000000-0000-0000-0000-000000000000'), coalesce(c.name, ''), a.quarter, a.n, a.cost, a.unpriced
			from (`+counted+`) a`+asset.Join(r, directory.Name, "customer", "c", "a.customer")+`
			order by a.customer is null, c.sort_key collate "C", a.customer, a.quarter`, w.Values()...)
		if err != nil {
			return err
		}
		cells, err = pgx.CollectRows(rows, pgx.RowToStructByPos[ForecastCell])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("forecast replacements: %w", err)
	}
	return cells, nil
}
