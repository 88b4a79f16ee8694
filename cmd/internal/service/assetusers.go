package service

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/assignment"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
)

// mostUserSightings is how many observations of a device's last user are read for its users: one a
// day, and some changes.
const mostUserSightings = 400

// Names of the spells of those whose names can't be read any more.
const erasedUser = "\x00erased"

// Users implements api.Assets.
func (s assets) Users(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[[]api.SeenUser], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.SeenUser, error) {
		records, err := asset.Records(ctx, r, id)
		if err != nil {
			return nil, err
		}
		if len(records) == 0 {
			return nil, domain.NotFound("asset")
		}
		standing := r.Standing(asset.Models()...)
		to := s.now()
		if scope.AsOf != nil {
			to = standing.RecordedAt
		}
		spells, names, err := s.spells(ctx, r, records, standing.Position)
		if err != nil {
			return nil, err
		}
		seen := []api.SeenUser{}
		for _, share := range assignment.Shares(spells, to.AddDate(0, 0, -api.SeenUserDays), to) {
			u := api.SeenUser{Name: names[share.User], Part: share.Part, Seconds: int64(share.For / time.Second), Last: share.Last}
			u.Erased = share.User == erasedUser
			seen = append(seen, u)
		}
		return seen, nil
	})
}

// spells are who were the last users of an asset's devices, with their names as they are shown.
// Case makes nobody another user.
func (s assets) spells(ctx context.Context, r *projections.Reading, records []asset.Row, to int64) ([][]assignment.Spell, map[string]string, error) {
	var streams []string
	for i := range records {
		if records[i].Source == asset.SourceNinjaOne {
			streams = append(streams, event.DeviceUserStream(records[i].Connection, records[i].DeviceID))
		}
	}
	found, err := s.log.NewestOf(ctx, r.Tenant, streams, to, mostUserSightings)
	if err != nil {
		return nil, nil, fmt.Errorf("read who was seen at %d devices: %w", len(streams), err)
	}
	names := make(map[string]string)
	var all [][]assignment.Spell
	for _, stream := range streams {
		users, ids, from, err := s.sightings(found[stream])
		if err == nil {
			err = s.people.sealer.Open(ctx, r.Tenant, ids, users)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("open who was seen at %s: %w", stream, err)
		}
		spells := make([]assignment.Spell, len(users))
		for i, e := range users {
			u := e.(*event.DeviceUserObserved).User
			spells[i] = assignment.Spell{User: strings.ToLower(u.Text()), From: from[i]}
			if u.Erased() {
				spells[i].User = erasedUser
			} else if _, named := names[spells[i].User]; !named {
				names[spells[i].User] = u.Text()
			}
		}
		all = append(all, spells)
	}
	return all, names, nil
}

// sightings are the observations of a device's last user, sealed.
func (s assets) sightings(events []event.Recorded) (users []event.Payload, ids []uuid.UUID, from []time.Time, err error) {
	for _, e := range events {
		payload, err := s.log.Registry().Decode(e)
		if err != nil {
			return nil, nil, nil, err
		}
		if p, is := payload.(*event.DeviceUserObserved); is {
			users, ids, from = append(users, p), append(ids, e.ID), append(from, e.OccurredAt)
		}
	}
	return users, ids, from, nil
}
