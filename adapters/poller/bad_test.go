package poller_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/poller"
	diff "coresync/domain/change"
	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// gone is an error of NinjaOne's side with a stable code.
type gone struct{ reason string }

func (g gone) Error() string  { return "list devices, page 3: something is wrong: do this now" }
func (g gone) Reason() string { return g.reason }

func breakAt(f *fake, kind poller.Kind, after string, err error) {
	f.asked = func(k poller.Kind, cursor string) error {
		if k == kind && cursor == after {
			return err
		}
		return nil
	}
}

func TestAFailedLaterRunLeavesSyncFailedAlone(t *testing.T) {
	t.Parallel()
	for _, kind := range []poller.Kind{poller.Organizations, poller.Locations, poller.LastUsers, poller.Devices, poller.Contacts, poller.Accounts, poller.Roles} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			b := setup(t, fleet(45, 3))
			var position int64
			b.sync()
			b.since(&position)
			change(b.ninja)
			after := ""
			if kind == poller.Devices {
				after = "30" // its second page
			}
			breakAt(b.ninja, kind, after, gone{"wrong_region"})
			run := b.sync()
			require.Equal(t, poller.StateFailed, run.State)
			require.Equal(t, "wrong_region", run.Reason)
			require.Equal(t, string(kind), run.Step)
			events := b.since(&position)
			require.Len(t, events, 1)
			failed := events[0].(*event.SyncFailed)
			require.Equal(t, "wrong_region", failed.Reason)
			require.Equal(t, "list devices, page 3: something is wrong: do this now", failed.Message)
			require.Equal(t, string(kind), failed.Step)
			b.nothingKept()

			// The next run finds what this one found, and nothing was lost.
			b.ninja.asked = nil
			run = b.sync()
			require.Equal(t, poller.StateCompleted, run.State)
			require.Equal(t, 11, run.Counts.Changed)
			require.Equal(t, 1, run.Counts.Created)
			require.Equal(t, 1, run.Counts.Missing)
		})
	}
}

// nothingKept checks that an ended run leaves neither stage nor pages.
func (b *bundle) nothingKept() {
	b.t.Helper()
	var n int
	err := b.log.Pool().QueryRow(b.t.Context(), `select (select count(*) from poller.stage) + (select count(*) from poller.pages)`).Scan(&n)
	require.NoError(b.t, err)
	require.Zero(b.t, n)
}

func TestAFirstRunThatFailsGoesOnFromWhatItAppended(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	var position int64
	breakAt(b.ninja, poller.Devices, "60", errors.New("gone"))
	run := b.sync()
	require.Equal(t, poller.StateFailed, run.State)
	require.Equal(t, "listing_failed", run.Reason)
	require.Equal(t, 20, run.Counts.Created)
	require.Equal(t, map[event.Type]int{
		"OrgObserved": 3, "LocationObserved": 3, "DeviceObserved": 20, "DeviceUserObserved": 20, "SyncFailed": 1,
	}, kinds(b.since(&position)))
	b.ninja.asked = nil
	b.ninja.set(poller.Devices, 3, "") // goes between the two runs
	run = b.sync()
	require.Equal(t, poller.TriggerFirst, run.Trigger)
	require.Equal(t, []int{44, 25, 19, 1}, []int{run.Counts.Found, run.Counts.Created, run.Counts.Unchanged, run.Counts.Missing})
}

func TestBadRowsFailByName(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(10, 2))
	b.sync()
	b.ninja.mangle = func(kind poller.Kind, cursor string, p *poller.Page) {
		if kind != poller.Devices || cursor != "" {
			return
		}
		p.Rows[1] = []byte(`{"id":6,"organizationId":1,"offline":false,"notes":"` + strings.Repeat("x", 10<<20) + `"}`)
		p.Rows[2] = []byte(`{"id":9,"organizationId":2,"offline":true,"bad":1e99999999999999999999}`)
		p.Rows = append(p.Rows, []byte(`{"id":500,"organizationId":1,"nodeClass":"HOLOGRAM","systemName":"new"}`),
			p.Rows[0], []byte(`{"id":501,"systemName":"a`+"\x00\xff"+`b"}`))
		p.Rejected = append(p.Rejected, poller.Rejected{ID: 700, Reason: observation.ReasonTooLarge})
	}
	run := b.sync()
	require.Equal(t, poller.StateCompleted, run.State)
	sum(t, run)
	require.Equal(t, map[string]int{"listed_twice": 1}, run.Counts.SkippedReasons)
	require.Equal(t, map[string]int{"too_large": 2, "bad_number": 1}, run.Counts.FailedReasons)
	require.ElementsMatch(t, []poller.Apart{
		{Kind: poller.Devices, ID: 6, Reason: "too_large"}, {Kind: poller.Devices, ID: 9, Reason: "bad_number"},
		{Kind: poller.Devices, ID: 700, Reason: "too_large"}, {Kind: poller.Devices, ID: 3, Skipped: true, Reason: "listed_twice"},
	}, run.Apart)
	require.Equal(t, []int{14, 2, 8, 0, 0}, []int{run.Counts.Found, run.Counts.Created, run.Counts.Unchanged, run.Counts.Changed, run.Counts.Missing})
	devices := of[*event.DeviceObserved](b.logged())
	require.JSONEq(t, `{"id":500,"nodeClass":"HOLOGRAM","organizationId":1,"systemName":"new"}`, string(devices[10].Device))
	require.JSONEq(t, `{"id":501,"systemName":"a��b"}`, string(devices[11].Device))
	require.Equal(t, []string{"NUL replaced in systemName", "invalid UTF-8 replaced in systemName"}, devices[11].Notes)
}

// A row that nobody can name may be any device, so no device is called missing; the
// listing after it may say so.
func TestANamelessRowProvesNothingMissing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(p *poller.Page){
		"not an object": func(p *poller.Page) { p.Rows[1] = []byte(`[1,2]`) },
		"no id":         func(p *poller.Page) { p.Rows[1] = []byte(`{"systemName":"x"}`) },
		"cut off":       func(p *poller.Page) { p.Rows[1] = []byte(`{"systemName":`) },
		"rejected": func(p *poller.Page) {
			p.Rows = append(p.Rows[:1], p.Rows[2:]...)
			p.Rejected = []poller.Rejected{{}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, fleet(10, 2))
			var position int64
			b.sync()
			b.since(&position)
			b.ninja.mangle = func(kind poller.Kind, cursor string, p *poller.Page) {
				if kind == poller.Devices && cursor == "" {
					spoil(p)
				}
			}
			run := b.sync()
			sum(t, run)
			require.Equal(t, []int{10, 9, 1, 0}, []int{run.Counts.Found, run.Counts.Unchanged, run.Counts.Failed, run.Counts.Missing})
			require.Empty(t, of[*event.DeviceVanished](b.since(&position)))
			b.ninja.mangle = nil
			b.ninja.set(poller.Devices, 6, "")
			require.Equal(t, 1, b.sync().Counts.Missing)
		})
	}
}

func TestAPageTwiceAndAPageMissing(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(45, 3))
	b.sync()
	again := map[string]poller.Page{}
	b.ninja.mangle = func(kind poller.Kind, cursor string, p *poller.Page) {
		if kind != poller.Devices {
			return
		}
		if cursor == "60" { // the second page once more in place of the third
			*p = poller.Page{Rows: again["30"].Rows, Cursor: p.Cursor}
		}
		again[cursor] = *p
	}
	run := b.sync()
	sum(t, run)
	require.Equal(t, []int{45, 35, 10, 10}, []int{run.Counts.Found, run.Counts.Unchanged, run.Counts.Skipped, run.Counts.Missing})
	require.Equal(t, poller.StateHeld, run.State)
	b.release(run, diff.Filter{}) // somebody believes it
	b.ninja.mangle = nil
	run = b.sync()
	require.Equal(t, []int{45, 35, 10}, []int{run.Counts.Found, run.Counts.Unchanged, run.Counts.Changed}, "they are back")
}

func TestListingsThatAreNotOffered(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(10, 2))
	for _, kind := range []poller.Kind{poller.LastUsers, poller.Contacts, poller.Accounts, poller.Roles} {
		b.ninja.missing[kind] = true
	}
	var position int64
	run := b.sync()
	require.Equal(t, poller.StateCompleted, run.State)
	events := b.since(&position)
	require.Len(t, of[*event.ListingFailed](events), 4)
	require.Len(t, of[*event.DeviceUserObserved](events), 10, "from the devices' own member")
	b.ninja.missing = map[poller.Kind]bool{poller.Devices: true}
	run = b.sync()
	require.Equal(t, poller.StateFailed, run.State)
	require.Equal(t, "not_offered", run.Reason)
}

func TestAVanishedListingIsNotAVanishedFleet(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(10, 2))
	b.sync()
	b.ninja.missing[poller.Contacts] = true
	var position int64
	b.since(&position)
	b.sync()
	require.Empty(t, of[*event.ContactVanished](b.since(&position)))
}

func TestOneRunAtATime(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(30, 3))
	request := poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerManual}
	first, joined, err := b.p.Start(t.Context(), request)
	require.NoError(t, err)
	require.False(t, joined)
	second, joined, err := b.p.Start(t.Context(), request)
	require.NoError(t, err)
	require.True(t, joined)
	require.Equal(t, first.ID, second.ID)

	other := b.poller(func(c *poller.Config) { c.Owner = "other" })
	started, finish := make(chan struct{}), make(chan struct{})
	var asleep atomic.Bool
	b.ninja.asked = func(kind poller.Kind, _ string) error {
		if kind == poller.Locations {
			if asleep.CompareAndSwap(false, true) {
				close(started)
				<-finish
			}
		}
		return nil
	}
	ended := make(chan error, 1)
	go func() {
		_, err := b.p.Drive(t.Context(), b.log.A, first.ID)
		ended <- err
	}()
	<-started
	_, err = other.Step(t.Context(), b.log.A, first.ID)
	var elsewhere *poller.HeldElsewhereError
	require.ErrorAs(t, err, &elsewhere)
	require.Equal(t, "test", elsewhere.Owner)
	open, err := other.OpenRuns(t.Context())
	require.NoError(t, err)
	require.Empty(t, open)

	// It sleeps longer than its lease: the other one takes over, and the first must
	// not write a thing more.
	b.clock.advance(16 * time.Second)
	open, err = other.OpenRuns(t.Context())
	require.NoError(t, err)
	require.Len(t, open, 1)
	run, err := other.Drive(t.Context(), b.log.A, first.ID)
	require.NoError(t, err)
	require.Equal(t, poller.StateCompleted, run.State)
	before := len(b.logged())
	close(finish)
	require.NoError(t, <-ended)
	require.Len(t, b.logged(), before)
	_, joined, err = b.p.Start(t.Context(), request)
	require.NoError(t, err)
	require.False(t, joined)
}

func TestUnknownRun(t *testing.T) {
	t.Parallel()
	b := setup(t, fleet(1, 1))
	_, err := b.p.Step(t.Context(), b.log.A, uuid.New())
	var none *poller.NoRunError
	require.ErrorAs(t, err, &none)
	_, _, err = b.p.Start(t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: "whim"})
	require.ErrorContains(t, err, fmt.Sprintf("%q", "whim"))
}
