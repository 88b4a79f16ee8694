package service

import (
	"context"
	"fmt"
	"time"

	"coresync/domain/assignment"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/suggestion"
)

const (
	// seenOf is on how many days, back from now, it is counted how often a last user was seen.
	seenOf = 30
	// mostSightings is how many observations of a device's last user are read at most:
	// one a day, and some changes.
	mostSightings = 48
)

// seen counts on how many days before a moment the last users of a page were that. It reads the log: rows
// of read models know the newest observation alone, so that a rebuild needs no other.
func (s associations) seen(ctx context.Context, r *projections.Reading, rows []suggestion.Suggestion, views []api.ContactSuggestion, at time.Time) error {
	streams := make([]string, len(rows))
	for i, row := range rows {
		streams[i] = event.DeviceUserStream(row.Connection, row.DeviceID)
	}
	found, err := s.log.NewestOf(ctx, r.Tenant, streams, r.Standing(suggestion.Models()...).Position, mostSightings)
	if err != nil {
		return fmt.Errorf("read who was seen at %d devices: %w", len(rows), err)
	}
	for i, row := range rows {
		var all []assignment.Sighting
		for _, e := range found[streams[i]] {
			payload, err := s.log.Registry().Decode(e)
			if err != nil {
				return fmt.Errorf("read who was seen at asset %s: %w", row.Asset, err)
			}
			all = append(all, sightingOf(payload, e))
		}
		views[i].SeenDays, views[i].SeenOf = assignment.SeenDays(all, row.LastUser(), at, seenOf)
	}
	return nil
}

func sightingOf(payload event.Payload, e event.Recorded) assignment.Sighting {
	one := assignment.Sighting{ObservedAt: e.OccurredAt}
	if p, is := payload.(*event.DeviceUserObserved); is {
		one.User = p.User.Subject
		if p.LogonAt != nil {
			one.LogonAt = *p.LogonAt
		}
	}
	return one
}
