package service

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// recordPart records assets anew that are kept by hand, in one append.
func (s assetChanges) recordPart(ctx context.Context, w wanted, id uuid.UUID, part []api.AssetChanged, at []int) (eventstore.Appended, error) {
	if w.Action == api.ChangeLock || w.Action == api.ChangeUnlock {
		for _, i := range at {
			part[i].Outcome, part[i].Code = "refused", "manual_asset"
			part[i].Message = "This asset is kept by hand: no sync changes it, so nothing is locked."
		}
		return eventstore.Appended{}, nil
	}
	if len(at) == 0 {
		return eventstore.Appended{}, nil
	}
	const attempts = 3
	for attempt := 1; ; attempt++ {
		a, err := s.recorded(ctx, w, part, at)
		if err != nil {
			return eventstore.Appended{}, err
		}
		a.ID = keptID(id)
		done, err := s.log.Append(ctx, a)
		var conflict *eventstore.VersionConflictError
		if errors.As(err, &conflict) && attempt < attempts {
			continue // somebody was quicker
		}
		return done, err
	}
}

// recorded plans what assets kept by hand become.
func (s assetChanges) recorded(ctx context.Context, w wanted, part []api.AssetChanged, at []int) (eventstore.Append, error) {
	a := eventstore.Append{
		Tenant: w.command.Tenant, Actor: w.command.Actor, CorrelationID: w.command.Correlation, Expect: make(map[string]eventstore.Expected),
	}
	streams := make([]string, len(at))
	for n, i := range at {
		streams[n] = directory.Assets.Stream(part[i].Asset.ID)
	}
	current, heads, err := s.newestOf(ctx, w.command.Tenant, streams)
	if err != nil {
		return a, err
	}
	for n, i := range at {
		now, is := current[streams[n]].(*event.ManualAssetRecorded)
		if !is {
			if err := outcomeOf(&part[i], domain.NotFound("asset")); err != nil {
				return a, err
			}
			continue
		}
		e, changed, err := s.anew(ctx, w, streams[n], now)
		if err != nil {
			return a, err
		}
		if part[i].Outcome = "unchanged"; changed {
			part[i].Outcome = "saved"
			a.Events = append(a.Events, e)
			a.Expect[streams[n]] = eventstore.Exact(heads[streams[n]].Version)
		}
	}
	return a, nil
}

// anew is the event by which an asset kept by hand is changed.
func (s assetChanges) anew(ctx context.Context, w wanted, stream string, was *event.ManualAssetRecorded) (e event.New, changed bool, err error) {
	if w.Action == api.ChangeIgnore {
		return event.New{Stream: stream, Payload: directory.Assets.Removed(was.ID), Tag: []byte{}}, true, nil
	}
	now := *was
	set(&now.Status, w.Status)
	set(&now.Category, w.Category)
	set(&now.Customer, w.Customer)
	if now == *was {
		return e, false, nil
	}
	e, err = tagged(ctx, s.log, w.command.Tenant, stream, &now)
	return e, true, err
}

// newestOf are the newest events of living entities, and the heads of their streams, by
// stream. Personal members stay sealed.
func (w directoryWriter) newestOf(ctx context.Context, tenant uuid.UUID, streams []string) (map[string]event.Payload, map[string]eventstore.StreamHead, error) {
	heads, err := w.log.Streams(ctx, tenant, streams)
	if err != nil {
		return nil, nil, err
	}
	var positions []int64
	for _, h := range heads {
		if len(h.Tag) > 0 {
			positions = append(positions, h.LastPosition)
		}
	}
	events, err := w.log.EventsAt(ctx, tenant, positions)
	if err != nil {
		return nil, nil, err
	}
	current := make(map[string]event.Payload, len(events))
	for _, e := range events {
		if current[e.Stream], err = w.log.Registry().Decode(e); err != nil {
			return nil, nil, fmt.Errorf("load %s: %w", e.Stream, err)
		}
	}
	return current, heads, nil
}
