package service

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// comparisons implements api.Comparisons: both sides are read in the order of their ids
// beside each other, so only what is looked at stands in memory.
type comparisons struct{ reads }

// Compare implements api.Comparisons.
func (s comparisons) Compare(ctx context.Context, scope api.Scope, q api.CompareQuery, l api.List) (api.Answer[api.Comparison], error) {
	var a api.Answer[api.Comparison]
	after, err := afterID(l)
	if err != nil {
		return a, err
	}
	page, counts, first := &a.Data.Page, map[string]*int64{}, len(l.After) == 0
	page.Items = []api.Difference{}
	for _, kind := range api.DifferenceKinds() {
		counts[kind] = new(int64)
	}
	err = s.each(ctx, scope, q, after, func(from, to projections.Standing) error {
		a.Data.ComparisonHead, a.Standing = headOf(from, to), standing(to)
		return nil
	}, func(d api.Difference) error {
		*counts[d.Kind]++
		switch {
		case len(page.Items) < l.Limit:
			page.Items = append(page.Items, d)
		case page.Next == nil:
			page.Next = []string{page.Items[l.Limit-1].ID.String()}
			if !first { // there is nothing to count
				return errFull
			}
		}
		return nil
	})
	if errors.Is(err, errFull) {
		err = nil
	}
	if first {
		came, went, changed := counts[api.DifferenceCame], counts[api.DifferenceWent], counts[api.DifferenceChanged]
		total := *came + *went + *changed
		a.Data.Came, a.Data.Went, a.Data.Changed, page.Total = came, went, changed, &total
	}
	return a, conflicts(err)
}

func afterID(l api.List) (uuid.UUID, error) {
	if len(l.After) == 0 {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(l.After[0])
	if err != nil {
		return id, errCursor
	}
	return id, nil
}

// Each implements api.Comparisons.
func (s comparisons) Each(ctx context.Context, scope api.Scope, q api.CompareQuery, begin func(api.ComparisonHead) error, yield func(api.Difference) error) error {
	return conflicts(s.each(ctx, scope, q, uuid.Nil, func(from, to projections.Standing) error { return begin(headOf(from, to)) }, yield))
}

func headOf(from, to projections.Standing) api.ComparisonHead {
	side := func(s projections.Standing) api.ComparedMoment {
		return api.ComparedMoment{Position: standing(s).Position, RecordedAt: s.RecordedAt, Rules: s.Rules}
	}
	return api.ComparisonHead{From: side(from), To: side(to)}
}

func (s comparisons) each(ctx context.Context, scope api.Scope, q api.CompareQuery, after uuid.UUID, begin func(from, to projections.Standing) error, yield func(api.Difference) error) error {
	return s.sides(ctx, scope, q, func(from, to *projections.Reading) error {
		if err := begin(from.Standing(asset.Models()...), to.Standing(asset.Models()...)); err != nil {
			return err
		}
		return differences(ctx, from, to, q, after, yield)
	})
}

// sides reads both moments beside each other.
func (s comparisons) sides(ctx context.Context, scope api.Scope, q api.CompareQuery, fn func(from, to *projections.Reading) error) error {
	scope.AsOf = &q.From
	return s.reading(ctx, scope, asset.Models(), func(from *projections.Reading) error {
		scope.AsOf = q.To
		return s.reading(ctx, scope, asset.Models(), func(to *projections.Reading) error { return fn(from, to) })
	})
}

// differences yields what two moments do not have alike, behind an id.
func differences(ctx context.Context, from, to *projections.Reading, q api.CompareQuery, after uuid.UUID, yield func(api.Difference) error) error {
	a, err := linesOf(ctx, from, q.Of, after)
	if err != nil {
		return err
	}
	defer a.close()
	b, err := linesOf(ctx, to, q.Of, after)
	if err != nil {
		return err
	}
	defer b.close()
	return beside(a, b, q, yield)
}

// beside yields what two sides do not have alike.
func beside(a, b lines, q api.CompareQuery, yield func(api.Difference) error) error {
	old, isOld, err := a.next()
	if err != nil {
		return err
	}
	now, isNow, err := b.next()
	for err == nil && (isOld || isNow) {
		order := 0
		switch {
		case !isNow:
			order = -1
		case !isOld:
			order = 1
		default:
			order = bytes.Compare(old.id[:], now.id[:])
		}
		var x, y *line
		if order <= 0 {
			x = &old
		}
		if order >= 0 {
			y = &now
		}
		if d := differenceOf(a.fields, x, y, q.Fields); d != nil && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, d.Kind)) {
			if err := yield(*d); err != nil {
				return err
			}
		}
		if order <= 0 {
			if old, isOld, err = a.next(); err != nil {
				return err
			}
		}
		if order >= 0 {
			now, isNow, err = b.next()
		}
	}
	return err
}

// differenceOf says how a row is at two moments, nil where it is absent; nil: alike.
func differenceOf(fields []string, old, now *line, only []string) *api.Difference {
	shown, kind := now, api.DifferenceChanged
	switch {
	case now == nil:
		shown, kind = old, api.DifferenceWent
	case old == nil:
		kind = api.DifferenceCame
	}
	d := api.Difference{ID: shown.id, Kind: kind, Name: shown.name, Organization: shown.organization, Fields: []api.FieldChange{}}
	if connection := shown.connection; connection != uuid.Nil { // a copy: the line is read over
		d.Connection = &connection
	}
	for i, name := range fields {
		c := api.FieldChange{Field: name}
		if old != nil {
			c.Old = old.values[i]
		}
		if now != nil {
			c.New = now.values[i]
		}
		if c.Old != c.New && (len(only) == 0 || slices.Contains(only, name)) {
			d.Fields = append(d.Fields, c)
		}
	}
	if kind == api.DifferenceChanged && len(d.Fields) == 0 {
		return nil
	}
	return &d
}
