package poller_test

import (
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/domain/event"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/stretchr/testify/require"
)

func TestFirstRunObservesEverythingAndTheSecondNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	var position int64
	run := b.sync()
	require.Equal(t, poller.StateCompleted, run.State)
	require.Equal(t, poller.TriggerFirst, run.Trigger)
	sum(t, run)
	require.Equal(t, event.SyncCounts{
		Found: 45, Created: 45, Organizations: 3, Locations: 3, Contacts: 1, Accounts: 1, Roles: 1, EventsAppended: 105,
	}, run.Counts)
	events := b.since(&position)
	require.Equal(t, map[event.Type]int{
		"OrgObserved": 3, "LocationObserved": 3, "DeviceObserved": 45, "DeviceUserObserved": 45, "ContactObserved": 1,
		"UserObserved": 1, "RoleObserved": 1, "ListingCompleted": 6, "SyncCompleted": 1,
	}, kinds(events))
	require.Equal(t, run.Counts, of[*event.SyncCompleted](events)[0].Counts)
	require.Equal(t, position, run.Position)

	// Volatile members move, and the run says so by saying nothing.
	b.clock.advance(time.Hour)
	for i := int64(1); i <= 45; i++ {
		d := device(i, 3)
		d.contact = 3600
		b.ninja.device(d)
	}
	run = b.sync()
	sum(t, run)
	require.Equal(t, poller.TriggerManual, run.Trigger)
	require.Equal(t, 45, run.Counts.Unchanged)
	require.Equal(t, map[event.Type]int{"ListingCompleted": 6, "SyncCompleted": 1}, kinds(b.since(&position)))
}

func TestTheDemoStory(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(400, 25))
	b.ninja.pageSize = 100
	var position int64
	b.sync()
	b.since(&position)
	b.clock.advance(time.Hour)
	for _, i := range []int64{7, 8, 9} {
		d := device(i, 25)
		d.name = "RENAMED"
		b.ninja.device(d)
	}
	b.ninja.device(device(401, 25))
	b.ninja.device(device(402, 25))
	b.ninja.set(poller.Devices, device(11, 25).id, "")
	for _, i := range []int64{21, 22, 23, 25, 26} {
		d := device(i, 25)
		require.False(t, d.offline)
		d.offline = true
		b.ninja.device(d)
	}
	run := b.sync()
	sum(t, run)
	c := run.Counts
	require.Equal(t, []int{401, 2, 3, 396, 1, 5}, []int{c.Found, c.Created, c.Changed, c.Unchanged, c.Missing, c.PresenceChanged})
	events := b.since(&position)
	require.Equal(t, map[event.Type]int{
		"DeviceObserved": 5, "DeviceUserObserved": 2, "DeviceVanished": 1, "PresenceObserved": 1, "ListingCompleted": 6, "SyncCompleted": 1,
	}, kinds(events))
	require.Equal(t, []int64{63, 66, 69, 75, 78}, of[*event.PresenceObserved](events)[0].Offline)
	gone := of[*event.DeviceVanished](events)[0]
	require.Equal(t, int64(33), gone.DeviceID)
	require.Equal(t, int64(12), gone.OrganizationID)
	renamed := of[*event.DeviceObserved](events)[0]
	require.Equal(t, []string{"systemName"}, renamed.Changed)
	require.Equal(t, []string{"PC-7"}, renamed.Facts.Names)
	require.Equal(t, run.Counts.EventsAppended, len(events)-1)

	run = b.sync()
	require.Equal(t, 0, run.Counts.Created+run.Counts.Changed+run.Counts.Missing+run.Counts.PresenceChanged)
	require.Equal(t, map[event.Type]int{"ListingCompleted": 6, "SyncCompleted": 1}, kinds(b.since(&position)))

	// The one that was gone comes back as itself.
	b.ninja.device(device(11, 25))
	run = b.sync()
	require.Equal(t, 1, run.Counts.Changed)
	back := of[*event.DeviceObserved](b.since(&position))[0]
	require.Equal(t, int64(33), back.DeviceID)
	require.Equal(t, time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), back.Facts.FirstObservedAt)
}

func TestTheProofNamesEqualSetsByPosition(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(30, 3))
	var position int64
	b.sync()
	first := of[*event.ListingCompleted](b.since(&position))
	devices := first[len(first)-1]
	require.Equal(t, "devices", devices.Kind)
	require.Equal(t, 30, devices.Rows)
	require.Equal(t, 3, devices.Pages)
	require.Len(t, devices.Organizations, 3)
	seen := roaring.New()
	for _, o := range devices.Organizations {
		require.Equal(t, 10, o.Count)
		set := roaring.New()
		require.NoError(t, set.UnmarshalBinary(o.Seen))
		require.Equal(t, uint64(10), set.GetCardinality())
		seen.Or(set)
	}
	require.Equal(t, uint64(30), seen.GetCardinality())
	proofAt := position - 1 // SyncCompleted is behind it

	d := device(4, 3)
	d.offline = !d.offline
	b.ninja.device(d)
	b.sync()
	again := of[*event.ListingCompleted](b.since(&position))
	devices = again[len(again)-1]
	for _, o := range devices.Organizations {
		require.Empty(t, o.Seen)
		require.Equal(t, proofAt, o.SeenAt)
		require.Equal(t, o.OrganizationID == d.org, o.OnlineAt == 0, "one organization's presence differs")
	}
	require.Equal(t, first[len(first)-1].Root, devices.Root, "presence is no part of the digest")
}
