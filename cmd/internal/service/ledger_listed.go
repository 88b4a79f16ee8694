package service

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/uuid"
)

// sightings are the devices that complete listings showed, by connection.
type sightings map[uuid.UUID]*roaring.Bitmap

func (s sightings) of(connection uuid.UUID, device int64) bool {
	set := s[connection]
	return set != nil && device >= 0 && device <= 1<<32-1 && set.Contains(uint32(device))
}

// piece names a set of devices that a listing showed of an organization.
type piece struct {
	connection   uuid.UUID
	organization int64
	position     int64 // of the event that holds it
	count        int
}

// listed reads from the proofs of completeness which devices were shown by listings of
// devices that ended after a time, up to a position. A set that is equal to a former one
// is named by that one's position, so each is read once.
func listed(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, position int64, since time.Time) (sightings, error) {
	shown, read := make(sightings), make(map[piece]bool)
	missing := make(map[int64]map[piece]bool) // by the position of the event that holds them
	add := func(connection uuid.UUID, set []byte) error {
		bitmap := roaring.New()
		if _, err := bitmap.ReadFrom(bytes.NewReader(set)); err != nil {
			return fmt.Errorf("read a set of devices of connection %s: %w", connection, err)
		}
		if shown[connection] == nil {
			shown[connection] = roaring.New()
		}
		shown[connection].Or(bitmap)
		return nil
	}
	query := eventstore.Query{To: position, Types: []event.Type{"ListingCompleted"}, Since: since}
	err := each(ctx, log, tenant, query, func(l *event.ListingCompleted, at int64) error {
		if l.Kind != "devices" || l.EndedAt.Before(since) {
			return nil
		}
		for _, o := range l.Organizations {
			p := piece{l.Connection, o.OrganizationID, at, o.Count}
			if len(o.Seen) > 0 {
				read[p] = true
				if err := add(l.Connection, o.Seen); err != nil {
					return err
				}
			} else if p.position = o.SeenAt; o.SeenAt != 0 && !read[p] {
				if missing[o.SeenAt] == nil {
					missing[o.SeenAt] = make(map[piece]bool)
				}
				missing[o.SeenAt][p] = true
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for at, pieces := range missing {
		err := each(ctx, log, tenant, eventstore.Query{After: at - 1, To: at}, func(l *event.ListingCompleted, _ int64) error {
			for _, o := range l.Organizations {
				if p := (piece{l.Connection, o.OrganizationID, at, o.Count}); pieces[p] && len(o.Seen) > 0 {
					if err := add(l.Connection, o.Seen); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func each(ctx context.Context, log *eventstore.Store, tenant uuid.UUID, q eventstore.Query, fn func(*event.ListingCompleted, int64) error) error {
	err := log.Read(ctx, tenant, q, func(e event.Recorded) error {
		payload, err := log.Registry().Decode(e)
		if l, is := payload.(*event.ListingCompleted); is && err == nil {
			err = fn(l, e.Position)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read the listings of a month: %w", err)
	}
	return nil
}
