package poller_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"coresync/adapters/poller"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func (b *bundle) readAccess() poller.Run {
	b.t.Helper()
	b.clock.advance(time.Minute)
	run, joined, err := b.p.Start(b.t.Context(), poller.Request{Tenant: b.log.A, Connection: b.conn, Trigger: poller.TriggerAccess})
	require.NoError(b.t, err)
	require.False(b.t, joined)
	run, err = b.p.Drive(b.t.Context(), b.log.A, run.ID)
	require.NoError(b.t, err)
	return run
}

// A run that reads access alone asks for nothing else, proves what it read, and changes
// nothing about the next sync.
func TestC1C_15_ARunThatReadsAccessAlone(t *testing.T) {
	t.Parallel()
	ninja := fleet(45, 3)
	b := setup(t, ninja)
	var position int64
	b.sync()
	b.since(&position)
	ninja.set(poller.Roles, 3, `{"id":3,"name":"Helpdesk","members":[]}`)
	var asked []poller.Kind
	ninja.asked = func(kind poller.Kind, _ string) error { asked = append(asked, kind); return nil }
	run := b.readAccess()
	require.Equal(t, poller.StateCompleted, run.State)
	require.Equal(t, poller.TriggerAccess, run.Trigger)
	require.NotContains(t, asked, poller.Devices)
	require.NotContains(t, asked, poller.Organizations)
	require.Equal(t, map[event.Type]int{"RoleObserved": 1, "ListingCompleted": 2, "AccessSyncCompleted": 1}, kinds(b.since(&position)))

	require.Equal(t, poller.StateCompleted, b.readAccess().State)
	require.Equal(t, map[event.Type]int{"ListingCompleted": 2, "AccessSyncCompleted": 1}, kinds(b.since(&position)))

	next := b.sync()
	require.Equal(t, poller.TriggerManual, next.Trigger)
	require.Equal(t, 45, next.Expected, "what the sync before found, not the reading of access")
	require.Equal(t, map[event.Type]int{"ListingCompleted": 6, "SyncCompleted": 1}, kinds(b.since(&position)))
	runs, err := b.p.Runs(t.Context(), b.log.A, poller.RunFilter{})
	require.NoError(t, err)
	require.Len(t, runs, 2)
	runs, err = b.p.Runs(t.Context(), b.log.A, poller.RunFilter{Access: true})
	require.NoError(t, err)
	require.Len(t, runs, 2)
}

// A reading that breaks off says so and leaves nothing else; one that would change too
// much leaves that to the next sync, which a person looks at.
func TestAReadingOfAccessIsNeverHeld(t *testing.T) {
	t.Parallel()
	ninja := fleet(10, 2)
	for id := int64(100); id < 140; id++ {
		ninja.set(poller.Accounts, id, `{"id":`+strconv.FormatInt(id, 10)+`,"firstName":"A","lastName":"B","email":"a@example.test","enabled":true}`)
	}
	b := setup(t, ninja)
	var position int64
	b.sync()
	b.since(&position)

	ninja.asked = func(kind poller.Kind, _ string) error {
		if kind == poller.Roles {
			return errors.New("gone away")
		}
		return nil
	}
	run := b.readAccess()
	require.Equal(t, poller.StateFailed, run.State)
	failed := of[*event.AccessSyncFailed](b.since(&position))
	require.Len(t, failed, 1)
	require.Equal(t, "roles", failed[0].Step)
	require.Contains(t, failed[0].Message, "gone away")

	ninja.asked = nil
	for id := int64(100); id < 140; id++ {
		ninja.set(poller.Accounts, id, "")
	}
	run = b.readAccess()
	require.Equal(t, poller.StateFailed, run.State, run.Message)
	require.Equal(t, poller.ReasonLimits, run.Reason)
	require.Equal(t, map[event.Type]int{"AccessSyncFailed": 1}, kinds(b.since(&position)))
	require.Equal(t, poller.StateHeld, b.sync().State)
}

// A role that tens of thousands have is observed like any other: the log holds it packed.
func TestARoleOfThirtyThousandMembersIsObserved(t *testing.T) {
	t.Parallel()
	ninja := fleet(5, 1)
	role := func(n int) string {
		members := make([]string, n)
		for i := range members {
			members[i] = `{"id":` + strconv.Itoa(100_000+7*i) + `,"name":"Somebody Else","email":"somebody` + strconv.Itoa(i) + `@example.test","source":"MANUAL"}`
		}
		return `{"id":10,"name":"End User","type":"END_USER","members":[` + strings.Join(members, ",") + `]}`
	}
	b := setup(t, ninja)
	var position int64
	for _, n := range []int{30_000, 30_000, 29_999} {
		ninja.set(poller.Roles, 10, role(n))
		require.Equal(t, poller.StateCompleted, b.sync().State)
	}
	seen := of[*event.RoleObserved](b.since(&position))
	seen = slices.DeleteFunc(seen, func(p *event.RoleObserved) bool { return p.RoleID != 10 })
	require.Len(t, seen, 2, "what did not change is no event")
	for i, n := range []int{30_000, 29_999} {
		require.Equal(t, n, strings.Count(string(seen[i].Role), `"source"`))
		require.NotContains(t, string(seen[i].Role), "example.test")
	}
}
