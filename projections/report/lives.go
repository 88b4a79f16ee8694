package report

import (
	"context"
	"fmt"
	"slices"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/lifetime"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/query"
	model "coresync/projections/replacement"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// LifeCell is how many devices are alike in what policies say of them and in what
// people plan (EOL-06 to EOL-08).
type LifeCell struct {
	Category rule.Category
	State    replacement.State
	Plan     replacement.Action
	Month    time.Time // the first day of that in which they are to be replaced; zero: not known
	Cost     int64     // of one new device, where it is Priced
	Priced   bool
	N        int64
}

// Lives counts devices by what policies say of them. Devices under the defaults are
// counted by cells of months; the few for which people plan something, and those of
// customers with a policy of their own, are counted in rows, and taken off the rest.
func Lives(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies) ([]LifeCell, error) {
	f.Aging = p.Categories()
	hidden, err := asset.HiddenBy(ctx, r)
	if err != nil {
		return nil, err
	}
	if f.byCustomer() || hidden.Blurred {
		return livesOfRows(ctx, r, f, p, apartRows{})
	}
	sum := make(map[LifeCell]int64) // by cells without their number
	add := func(cells []LifeCell, sign int64) {
		for _, c := range cells {
			n := c.N
			c.N = 0
			sum[c] += sign * n
		}
	}
	cells, err := livesOfMonths(ctx, r, f, p)
	if err != nil {
		return nil, err
	}
	add(cells, 1)
	own := f
	own.Customers = append(own.Customers, p.Customers()...)
	apart := []func(*query.Where){func(w *query.Where) { planned(r, w) }}
	if len(own.Customers) > 0 {
		apart = append(apart, func(w *query.Where) { w.And("p.action is null") })
	}
	for i, only := range apart {
		of := f
		if i == 1 {
			of = own
		}
		for sign, as := range map[int64]replacement.Policies{1: p, -1: p.Defaults()} {
			if cells, err = livesOfRows(ctx, r, of, as, apartRows{only, sign < 0}); err != nil {
				return nil, err
			}
			add(cells, sign)
		}
	}
	var found []LifeCell
	for c, n := range sum {
		if c.N = n; n != 0 {
			found = append(found, c)
		}
	}
	return found, nil
}

// planned leaves rows for which people plan something, found by the plans.
func planned(r *projections.Reading, w *query.Where) {
	plans := "array(select x.id from " + r.Table(model.Name, "plan") + " x where x.tenant_id = " + w.Add(r.Tenant) +
		" and x.variant = " + w.Add(r.Variant(model.Name)) + " and x.action is not null)"
	w.And("p.action is not null and (a.id = any(" + plans + ") or a.asset = any(" + plans + "))")
}

// livesOfMonths counts devices under the defaults by cells.
func livesOfMonths(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies) ([]LifeCell, error) {
	var found []LifeCell
	for _, m := range []struct {
		measure measure
		basis   replacement.Basis
	}{{born, replacement.ByAge}, {warranty, replacement.ByWarranty}} {
		var parts []time.Time
		var categories []string
		for _, c := range rule.Categories() {
			limit := p.Of(uuid.Nil, c).Limit
			basis := replacement.ByAge // what no policy covers is counted with the ages
			if limit != nil {
				basis = limit.By
			}
			if basis != m.basis || len(f.Categories) > 0 && !slices.Contains(f.Categories, string(c)) {
				continue
			}
			categories = append(categories, string(c))
			if limit != nil {
				parts = append(parts, limit.OverdueBy(f.Today).AddDate(0, 0, 1), limit.WarnBy(f.Today).AddDate(0, 0, 1))
			}
		}
		if len(categories) == 0 {
			continue
		}
		slices.SortFunc(parts, time.Time.Compare)
		of := f
		of.Categories = categories
		months, err := byMonth(ctx, r, of, m.measure, slices.CompactFunc(parts, time.Time.Equal))
		if err != nil {
			return nil, err
		}
		for _, x := range months {
			found = append(found, lifeOfMonth(x, p, f.Today))
		}
	}
	return found, nil
}

// lifeOfMonth is what the defaults say of devices that are counted from the same month:
// all of them are due in the same one.
func lifeOfMonth(x month, p replacement.Policies, today time.Time) LifeCell {
	of := p.Of(uuid.Nil, rule.Category(x.Category))
	c := LifeCell{Category: rule.Category(x.Category), State: of.State(x.First, today), Plan: replacement.Reopen, N: x.N}
	if of.Limit != nil {
		c.Month = firstOf(of.Limit.Due(x.First))
	}
	if of.Cost != nil {
		c.Cost, c.Priced = *of.Cost, true
	}
	return c
}

func firstOf(day time.Time) time.Time {
	if day.IsZero() {
		return day
	}
	return lifetime.Day(day.Year(), day.Month(), 1)
}

// apartRows says which rows of assets are counted, and how.
type apartRows struct {
	only func(*query.Where) // narrows them further; nil: all
	bare bool               // as if nobody planned anything
}

// livesOfRows counts rows of assets.
func livesOfRows(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies, apart apartRows) ([]LifeCell, error) {
	w := f.rows(r, asset.Seen)
	l := plannedLifeOf(r, w, p, f.Today)
	if apart.only != nil {
		apart.only(w)
	}
	if apart.bare {
		l.plan, l.expected = "'open'", l.due
	}
	var cells []LifeCell
	err := hashed(ctx, r, func() error {
		rows, err := r.Tx.Query(ctx, `select a.category, `+l.state+`, `+l.plan+`, coalesce(date_trunc('month', `+l.expected+`)::date, '0001-01-01'),
				coalesce(`+l.cost+`, 0), `+l.cost+` is not null, count(*) from `+asset.Placed(r)+l.joins+l.planTable+`
			where `+w.SQL()+` group by 1, 2, 3, 4, 5, 6`, w.Values()...)
		if err != nil {
			return err
		}
		cells, err = pgx.CollectRows(rows, pgx.RowToStructByPos[LifeCell])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count devices by replacement: %w", err)
	}
	for i := range cells { // a snooze says nothing of when what has no end is to be replaced
		if cells[i].State == replacement.NoPolicy || cells[i].State == replacement.UnknownAge {
			cells[i].Month = time.Time{}
		}
	}
	return cells, nil
}

// hashed runs a statement that joins all rows of a fleet with few others. Conditions of
// ignore rules look so dear to PostgreSQL that all ways to join cost the same to it beside
// them, and it would compare each with each.
func hashed(ctx context.Context, r *projections.Reading, ask func() error) error {
	if _, err := r.Tx.Exec(ctx, "set local enable_nestloop = off"); err != nil {
		return err
	}
	if err := ask(); err != nil {
		return err
	}
	_, err := r.Tx.Exec(ctx, "set local enable_nestloop = on")
	return err
}

// LifeModels are what an answer about replacement joins, for Reading.Standing.
func LifeModels() []string { return append(asset.Models(), model.Name) }
