package poller_test

import (
	"context"
	"fmt"
	"testing"

	"coresync/adapters/poller"
	diff "coresync/domain/change"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// changes lists what a run changes.
func (b *bundle) changes(run poller.Run) (all []diff.Change) {
	b.t.Helper()
	require.NoError(b.t, b.p.EachChange(b.t.Context(), run, poller.ChangeCursor{}, func(_ poller.ChangeCursor, c diff.Change) error {
		all = append(all, c)
		return nil
	}))
	return all
}

// Each row is one accident that must not cost anybody a device (GAP-05).
func TestGAP_05_AnAccidentHoldsOrFailsARunAndRetiresNothing(t *testing.T) {
	t.Parallel()
	emptied := func(kind poller.Kind) func(*fake) {
		return func(f *fake) { clear(f.rows[kind]) }
	}
	for name, c := range map[string]struct {
		accident func(f *fake)
		state    string
		said     string
	}{
		"an empty listing of devices":       {emptied(poller.Devices), poller.StateHeld, "34 of 34 devices of Org 2 would go missing (limit 20)"},
		"an empty listing of organizations": {emptied(poller.Organizations), poller.StateHeld, "Org 2 would go missing with its 34 devices"},
		"an empty listing of contacts":      {emptied(poller.Contacts), poller.StateHeld, "1 of 1 contacts would go missing: the listing shows none at all"},
		"an empty listing of end users":     {emptied(poller.Accounts), poller.StateHeld, "accounts would go missing: the listing shows none at all"},
		"an empty listing of roles":         {emptied(poller.Roles), poller.StateHeld, "roles would go missing: the listing shows none at all"},
		"an empty listing of locations":     {emptied(poller.Locations), poller.StateHeld, "3 of 3 locations would go missing (limit 5 %)"},
		"an empty report of last users":     {emptied(poller.LastUsers), poller.StateCompleted, ""},
		"contacts are no longer offered":    {func(f *fake) { f.missing[poller.Contacts] = true }, poller.StateCompleted, ""},
		"a customer that is removed": {func(f *fake) {
			f.set(poller.Organizations, 3, "")
			f.set(poller.Locations, 30, "")
			for i := int64(1); i <= 100; i++ {
				if device(i, 3).org == 3 {
					f.set(poller.Devices, i*3, "")
				}
			}
		}, poller.StateHeld, "33 of 33 devices of Org 3 would go missing (limit 20); Org 3 would go missing with its 33 devices"},
		"a revoked scope":         {func(f *fake) { breakAt(f, poller.Devices, "", gone{"missing_scope"}) }, poller.StateFailed, "missing_scope"},
		"an outage of the region": {func(f *fake) { breakAt(f, poller.Organizations, "", gone{"unreachable"}) }, poller.StateFailed, "unreachable"},
		"all devices in another organization": {func(f *fake) {
			for i := int64(1); i <= 100; i++ {
				d := device(i, 3)
				d.org, d.owner = 1, fmt.Sprintf("owner%d", i)
				f.device(d)
			}
		}, poller.StateHeld, "34 of 34 devices of Org 2 would move to another organization (limit 20)"},
		"serial numbers gone blank": {func(f *fake) {
			for i := int64(1); i <= 100; i++ {
				d := device(i, 3)
				d.serial, d.owner = "", fmt.Sprintf("owner%d", i)
				f.device(d)
			}
		}, poller.StateHeld, "34 of 34 devices of Org 2 would lose values (limit 20)"},
		"every owner replaced": {func(f *fake) {
			for i := int64(1); i <= 100; i++ {
				d := device(i, 3)
				d.owner = "mallory"
				f.device(d)
			}
		}, poller.StateHeld, "34 of 34 devices of Org 2 would have another owner (limit 20)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := fleet(100, 3)
			for i := int64(1); i <= 100; i++ {
				d := device(i, 3)
				d.owner = fmt.Sprintf("owner%d", i)
				f.device(d)
			}
			b := setup(t, f)
			var position int64
			require.Equal(t, poller.StateCompleted, b.sync().State)
			b.since(&position)
			c.accident(f)
			run := b.sync()
			require.Equal(t, c.state, run.State, run.Message)
			events := b.since(&position)
			if c.state == poller.StateCompleted {
				for kind := range kinds(events) {
					require.Contains(t, []event.Type{"SyncCompleted", "ListingCompleted", "ListingFailed"}, kind, "nothing is known less")
				}
				return
			}
			require.Len(t, events, 1, "nothing but what became of the run")
			switch c.state {
			case poller.StateHeld:
				require.Equal(t, poller.ReasonLimits, run.Reason)
				require.Contains(t, run.Message, c.said)
				held := events[0].(*event.SyncHeld)
				require.NotEmpty(t, held.Exceeded)
				require.Equal(t, run.Message, held.Message)
				require.NotEmpty(t, b.changes(run), "the difference can be looked at")
			case poller.StateFailed:
				require.Equal(t, c.said, run.Reason)
				require.Equal(t, c.said, events[0].(*event.SyncFailed).Reason)
			}
		})
	}
}

// A listing that is cut at any page, or has a page twice in place of another, loses
// devices; the run is held.
func TestGAP_05_AListingCutAnywhereRetiresNothing(t *testing.T) {
	t.Parallel()
	for cut := range 9 {
		for name, broken := range map[string]func(p *poller.Page, before poller.Page){
			"cut":        func(p *poller.Page, _ poller.Page) { p.Rows, p.Cursor = nil, "999" },
			"page twice": func(p *poller.Page, before poller.Page) { p.Rows = before.Rows },
		} {
			t.Run(fmt.Sprintf("%s at page %d", name, cut+1), func(t *testing.T) {
				t.Parallel()
				b := setup(t, fleet(90, 3))
				var position int64
				b.sync()
				b.since(&position)
				var before poller.Page
				page := 0
				b.ninja.mangle = func(kind poller.Kind, _ string, p *poller.Page) {
					if kind != poller.Devices {
						return
					}
					was := *p
					if page++; page == cut+1 || name == "cut" && page > cut {
						broken(p, before)
					}
					before = was
				}
				run := b.sync()
				require.Equal(t, poller.StateHeld, run.State)
				require.Empty(t, of[*event.DeviceVanished](b.since(&position)))
			})
		}
	}
}

func TestAFirstRunThatGoesOnIsHeldToo(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	breakAt(b.ninja, poller.Contacts, "", gone{"unreachable"})
	require.Equal(t, poller.StateFailed, b.sync().State)
	b.ninja.asked = nil
	clear(b.ninja.rows[poller.Devices])
	run := b.sync()
	require.Equal(t, poller.TriggerFirst, run.Trigger)
	require.Equal(t, poller.StateHeld, run.State)
	require.Empty(t, of[*event.DeviceVanished](b.logged()))
}

func TestAConnectionHasItsOwnLimits(t *testing.T) {
	t.Parallel()
	limits := diff.Limits{Devices: 100, Percent: 100}
	b := setup(t, fleet(100, 3), func(c *poller.Config) {
		c.Limits = func(context.Context, uuid.UUID, uuid.UUID) (diff.Limits, error) { return limits, nil }
	})
	b.sync()
	for i := int64(1); i <= 60; i++ {
		b.ninja.set(poller.Devices, i*3, "")
	}
	run := b.sync()
	require.Equal(t, poller.StateCompleted, run.State)
	require.Equal(t, 60, run.Counts.Missing)
	limits = diff.Limits{}
	b.ninja.set(poller.Devices, 300, "")
	require.Equal(t, poller.StateHeld, b.sync().State, "not even one")
}

func TestPartOfARunIsReleased(t *testing.T) {
	t.Parallel()
	emptied := func(t *testing.T) (*bundle, poller.Run) {
		b := setup(t, fleet(90, 3))
		b.sync()
		for i := int64(1); i <= 90; i++ {
			d := device(i, 3)
			switch {
			case d.org == 2:
				b.ninja.set(poller.Devices, d.id, "")
			case d.org == 3:
				d.name, d.user = d.name+"-NEW", `EXAMPLE\other`
				b.ninja.device(d)
			}
		}
		b.ninja.device(device(91, 3)) // a new one, of organization 2
		held := b.sync()
		require.Equal(t, poller.StateHeld, held.State)
		require.Equal(t, []int{30, 30, 1}, []int{held.Counts.Missing, held.Counts.Changed, held.Counts.Created})
		return b, held
	}
	for name, c := range map[string]struct {
		only   diff.Filter
		counts []int // missing, changed, created, skipped
		types  map[event.Type]int
	}{
		"of one organization": {diff.Filter{Organizations: []int64{3}}, []int{0, 30, 0, 1}, map[event.Type]int{"DeviceObserved": 30, "DeviceUserObserved": 30}},
		"of one kind":         {diff.Filter{Kinds: []diff.Kind{diff.Missing}}, []int{30, 0, 0, 31}, map[event.Type]int{"DeviceVanished": 30}},
		"one by one":          {diff.Filter{IDs: []string{"device:273", "device:3"}}, []int{1, 0, 1, 30}, map[event.Type]int{"DeviceObserved": 1, "DeviceVanished": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, held := emptied(t)
			position := int64(len(b.logged()))
			run := b.release(held, c.only)
			n := run.Counts
			require.Equal(t, c.counts, []int{n.Missing, n.Changed, n.Created, n.Skipped})
			events := b.since(&position)
			found := kinds(events)
			for _, other := range []event.Type{"SyncReleased", "SyncCompleted", "ListingCompleted", "PresenceObserved"} {
				delete(found, other)
			}
			require.Equal(t, c.types, found)
			require.Positive(t, of[*event.SyncReleased](events)[0].LeftOut)
			again := b.sync()
			require.Equal(t, []int{30, 30, 1}, []int{
				again.Counts.Missing + n.Missing, again.Counts.Changed + n.Changed, again.Counts.Created + n.Created,
			}, "the next run finds what was left out")
		})
	}
	b, held := emptied(t)
	_, err := b.p.Release(t.Context(), poller.Decision{Tenant: b.log.A, Run: held.ID, Only: diff.Filter{IDs: []string{"device:4711"}}})
	require.ErrorContains(t, err, "Correct what is listed")
	_, err = b.p.Discard(t.Context(), b.decision(held))
	require.NoError(t, err)
	require.Len(t, of[*event.SyncDiscarded](b.logged()), 1, "that nothing came of it is known")
	b.nothingKept()
}

// What a preview lists is what the run has done, member by member and in order.
func TestAPreviewListsWhatTheRunDoes(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	same := func(first bool) {
		held := b.preview()
		preview := b.changes(held)
		require.NotEmpty(t, preview)
		_, err := b.p.Discard(t.Context(), b.decision(held))
		require.NoError(t, err)
		run := b.sync()
		require.Equal(t, poller.StateCompleted, run.State, run.Message)
		require.Equal(t, first, run.Direct)
		require.Equal(t, preview, b.changes(run))
	}
	same(true)
	changeSome(b.ninja)
	same(false)
	b.ninja.device(device(2, 3)) // 6 is back
	same(false)
}

// changeSome changes some of everything, within the limits.
func changeSome(f *fake) {
	for i := int64(7); i <= 12; i++ {
		d := device(i, 3)
		d.name, d.user, d.owner = fmt.Sprintf("RENAMED-%d", i), `EXAMPLE\other`, "kim"
		d.offline = !d.offline
		f.device(d)
	}
	moved := device(1, 3)
	moved.org = 3
	f.device(moved)
	f.set(poller.Devices, 6, "")
	f.device(device(100, 3))
	f.set(poller.Organizations, 2, `{"name":"Org Two","id":2}`)
	f.set(poller.Locations, 50, `{"name":"Annex","id":50,"organizationId":2}`)
	f.set(poller.Roles, 3, "")
	f.set(poller.Roles, 4, `{"id":4,"name":"Dispatch","members":[]}`)
}

func TestChangesGoOnBehindACursor(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.sync()
	changeSome(b.ninja)
	held := b.preview()
	check := func(run poller.Run) {
		all := b.changes(run)
		var pages []diff.Change
		stop := fmt.Errorf("page is full")
		for at, n := (poller.ChangeCursor{}), 1; n > 0; {
			n = 0
			err := b.p.EachChange(t.Context(), run, at, func(c poller.ChangeCursor, found diff.Change) error {
				if n == 2 {
					return stop
				}
				n++
				at, pages = c, append(pages, found)
				return nil
			})
			if err != nil {
				require.ErrorIs(t, err, stop)
			}
		}
		require.Equal(t, all, pages)
	}
	check(held)
	check(b.release(held, diff.Filter{}))
}

func TestProofsAreReadable(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	first := b.sync()
	second := b.sync()
	for _, run := range []poller.Run{first, second} {
		proofs, err := b.p.Proofs(t.Context(), run)
		require.NoError(t, err)
		require.Len(t, proofs, 6)
		devices := proofs[len(proofs)-1]
		require.Equal(t, poller.Devices, devices.Kind)
		require.True(t, devices.Complete)
		require.Equal(t, []int{5, 45}, []int{devices.Pages, devices.Rows})
		require.Len(t, devices.Organizations, 3)
		require.Equal(t, 15, devices.Organizations[0].Devices)
	}
	proofs, err := b.p.Proofs(t.Context(), second)
	require.NoError(t, err)
	devices := proofs[len(proofs)-1]
	require.Less(t, devices.Organizations[0].Position, devices.Position, "an equal set is named by the position that has it")
}

// What was left out of a release is still known where it was: the next run is measured
// by all devices, and an organization whose devices were left out still had them.
func TestGAP_05_WhatWasLeftOutOfAReleaseStillCounts(t *testing.T) {
	t.Parallel()
	f := fleet(51, 3)
	f.set(poller.Organizations, 4, `{"name":"Org 4","nodeApprovalMode":"AUTOMATIC","id":4}`)
	f.device(pc{id: 1000, org: 4, name: "ONLY", serial: "SN1000", user: "u", address: "10.0.0.1"})
	b := setup(t, f)
	require.Equal(t, poller.StateCompleted, b.sync().State)
	for i := int64(1); i <= 16; i += 3 { // six of the seventeen of organization 2
		f.set(poller.Devices, i*3, "")
	}
	f.set(poller.Devices, 1000, "")
	f.set(poller.Organizations, 4, "")
	renamed := device(2, 3)
	renamed.name = "RENAMED"
	f.device(renamed)

	const said = "6 of 17 devices of Org 2 would go missing (limit 5 %); Org 4 would go missing with its device"
	held := b.sync()
	require.Equal(t, poller.StateHeld, held.State)
	require.Contains(t, held.Message, said)
	b.release(held, diff.Filter{IDs: []string{"device:6"}})

	again := b.sync()
	require.Equal(t, poller.StateHeld, again.State, "what was left out is found again")
	require.Contains(t, again.Message, said)
	require.Zero(t, kinds(b.logged())["DeviceVanished"])
	require.Equal(t, 7, b.release(again, diff.Filter{}).Counts.Missing)
}
