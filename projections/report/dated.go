package report

import (
	"context"
	"fmt"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/column"
	"coresync/projections/query"
	model "coresync/projections/replacement"

	"github.com/google/uuid"
)

// dated are devices of one customer and category, by the days that their lives may be
// counted from.
type dated struct {
	customer       uuid.UUID // zero: none
	category       rule.Category
	born, warranty days
}

// days are how many devices have which day, see asset.Days.
type days interface {
	Each(yield func(number uint32, n int64))
}

// oneDay is a day that some devices share.
type oneDay struct {
	number uint32
	n      int64
}

func (d oneDay) Each(yield func(uint32, int64)) { yield(d.number, d.n) }

// on is the number of a day in a row of a result; nothing is the one that is not known.
func on(value []byte) (uint32, error) {
	var day time.Time
	c := column.Date("day", "", func(d *time.Time) *time.Time { return d })
	err := c.Scan(&day, value)
	return asset.DayNumber(day), err
}

// eachDated yields devices by customer, category and days: from groups, and from rows
// where something is asked that no group knows.
func eachDated(ctx context.Context, r *projections.Reading, f Filter, yield func(dated)) error {
	hidden, err := asset.HiddenBy(ctx, r)
	if err != nil {
		return err
	}
	if hidden.Blurred || len(f.Connectivity) > 0 {
		return datedRows(ctx, r, f, yield)
	}
	w := &query.Where{}
	asset.Own(r, w)
	if !f.Retired {
		w.And("not a.retired")
	}
	f.things(w, true)
	f.customers(w)
	asset.SeenCells(r, w)
	return each(ctx, r, `select `+asset.Customer+`, a.category, a.born, a.warranty from `+asset.PlacedGroups(r)+` where `+w.SQL(), w.Values(), func(v [][]byte) error {
		yield(dated{customerOf(v[0]), rule.Category(v[1]), asset.Days(v[2]), asset.Days(v[3])})
		return nil
	})
}

func datedRows(ctx context.Context, r *projections.Reading, f Filter, yield func(dated)) error {
	w := &query.Where{}
	f.rows(r, w, asset.Seen)
	sql := `select ` + asset.Customer + `, a.category, ` + asset.BornSQL + `, a.warranty_end, count(*)::bigint from ` + asset.Placed(r) + ` where ` + w.SQL() + ` group by 1, 2, 3, 4`
	n := column.Int("n", "", func(n *int64) *int64 { return n })
	return each(ctx, r, sql, w.Values(), func(v [][]byte) error {
		var number int64
		if err := n.Scan(&number, v[4]); err != nil {
			return err
		}
		born, err := on(v[2])
		if err != nil {
			return err
		}
		warranty, err := on(v[3])
		yield(dated{customerOf(v[0]), rule.Category(v[1]), oneDay{born, number}, oneDay{warranty, number}})
		return err
	})
}

// planned is one device for which people plan something.
type planned struct {
	customer       uuid.UUID
	category       rule.Category
	born, warranty uint32
	plan           replacement.Plan
}

// eachPlanned yields the few devices for which people plan something, found by the plans.
func eachPlanned(ctx context.Context, r *projections.Reading, f Filter, yield func(planned)) error {
	w := &query.Where{}
	f.rows(r, w, asset.Seen)
	plans := "array(select x.id from " + r.Table(model.Name, "plan") + " x where x.tenant_id = " + w.Add(r.Tenant) +
		" and x.variant = " + w.Add(r.Variant(model.Name)) + " and x.action is not null)"
	w.And("p.action is not null and (a.id = any(" + plans + ") or a.asset = any(" + plans + "))")
	sql := `select ` + asset.Customer + `, a.category, ` + asset.BornSQL + `, a.warranty_end, p.action, p.until from ` + asset.Placed(r) +
		asset.Join(r, model.Name, "plan", "p", "coalesce(a.asset, a.id)") + ` where ` + w.SQL()
	until := column.Date("until", "", func(p *planned) *time.Time { return &p.plan.Until })
	return each(ctx, r, sql, w.Values(), func(v [][]byte) (err error) {
		x := planned{customer: customerOf(v[0]), category: rule.Category(v[1]), plan: replacement.Plan{Action: replacement.Action(v[4])}}
		if x.born, err = on(v[2]); err != nil {
			return err
		}
		if x.warranty, err = on(v[3]); err != nil {
			return err
		}
		if err = until.Scan(&x, v[5]); err == nil {
			yield(x)
		}
		return err
	})
}

func customerOf(value []byte) uuid.UUID {
	if len(value) != len(uuid.Nil) {
		return uuid.Nil // null
	}
	return uuid.UUID(value)
}

// each reads the rows of a statement in their binary form.
func each(ctx context.Context, r *projections.Reading, sql string, args []any, yield func(values [][]byte) error) error {
	rows, err := r.Tx.Query(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("count devices by date: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := yield(rows.RawValues()); err != nil {
			return fmt.Errorf("count devices by date: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("count devices by date: %w", err)
	}
	return nil
}
