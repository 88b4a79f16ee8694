package app

import (
	"context"
	"errors"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// followPoll is how often Follow looks for new events; a person watches, so this
// is quick enough.
const followPoll = 250 * time.Millisecond

// followPatience is how long Follow waits for a database that is gone: more than a
// restart takes.
const followPatience = 2 * time.Minute

// Follow reads events as they are appended until the context ends or yield fails. A
// database that is gone is waited for.
func (a *App) Follow(ctx context.Context, tenant uuid.UUID, q eventstore.Query, yield func(event.Recorded) error) error {
	tick := time.NewTicker(followPoll)
	defer tick.Stop()
	var gone time.Time // zero: the database answers
	for {
		err := a.followOn(ctx, tenant, &q, yield)
		var ended *yieldError
		switch {
		case errors.As(err, &ended):
			return ended.error
		case err == nil:
			gone = time.Time{}
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, eventstore.ErrNoTenant):
			return err
		case gone.IsZero():
			gone = time.Now()
			a.Log.WarnContext(ctx, "the log can't be read; trying again", "for", followPatience, "error", err)
		case time.Since(gone) > followPatience:
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// yieldError is an error of whoever takes the events.
type yieldError struct{ error }

// followOn reads what is new up to the head, and moves the query behind it, also where
// the filter lets nothing through.
func (a *App) followOn(ctx context.Context, tenant uuid.UUID, q *eventstore.Query, yield func(event.Recorded) error) error {
	head, err := a.Store.Head(ctx, tenant)
	if err != nil || head.Position <= q.After {
		return err
	}
	q.To = head.Position
	err = a.Store.Read(ctx, tenant, *q, func(e event.Recorded) error {
		if err := yield(e); err != nil {
			return &yieldError{err}
		}
		q.After = e.Position
		return nil
	})
	if err == nil {
		q.After, q.Since = head.Position, time.Time{}
	}
	return err
}
