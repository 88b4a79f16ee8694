package poller

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"coresync/domain/change"
	"coresync/domain/event"
	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// restore undoes some events, a chunk a transaction.
func (u *undo) restore(ctx context.Context, steps []step) error {
	formers, err := u.p.formersOf(ctx, u.run.Tenant, steps)
	if err != nil {
		return err
	}
	heads, restored, err := u.heads(ctx, steps)
	if err != nil {
		return err
	}
	var events []pending
	for _, s := range steps {
		switch head := heads[s.stream]; {
		case withholds(s.payload): // to bring the name back would write it to the log once more
			u.done.Kept = append(u.done.Kept, change.Of(s.version, formers[s.stream], s.payload)...)
			continue
		case head.Version == s.version+1:
			e, err := u.former(ctx, s, formers[s.stream])
			if err != nil {
				return err
			}
			events = append(events, e)
		case !restored[s.stream]:
			u.done.Kept = append(u.done.Kept, change.Of(s.version, formers[s.stream], s.payload)...)
			continue
		}
		u.done.Restored++
	}
	if u.preview || len(events) == 0 {
		return nil
	}
	for chunk := range slices.Chunk(events, eventstore.MaxChunk/4) { // observations of several KB
		if err := u.append(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

// heads reads where the streams stand, and which of them this undo has restored.
func (u *undo) heads(ctx context.Context, steps []step) (map[string]eventstore.StreamHead, map[string]bool, error) {
	names := make([]string, len(steps))
	for i, s := range steps {
		names[i] = s.stream
	}
	heads, err := u.p.cfg.Log.Streams(ctx, u.run.Tenant, names)
	if err != nil {
		return nil, nil, err
	}
	var later []int64
	for _, s := range steps {
		if h := heads[s.stream]; h.Version > s.version+1 {
			later = append(later, h.LastPosition)
		}
	}
	events, err := u.p.cfg.Log.EventsAt(ctx, u.run.Tenant, later)
	restored := make(map[string]bool)
	for _, e := range events {
		restored[e.Stream] = e.CorrelationID == u.id
	}
	return heads, restored, err
}

// former makes the event that brings back what was before.
func (u *undo) former(ctx context.Context, s step, was *change.Former) (pending, error) {
	if was == nil || was.Version < s.version { // never seen before, or gone before
		payload, table := withdrawn(u.origin(), s.payload, was == nil)
		return pending{version: s.version + 1, New: event.New{Stream: s.stream, Payload: payload, Tag: []byte{}, TagVersion: table}}, nil
	}
	events, err := u.p.cfg.Log.SnapshotsAt(ctx, u.run.Tenant, []eventstore.StreamAt{{Stream: s.stream, Version: s.version}})
	if err != nil {
		return pending{}, err
	}
	payload := was.Payload
	if err := u.p.cfg.Sealer.Open(ctx, u.run.Tenant, []uuid.UUID{events[s.stream].ID}, []event.Payload{payload}); err != nil {
		return pending{}, fmt.Errorf("open %s: %w", s.stream, err)
	}
	plain(payload)
	tag, version, err := u.again(payload, s.payload)
	return pending{version: s.version + 1, New: event.New{Stream: s.stream, Payload: payload, Tag: tag, TagVersion: version}}, err
}

// again makes an observation ready to be recorded once more, and its tag: NinjaOne
// then differs from it as it did before the run.
func (u *undo) again(payload, is event.Payload) (tag []byte, version int16, err error) {
	if p, user := payload.(*event.DeviceUserObserved); user {
		if p.Withheld != "" {
			t := withheldTag(u.tagger, p.DeviceID, p.Withheld)
			return t[:], observation.LastUsers.Version, nil
		}
		at := int64(0)
		if p.LogonAt != nil {
			at = p.LogonAt.UnixNano()
		}
		t := userTag(u.tagger, p.DeviceID, p.User.Text(), at)
		return t[:], observation.LastUsers.Version, nil
	}
	def := definitionOf(payload)
	r := observation.NewReader(def.table)
	row := def.row(payload)
	if p, device := payload.(*event.DeviceObserved); device {
		if row, err = keepPresence(p, is); err != nil {
			return nil, 0, err
		}
	}
	if err := r.Read(row); err != nil {
		return nil, 0, err // it was written by this package
	}
	t := r.Tag(u.tagger)
	return t[:], def.table.Version, nil
}

// keepPresence gives a former observation the presence of the newer one: that is a
// measurement, and later pages compare with it.
func keepPresence(p *event.DeviceObserved, is event.Payload) (row []byte, err error) {
	newer, before := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	newest, seen := is.(*event.DeviceObserved)
	if !seen || newer.Read(newest.Device) != nil {
		return deviceRow(p), nil
	}
	changed := observation.NewReader(observation.Devices)
	if err := changed.Read(deviceRow(newest)); err != nil {
		return nil, err
	}
	p.Device = observation.Restore(p.Device, newer.AppendJSON(nil, "offline"), "offline")
	if err := before.Read(deviceRow(p)); err != nil {
		return nil, err
	}
	p.Device, p.Changed = slices.Clone(before.Stored()), observation.ChangedMembers(changed, before)
	return deviceRow(p), nil
}

func (u *undo) append(ctx context.Context, events []pending) error {
	a := u.request(events)
	a.Actor, a.CorrelationID = u.decision.By, u.id
	_, err := u.p.cfg.Log.Append(ctx, a)
	var conflict *eventstore.VersionConflictError
	if errors.As(err, &conflict) {
		return fmt.Errorf("%s was changed just now; undo the run once more: %w", conflict.Stream, err)
	}
	return err
}
