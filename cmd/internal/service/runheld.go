package service

import (
	"context"

	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
)

// heldEvents are what the log says of a run that waits for a person.
var heldEvents = []event.Type{"SyncHeld", "SyncReleased", "SyncDiscarded"}

// held is the wait of a run for a person, as the log tells it within a query; nil: it waits, or
// waited, for nobody. Nothing of it comes behind the run's end.
func (s runs) held(ctx context.Context, run poller.Run, q eventstore.Query) (*api.Held, error) {
	q.Since, q.Types, q.Streams = run.StartedAt, heldEvents, []string{event.SyncStream(run.Connection)}
	if run.Position > 0 && (q.To == 0 || run.Position < q.To) {
		q.To = run.Position
	}
	var held *api.Held
	err := s.log.Read(ctx, run.Tenant, q, func(e event.Recorded) error {
		payload, err := s.log.Registry().Decode(e)
		if err != nil {
			return err
		}
		at := e.RecordedAt
		switch p := payload.(type) {
		case *event.SyncHeld:
			if p.Run == run.ID {
				held = &api.Held{From: at}
			}
		case *event.SyncReleased:
			if p.Run == run.ID && held != nil {
				held.Until, held.Outcome, held.By, held.LeftOut = &at, "released", p.By, p.LeftOut
			}
		case *event.SyncDiscarded:
			if p.Run == run.ID && held != nil && held.Until == nil {
				held.Until, held.Outcome, held.By = &at, "discarded", p.By
			}
		}
		return nil
	})
	return held, err
}
