package poller_test

import (
	"context"
	"testing"
	"time"

	"coresync/adapters/poller"
	diff "coresync/domain/change"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func (b *bundle) preview() poller.Run {
	b.t.Helper()
	run, joined, err := b.p.Start(b.t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual, Preview: true})
	require.NoError(b.t, err)
	require.False(b.t, joined)
	run, err = b.p.Drive(b.t.Context(), b.log.A, run.ID)
	require.NoError(b.t, err)
	require.Equal(b.t, poller.StateHeld, run.State)
	require.Equal(b.t, poller.ReasonPreview, run.Reason)
	return run
}

func (b *bundle) decision(run poller.Run) poller.Decision {
	return poller.Decision{Tenant: b.log.A, Run: run.ID, By: "token:1"}
}

// release lets a held run go, or part of it, and drives it to its end.
func (b *bundle) release(held poller.Run, only diff.Filter) poller.Run {
	b.t.Helper()
	d := b.decision(held)
	d.Only = only
	_, err := b.p.Release(b.t.Context(), d)
	require.NoError(b.t, err)
	run, err := b.p.Drive(b.t.Context(), b.log.A, held.ID)
	require.NoError(b.t, err)
	require.Equal(b.t, poller.StateCompleted, run.State)
	sum(b.t, run)
	return run
}

func TestAPreviewWritesNothingUntilItIsReleased(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	held := b.preview() // of a first run even
	require.Equal(t, map[event.Type]int{"SyncHeld": 1}, kinds(b.logged()), "that it waits, and nothing of what it found")
	require.Equal(t, 45, held.Counts.Created)
	joined, isJoined, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerScheduled})
	require.NoError(t, err)
	require.True(t, isJoined, "a held run is the one of its connection")
	require.Equal(t, held.ID, joined.ID)
	require.Equal(t, 100, joined.Percent())

	_, err = b.p.Release(t.Context(), b.decision(held))
	require.NoError(t, err)
	run, err := b.p.Drive(t.Context(), b.log.A, held.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateCompleted, run.State)
	require.Equal(t, 105, run.Counts.EventsAppended)
	require.Len(t, b.logged(), 108, "with SyncHeld, SyncReleased and SyncCompleted")
	b.nothingKept()
	_, err = b.p.Release(t.Context(), b.decision(held))
	require.ErrorIs(t, err, poller.ErrNotHeld)
	require.Equal(t, 45, b.sync().Counts.Unchanged)
}

func TestOfADiscardedRunNothingIsWritten(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.sync()
	before := len(b.logged())
	change(b.ninja)
	held := b.preview()
	require.Equal(t, 11, held.Counts.Changed)
	run, err := b.p.Discard(t.Context(), b.decision(held))
	require.NoError(t, err)
	require.Equal(t, poller.StateDiscarded, run.State)
	require.True(t, run.Ended())
	b.nothingKept()
	require.Len(t, b.logged(), before+2, "SyncHeld and SyncDiscarded")
	require.Equal(t, 11, b.sync().Counts.Changed, "the next run finds it again")
}

// A first sync that somebody looked at and discarded is not written by a schedule.
func TestAScheduleAsksAgainAfterADiscardedPreview(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	_, err := b.p.Discard(t.Context(), b.decision(b.preview()))
	require.NoError(t, err)
	run, joined, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerScheduled})
	require.NoError(t, err)
	require.False(t, joined)
	run, err = b.p.Drive(t.Context(), b.log.A, run.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateHeld, run.State)
	require.Equal(t, poller.ReasonPreview, run.Reason)
	require.Equal(t, map[event.Type]int{"SyncHeld": 2, "SyncDiscarded": 1}, kinds(b.logged()))
	require.Equal(t, 45, b.release(run, diff.Filter{}).Counts.Created)
	require.Equal(t, 45, b.sync().Counts.Unchanged)
}

// Nothing personal is in the stage in plain, and what was staged is in the log as if
// it had never been there.
func TestTheStageHoldsNothingPersonal(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(5, 1))
	d := device(1, 1)
	d.owner = "secretowner"
	b.ninja.device(d)
	held := b.preview()
	var text string
	err := b.log.Pool().QueryRow(t.Context(), `select coalesce(string_agg(s::text, ' '), '') from poller.stage s`).Scan(&text)
	require.NoError(t, err)
	require.Contains(t, text, "PC-1", "the device itself is there")
	for _, personal := range []string{`EXAMPLE`, `u1`, "secretowner", "Kim", "Jane", "jane.doe@example.test", "Office manager"} {
		require.NotContains(t, text, `"`+personal, personal)
	}
	_, err = b.p.Release(t.Context(), b.decision(held))
	require.NoError(t, err)
	_, err = b.p.Drive(t.Context(), b.log.A, held.ID)
	require.NoError(t, err)
	events := b.logged()
	require.Equal(t, `{"email":"secretowner@example.test","id":1003}`, of[*event.DeviceObserved](events)[0].Owner.Text())
	require.Equal(t, `EXAMPLE\u1`, of[*event.DeviceUserObserved](events)[0].User.Text())
	contact := of[*event.ContactObserved](events)[0]
	require.Equal(t, "Office manager", contact.JobTitle.Text())
	require.True(t, contact.Phone.Absent())

	// Sealed under the same subject, whichever way it came.
	other := b.tenantCopy()
	require.Equal(t, len(events)-2, len(other), "all but SyncHeld and SyncReleased")
}

// tenantCopy syncs the same fleet page by page into another tenant.
func (b *bundle) tenantCopy() []event.Payload {
	b.t.Helper()
	run, _, err := b.p.Start(b.t.Context(), poller.Request{Tenant: b.log.B, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(b.t, err)
	_, err = b.p.Drive(b.t.Context(), b.log.B, run.ID)
	require.NoError(b.t, err)
	return decoded(b.t, b.log, b.log.B, 0)
}

// A change that was staged is not put on top of what another writer recorded since.
func TestAnOutdatedStagedChangeIsLeftOut(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(10, 2))
	b.sync()
	for _, i := range []int64{2, 3} {
		d := device(i, 2)
		d.name = "RENAMED"
		b.ninja.device(d)
	}
	held := b.preview()
	require.Equal(t, 2, held.Counts.Changed)
	_, err := b.log.Append(t.Context(), eventstore.Append{Tenant: b.log.A, Actor: "hint", Events: []event.New{{
		Stream: event.DeviceStream(b.conn, 6), Tag: make([]byte, 32), TagVersion: 1,
		Payload: &event.DeviceObserved{Connection: b.conn, DeviceID: 6, Device: []byte(`{"id":6,"systemName":"HINT"}`), Run: uuid.New()},
	}}})
	require.NoError(t, err)
	_, err = b.p.Release(t.Context(), b.decision(held))
	require.NoError(t, err)
	run, err := b.p.Drive(t.Context(), b.log.A, held.ID)
	require.NoError(t, err)
	sum(t, run)
	require.Equal(t, poller.StateCompleted, run.State)
	require.Equal(t, []int{1, 8, 1}, []int{run.Counts.Changed, run.Counts.Unchanged, run.Counts.Skipped})
	require.Equal(t, map[string]int{poller.ReasonChangedMeanwhile: 1}, run.Counts.SkippedReasons)
	require.Equal(t, []poller.Apart{{Kind: poller.Devices, ID: 6, Skipped: true, Reason: poller.ReasonChangedMeanwhile}}, run.Apart)
	next := b.sync()
	require.Equal(t, 1, next.Counts.Changed, "the next run compares with what the other writer recorded")
}

func TestAStepIsShort(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(95, 3))
	b.ninja.asked = func(poller.Kind, string) error {
		b.clock.advance(26 * time.Second) // a slow NinjaOne: a page takes a whole step
		return nil
	}
	run, _, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(t, err)
	steps := 0
	for done := false; !done; steps++ {
		done, err = b.p.Step(t.Context(), b.log.A, run.ID)
		require.NoError(t, err)
	}
	require.Greater(t, steps, 10)
	run, err = b.p.Run(t.Context(), b.log.A, run.ID)
	require.NoError(t, err)
	sum(t, run)
	require.Equal(t, 95, run.Counts.Created)
	require.Equal(t, poller.StateCompleted, run.State)
}

func TestRunsAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(3, 1))
	var ids []uuid.UUID
	for range 4 {
		ids = append([]uuid.UUID{b.sync().ID}, ids...)
		b.clock.advance(time.Hour)
	}
	runs, err := b.p.Runs(t.Context(), b.log.A, poller.RunFilter{Connection: b.conn, State: poller.StateCompleted, Limit: 3})
	require.NoError(t, err)
	require.Equal(t, ids[:3], []uuid.UUID{runs[0].ID, runs[1].ID, runs[2].ID})
	runs, err = b.p.Runs(t.Context(), b.log.A, poller.RunFilter{Before: ids[2]})
	require.NoError(t, err)
	require.Len(t, runs, 1)
	require.Equal(t, 3, runs[0].Counts.Found)
	later, err := b.p.Runs(t.Context(), b.log.A, poller.RunFilter{EndedAfter: runs[0].EndedAt})
	require.NoError(t, err)
	require.Len(t, later, 3, "the one that ended then is not among those that ended later")
	none, err := b.p.Runs(t.Context(), b.log.B, poller.RunFilter{})
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestAStoppedDriveLeavesTheRunToOthers(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	ctx, stop := context.WithCancel(t.Context())
	b.ninja.asked = func(kind poller.Kind, cursor string) error {
		if kind == poller.Devices && cursor == "60" {
			stop()
		}
		return nil
	}
	run, _, err := b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual})
	require.NoError(t, err)
	_, err = b.p.Drive(ctx, b.log.A, run.ID)
	require.ErrorIs(t, err, context.Canceled)
	b.ninja.asked = nil
	open, err := b.p.OpenRuns(t.Context())
	require.NoError(t, err)
	require.Len(t, open, 1, "the lease was given back at once")
	run, err = b.p.Drive(t.Context(), b.log.A, open[0].ID)
	require.NoError(t, err)
	require.Equal(t, 45, run.Counts.Created)
}
