package report

import (
	"context"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/replacement"
	"coresync/projections"
	"coresync/projections/asset"
	model "coresync/projections/replacement"

	"github.com/google/uuid"
)

// LifeCell is how many devices are alike in what policies say of them and in what
// people plan (EOL-06 to EOL-08).
type LifeCell struct {
	Customer uuid.UUID // zero: none, or of all together
	Category rule.Category
	State    replacement.State
	Plan     replacement.Action
	Month    time.Time // the first day of that in which they are to be replaced; zero: not known
	Cost     int64     // of one new device, where it is Priced
	Priced   bool
	N        int64
}

// Lives counts devices of all customers together by what policies say of them.
func Lives(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies) ([]LifeCell, error) {
	var found []LifeCell
	err := lives(ctx, r, f, p, false, func(c LifeCell) { found = append(found, c) })
	return found, err
}

// lives yields cells, those that are alike not always as one. Devices are counted by the
// days that their lives are counted from; the few for which people plan something are
// taken off them again, and counted as it is planned.
func lives(ctx context.Context, r *projections.Reading, f Filter, p replacement.Policies, byCustomer bool, yield func(LifeCell)) error {
	f.Aging = p.Ageless()
	court, counts := newCourt(p, f.Today), make(map[lot]*[]int64)
	of := func(customer uuid.UUID, category rule.Category) (*judge, *[]int64) {
		l := lot{category: category, judge: court.judge(customer, category)}
		if byCustomer {
			l.customer = customer
		}
		if counts[l] == nil {
			counts[l] = new([]int64)
		}
		return l.judge, counts[l]
	}
	if err := eachDated(ctx, r, f, func(d dated) {
		judge, n := of(d.customer, d.category)
		days := d.born
		if judge.byWarranty() {
			days = d.warranty
		}
		days.Each(func(day uint32, more int64) { count(n, judge.of(day), more) })
	}); err != nil {
		return err
	}
	if err := eachPlanned(ctx, r, f, func(x planned) {
		now := x.plan.Now(f.Today)
		if now == replacement.Reopen {
			return
		}
		judge, n := of(x.customer, x.category)
		day := judge.counted(x.born, x.warranty)
		at := judge.of(day)
		count(n, at, -1)
		l := lot{category: x.category, judge: judge}
		if byCustomer {
			l.customer = x.customer
		}
		cell := l.cell(judge.verdicts[at], 1)
		cell.Plan = now
		if !cell.Month.IsZero() {
			cell.Month = firstOf(x.plan.Expected(judge.policy.Limit.Due(asset.DayOf(day)), f.Today))
		}
		yield(cell)
	}); err != nil {
		return err
	}
	for l, numbers := range counts {
		for at, n := range *numbers {
			if n != 0 {
				yield(l.cell(l.judge.verdicts[at], n))
			}
		}
	}
	return nil
}

// lot is what devices share that are counted together, by the numbers of verdicts.
type lot struct {
	customer uuid.UUID
	category rule.Category
	judge    *judge
}

func (l lot) cell(v verdict, n int64) LifeCell {
	c := LifeCell{Customer: l.customer, Category: l.category, State: v.state, Plan: replacement.Reopen, Month: v.month, N: n}
	if cost := l.judge.policy.Cost; cost != nil {
		c.Cost, c.Priced = *cost, true
	}
	return c
}

func count(numbers *[]int64, at int, n int64) {
	for len(*numbers) <= at {
		*numbers = append(*numbers, 0)
	}
	(*numbers)[at] += n
}

// LifeModels are what an answer about replacement joins, for Reading.Standing.
func LifeModels() []string { return append(asset.Models(), model.Name) }
