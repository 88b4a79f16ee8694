package service

import (
	"context"
	"strconv"
	"time"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// reads is what queries share: where to ask, and the time of asking.
type reads struct {
	pool *pgxpool.Pool // role coresync_app: row security holds even if a condition is forgotten
	now  func() time.Time
	past *projections.Engine // asked for the past
	zone zones
	// money is the currency of a workspace; empty: none is set.
	money func(ctx context.Context, tenant uuid.UUID) (string, error)
	// name is how a workspace is called.
	name func(ctx context.Context, tenant uuid.UUID) (string, error)
}

// zones knows the time zone of a workspace.
type zones func(ctx context.Context, tenant uuid.UUID) (*time.Location, error)

// momentOf is the time that an answer is of: that which was asked for, that of the event at
// the position which was asked for, and otherwise now.
func (r reads) momentOf(scope api.Scope, of projections.Standing) time.Time {
	switch {
	case scope.AsOf == nil:
		return r.now()
	case !scope.AsOf.Time.IsZero():
		return scope.AsOf.Time
	}
	return of.RecordedAt
}

// dayOf is the calendar day that an answer is of in the workspace.
func (r reads) dayOf(ctx context.Context, scope api.Scope, of projections.Standing) (time.Time, error) {
	return r.dayAt(ctx, scope.Tenant, r.momentOf(scope, of))
}

// moment is the moment that a scope asks for; it has one.
func moment(s api.Scope) projections.Moment {
	return projections.Moment{Position: s.AsOf.Position, Time: s.AsOf.Time, Rules: s.AsOf.Rules}
}

// dayAt is the calendar day that a moment is on in the workspace; the zero time is now.
func (r reads) dayAt(ctx context.Context, tenant uuid.UUID, at time.Time) (time.Time, error) {
	zone, err := r.zone(ctx, tenant)
	if err != nil {
		return time.Time{}, err
	}
	if at.IsZero() {
		at = r.now()
	}
	return lifetime.DayOf(at.In(zone)), nil
}

// answer asks read models in one snapshot and says how they stand: the live ones, or
// the models that are named as they were.
func answer[T any](ctx context.Context, r reads, s api.Scope, models []string, fn func(*projections.Reading) (T, error)) (api.Answer[T], error) {
	var a api.Answer[T]
	read := func(reading *projections.Reading) (err error) {
		if a.Data, err = fn(reading); err != nil {
			return err
		}
		a.Standing = standing(reading.Standing(models...))
		return nil
	}
	return a, conflicts(r.reading(ctx, s, models, read))
}

// reading calls fn with the live read models, or with those that are named as they were.
func (r reads) reading(ctx context.Context, s api.Scope, models []string, fn func(*projections.Reading) error) error {
	if held := heldIn(ctx); held != nil {
		return fn(held)
	}
	if s.AsOf != nil {
		return r.past.ReadPast(ctx, s.Tenant, moment(s), models, fn)
	}
	return projections.Read(ctx, r.pool, s.Tenant, r.now(), fn)
}

func standing(s projections.Standing) api.Standing {
	return api.Standing{
		Position: api.Position{Epoch: s.Epoch, N: s.Position}, Age: s.Age,
		Generation: strconv.FormatInt(s.Release, 10), Rules: s.Rules, Degraded: s.Degraded,
	}
}

// asked turns the API's page request into that of the read models.
func asked(l api.List) query.Page {
	return query.Page{
		Limit: l.Limit, After: l.After, Q: l.Q, Sort: l.Sort.By, Descending: l.Sort.Descending, Count: l.After == nil && !l.Uncounted,
	}
}

// paged turns a page of rows into a page of the API's things.
func paged[R, T any](rows query.Result[R], err error, view func(R) T) (api.Page[T], error) {
	page := api.Page[T]{Items: make([]T, len(rows.Items)), Next: rows.Next, Total: rows.Total}
	for i, row := range rows.Items {
		page.Items[i] = view(row)
	}
	return page, err
}

// when is a time that may be absent.
func when(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// day writes a date; the zero time is none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
