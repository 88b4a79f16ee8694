package poller_test

import (
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/domain"
	diff "coresync/domain/change"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func TestAnUndoBringsBackWhatWas(t *testing.T) {
	t.Parallel()
	f := fleet(45, 3)
	for i := int64(7); i <= 12; i++ {
		d := device(i, 3)
		d.owner = "jane"
		f.device(d)
	}
	b := setup(t, f)
	b.sync()
	before := newest(b.logged())
	b.clock.advance(time.Hour)
	changeSome(f)
	run := b.release(b.preview(), diff.Filter{})
	changes := b.changes(run)

	asked, err := b.p.Undo(t.Context(), b.decision(run), true)
	require.NoError(t, err)
	position := int64(len(b.logged()))
	b.clock.advance(time.Hour)
	undone, err := b.p.Undo(t.Context(), b.decision(run), false)
	require.NoError(t, err)
	require.Equal(t, asked.Restored, undone.Restored)
	require.Empty(t, undone.Kept)
	events := b.since(&position)
	require.Equal(t, undone.Position, position)
	said := of[*event.SyncUndone](events)[0]
	require.Equal(t, []any{run.ID, "token:1", undone.Restored}, []any{said.Run, said.By, said.Restored})
	require.Len(t, events, undone.Restored+1)
	require.Equal(t, before, newest(b.logged()), "all observations are as they were")

	_, err = b.p.Undo(t.Context(), b.decision(run), false)
	var not *poller.NotUndoableError
	require.ErrorAs(t, err, &not)
	found, err := b.p.Run(t.Context(), b.log.A, run.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateUndone, found.State)

	// The next run finds the same once more, and waits for a person.
	held := b.sync()
	require.Equal(t, poller.StateHeld, held.State)
	require.Equal(t, poller.ReasonUndone, held.Reason)
	require.Equal(t, ids(changes), ids(b.changes(held)))
	_, err = b.p.Discard(t.Context(), b.decision(held))
	require.NoError(t, err)
	held = b.sync()
	require.Equal(t, poller.ReasonUndone, held.Reason, "discarding one doesn't let the next go")
	b.release(held, diff.Filter{})
	again := b.sync()
	require.Equal(t, poller.StateCompleted, again.State)
	require.Equal(t, 45, again.Counts.Unchanged)
}

// newest is the newest payload of each thing, without what says when and by which run.
func newest(events []event.Payload) map[string]any {
	all := make(map[string]any)
	for _, e := range events {
		for _, c := range diff.Of(0, nil, e) {
			switch p := e.(type) {
			case *event.PresenceObserved:
				continue
			case *event.DeviceVanished:
				if p.Undone {
					delete(all, c.ID)
					continue
				}
				all[c.ID] = "gone"
			case *event.DeviceObserved:
				all[c.ID] = []any{diff.Of(0, nil, p), p.Facts, p.Owner.Text(), stored(p)}
			case *event.DeviceUserObserved:
				if all[c.ID] = p.User.Text(); p.User.Absent() {
					delete(all, c.ID)
				}
			case *event.OrgObserved:
				all[c.ID] = string(p.Organization)
			case *event.LocationObserved:
				all[c.ID] = string(p.Location)
			case *event.RoleObserved:
				all[c.ID] = string(p.Role)
			case *event.ContactObserved:
				all[c.ID] = p.Email.Text() + p.JobTitle.Text()
			case *event.UserObserved:
				all[c.ID] = string(p.Account) + p.Email.Text()
			default: // what was seen first by the run that was undone is gone
				delete(all, c.ID)
			}
		}
	}
	return all
}

// stored is a device without its presence, which an undo leaves as it is.
func stored(p *event.DeviceObserved) string {
	text := string(p.Device)
	for _, presence := range []string{`"offline":true,`, `"offline":false,`} {
		for i := 0; i+len(presence) <= len(text); i++ {
			if text[i:i+len(presence)] == presence {
				return text[:i] + text[i+len(presence):]
			}
		}
	}
	return text
}

func ids(all []diff.Change) (ids []string) {
	for _, c := range all {
		if c.Kind != diff.Presence {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func TestAnUndoLeavesWhatChangedSince(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.sync()
	rename := func(i int64, name string) {
		d := device(i, 3)
		d.name = name
		b.ninja.device(d)
	}
	rename(1, "FIRST")
	rename(2, "FIRST")
	run := b.sync()
	rename(1, "SECOND")
	b.sync()
	undone, err := b.p.Undo(t.Context(), b.decision(run), false)
	require.NoError(t, err)
	require.Equal(t, 1, undone.Restored)
	require.Equal(t, []string{"device:3"}, ids(undone.Kept))
	held := b.sync()
	require.Equal(t, []string{"device:6"}, ids(b.changes(held)))
}

// Part of a run is taken back, and a last user with its device; the run holds otherwise,
// and the rest can be taken back later.
func TestAPartOfARunIsUndone(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.sync()
	before := newest(b.logged())
	changeSome(b.ninja)
	run := b.release(b.preview(), diff.Filter{})
	after := newest(b.logged())
	var not *poller.NotUndoableError

	d := b.decision(run)
	d.Only = diff.Filter{IDs: []string{"device:9999"}}
	_, err := b.p.Undo(t.Context(), d, false)
	var refused *domain.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "nothing_selected", refused.Fields[0].Code)
	d.Only = diff.Filter{IDs: []string{"device:24", "role:4"}}
	position := int64(len(b.logged()))
	asked, err := b.p.Undo(t.Context(), d, true)
	require.NoError(t, err)
	require.Empty(t, b.since(&position), "a preview writes nothing")
	undone, err := b.p.Undo(t.Context(), d, false)
	require.NoError(t, err)
	require.Equal(t, asked.Restored, undone.Restored)
	require.Equal(t, 3, undone.Restored, "device, its last user, and a role")
	said := of[*event.SyncUndone](b.since(&position))[0]
	require.True(t, said.Part)
	require.Equal(t, position, undone.Position)
	now := newest(b.logged())
	for id := range after {
		switch id {
		case "device:24", "last_user:24", "role:4":
			require.Equal(t, before[id], now[id], id)
		default:
			require.Equal(t, after[id], now[id], id)
		}
	}
	found, err := b.p.Run(t.Context(), b.log.A, run.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateCompleted, found.State)

	_, err = b.p.Undo(t.Context(), b.decision(run), false)
	require.NoError(t, err)
	require.Equal(t, before, newest(b.logged()), "then all of it")
	_, err = b.p.Undo(t.Context(), d, false)
	require.ErrorAs(t, err, &not)
}

// The run after a part was undone waits for a person: it finds the same once more.
func TestTheRunAfterAPartWasUndoneIsHeld(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.sync()
	changeSome(b.ninja)
	d := b.decision(b.release(b.preview(), diff.Filter{}))
	d.Only = diff.Filter{IDs: []string{"device:24"}}
	_, err := b.p.Undo(t.Context(), d, false)
	require.NoError(t, err)
	held := b.sync()
	require.Equal(t, []string{poller.StateHeld, poller.ReasonUndone}, []string{held.State, held.Reason})
	require.ElementsMatch(t, []string{"device:24", "last_user:24"}, ids(b.changes(held)))
	b.release(held, diff.Filter{})
	require.Equal(t, poller.StateCompleted, b.sync().State)
}

func TestWhatCantBeUndone(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	run := b.sync()
	held := b.preview()
	var not *poller.NotUndoableError
	_, err := b.p.Undo(t.Context(), b.decision(held), false)
	require.ErrorAs(t, err, &not)
	_, err = b.p.Undo(t.Context(), b.decision(run), false)
	require.ErrorContains(t, err, held.ID.String()+" of the same connection is held")
}

// Presence is a measurement: an undo leaves it alone, and later pages go on from it.
func TestAnUndoLeavesPresenceAlone(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(10, 2))
	b.sync()
	d := device(1, 2)
	d.offline = true // it was on line
	b.ninja.device(d)
	b.sync()
	d.name = "RENAMED"
	b.ninja.device(d)
	run := b.sync()
	position := int64(len(b.logged()))
	_, err := b.p.Undo(t.Context(), b.decision(run), false)
	require.NoError(t, err)
	restored := of[*event.DeviceObserved](b.since(&position))[0]
	require.Contains(t, string(restored.Device), `"offline":true`)
	require.Contains(t, string(restored.Device), `"PC-1"`)
	require.Equal(t, []string{"systemName"}, restored.Changed)
}
