package notification_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore/storetest"
	"coresync/projections"
	"coresync/projections/catalog"
	"coresync/projections/effect"
	"coresync/projections/notification"
	"coresync/projections/projectiontest"
	"coresync/projections/query"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

type bundle struct {
	*projectiontest.Bundle
	t          *testing.T
	matched    *suggestion.Keeper
	keeper     *notification.Keeper
	conn       uuid.UUID
	recipients []uuid.UUID
	zone       *time.Location
	courier    *effect.Courier
	received   map[uuid.UUID]int // by id of the effect
}

// receive stands in for the mail server.
func (b *bundle) receive(_ context.Context, e effect.Effect) error {
	b.received[e.ID]++
	return nil
}

var (
	owner = uuid.MustParse("00000000-0000-4000-8000-000000000001")
	admin = uuid.MustParse("00000000-0000-4000-8000-000000000002")
)

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{
		Bundle: projectiontest.New(t, catalog.Models()...), t: t, conn: uuid.New(), recipients: []uuid.UUID{owner, admin}, zone: time.UTC,
		received: map[uuid.UUID]int{},
	}
	var err error
	b.matched, err = suggestion.New(suggestion.Config{
		Pool: b.Pool, Sealer: storetest.Sealer{}, Clock: b.Clock.Now, Rules: b.Engine.RulesOf,
		Erasures: func(context.Context, uuid.UUID) (int64, error) { return 0, nil },
	})
	require.NoError(t, err)
	b.keeper = b.newKeeper()
	b.courier = effect.NewCourier(effect.Config{
		Pool: b.Pool, Clock: b.Clock.Now, Log: slog.New(slog.DiscardHandler), Senders: map[string]effect.Sender{notification.MailKind: effect.SendFunc(b.receive)},
	})
	b.Append(event.New{Stream: event.ConnectionStream(b.conn), Payload: &event.ConnectionAdded{Connection: b.conn, Name: "Main", Region: "EU"}})
	return b
}

func (b *bundle) newKeeper() *notification.Keeper {
	k, err := notification.New(notification.Config{
		Pool: b.Pool, Clock: b.Clock.Now, Mail: true,
		Recipients: func(context.Context, uuid.UUID) ([]uuid.UUID, error) { return b.recipients, nil },
		Zone:       func(context.Context, uuid.UUID) (*time.Location, error) { return b.zone, nil },
	})
	require.NoError(b.t, err)
	return k
}

func customer(n int64) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "customer %d", n))
}

func (b *bundle) organization(n int64) event.New {
	return event.New{Stream: event.OrganizationStream(b.conn, n), Payload: &event.OrgObserved{
		Connection: b.conn, OrganizationID: n, Organization: fmt.Appendf(nil, `{"id":%d,"name":"Organization %d"}`, n, n),
	}}
}

func (b *bundle) mapped(n int64) []event.New {
	return []event.New{
		{Stream: event.CustomerStream(customer(n)), Payload: &event.CustomerRecorded{ID: customer(n), Name: fmt.Sprint("Quite another name ", n)}},
		{Stream: event.MappingStream(b.conn, n), Payload: &event.OrganizationMapped{Connection: b.conn, OrganizationID: n, Customer: customer(n)}},
	}
}

func (b *bundle) device(n, organization int64, class string) event.New {
	return event.New{Stream: event.DeviceStream(b.conn, n), Payload: &event.DeviceObserved{
		Connection: b.conn, DeviceID: n,
		Device: fmt.Appendf(nil, `{"id":%d,"organizationId":%d,"nodeClass":%q,"offline":false,"systemName":"PC-%d"}`, n, organization, class, n),
	}}
}

// synced ends a run.
func (b *bundle) synced() event.New {
	now := b.Clock.Now()
	return event.New{Stream: event.SyncStream(b.conn), Payload: &event.SyncCompleted{
		Connection: b.conn, Run: uuid.New(), Trigger: "scheduled", StartedAt: now, EndedAt: now,
	}}
}

// pass projects, matches and tells.
func (b *bundle) pass() notification.Pass {
	b.t.Helper()
	b.Project()
	_, err := b.matched.CatchUp(b.t.Context(), b.A)
	require.NoError(b.t, err)
	p, err := b.keeper.Pass(b.t.Context(), b.A)
	require.NoError(b.t, err)
	return p
}

// sync appends, ends a run, and passes.
func (b *bundle) sync(events ...event.New) notification.Pass {
	b.t.Helper()
	b.Append(append(events, b.synced())...)
	return b.pass()
}

func (b *bundle) items(f notification.Filter) (all []notification.Item) {
	b.t.Helper()
	require.NoError(b.t, projections.Read(b.t.Context(), b.Pool, b.A, b.Clock.Now(), func(r *projections.Reading) error {
		found, err := notification.List(b.t.Context(), r, f, query.Page{Limit: 500, Sort: "created_at"})
		all = found.Items
		return err
	}))
	return all
}

func (b *bundle) open(recipient uuid.UUID) []notification.Item {
	return b.items(notification.Filter{Recipient: recipient, State: "open"})
}

func TestNOT_01_AfterEachSyncWhatIsUnmappedAndUnassignedIsLookedFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Append(b.organization(1), b.organization(2))
	require.Zero(t, b.pass().Told, "before the first sync ended, most of it isn't there yet")
	require.EqualValues(t, 2, b.sync().Told, "one for each recipient")
	require.Equal(t, "2 organizations need a customer", b.open(owner)[0].Title())

	b.Clock.Advance(24 * time.Hour)
	b.sync(append(b.mapped(1), b.device(10, 1, "WINDOWS_WORKSTATION"), b.device(11, 1, "WINDOWS_SERVER"), b.device(12, 1, "NMS_SWITCH"), b.device(13, 1, "MAC"))...)
	var titles []string
	for _, i := range b.open(owner) {
		titles = append(titles, i.Title())
	}
	require.ElementsMatch(t, []string{"1 organization needs a customer", "2 devices have no contact"}, titles, "servers and network devices belong to nobody")
}

func TestNOT_02_OwnersAndAdminsGetItEachWithADirectLink(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sync(b.organization(1))
	for _, recipient := range b.recipients {
		require.Len(t, b.open(recipient), 1)
		require.NotEmpty(t, b.open(recipient)[0].Path())
	}
	require.Empty(t, b.open(uuid.New()))
}

func TestNOT_02_WhoComesAfterTheFirstSyncIsToldOfIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.recipients = nil
	require.Zero(t, b.sync(b.organization(1)).Told)
	b.recipients = []uuid.UUID{owner}
	require.EqualValues(t, 1, b.pass().Told)
}

func TestNOT_03_OrganizationMappingLinksToTheMappingReview(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sync(b.organization(1))
	item := b.open(owner)[0]
	require.Equal(t, notification.OrganizationMapping, item.Type)
	require.Equal(t, "/settings/integrations/ninjaone/"+b.conn.String()+"/mappings?status=open", item.Path())
}

func TestNOT_04_ContactAssignmentLinksToTheAssociationAndGivesBothNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	contact := uuid.New()
	personal := func(value string) event.Personal {
		return event.PlainPersonal(event.SubjectContact, contact.String(), value)
	}
	b.sync(append(b.mapped(1), b.organization(1), b.device(10, 1, "MAC"), b.device(11, 1, "MAC"),
		event.New{Stream: event.ContactStream(contact), Payload: &event.ContactRecorded{
			ID: contact, ExternalID: "1", Customer: customer(1), Name: personal("Jane Doe"), Email: personal("jane.doe@example.test"),
		}},
		event.New{Stream: event.DeviceUserStream(b.conn, 10), Payload: &event.DeviceUserObserved{
			Connection: b.conn, DeviceID: 10, User: event.PlainPersonal(event.SubjectUserString, "jane", "jane.doe@example.test"),
		}})...)
	item := b.open(owner)[0]
	require.Equal(t, notification.ContactAssignment, item.Type)
	require.Regexp(t, "^/settings/integrations/ninjaone/"+b.conn.String()+`/contacts\?`, item.Path())
	require.Equal(t, "2 devices have no contact", item.Title())
	require.Equal(t, "1 of them has a suggested contact.", item.Text())
}

// At most one a day for each type: of the recipient, and the workspace's day.
func TestNOT_05_AtMostOnePerDayForEachType(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.zone = time.FixedZone("ahead", 14*3600) // 09:26 UTC is 23:26 there
	b.sync(b.organization(1))
	require.Zero(t, b.sync(b.organization(2)).Told)
	require.Equal(t, "2 organizations need a customer", b.open(owner)[0].Title(), "the one of today says what holds now")
	b.Clock.Advance(time.Hour) // a new day there, the same in UTC
	require.EqualValues(t, 2, b.sync(b.organization(3)).Told)
	require.Len(t, b.open(owner), 1, "the newer one took the older one's place")
	require.Len(t, b.items(notification.Filter{Recipient: owner}), 2)
}

func TestNOT_05_SolvedItemsTickThemselvesOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sync(b.organization(1))
	b.Append(b.mapped(1)...)
	require.EqualValues(t, 2, b.pass().Solved, "a decision solves it, no sync is needed")
	require.Empty(t, b.open(owner))
	require.Equal(t, "solved", b.items(notification.Filter{Recipient: owner})[0].DoneBy)
	b.sync(b.organization(2))
	require.Len(t, b.items(notification.Filter{Recipient: owner}), 1, "today's is open again, not a second one")
	require.Len(t, b.open(owner), 1)
}

func TestNOT_05_WhatWasDismissedIsQuietUntilTheSetChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sync(b.organization(1))
	require.NoError(t, b.keeper.Mark(t.Context(), b.A, owner, b.open(owner)[0].ID, true))
	for range 30 {
		b.Clock.Advance(24 * time.Hour)
		b.sync()
	}
	require.Empty(t, b.open(owner))
	require.Len(t, b.open(admin), 1, "who did not dismiss it has it still")
	b.sync(b.organization(2))
	require.Len(t, b.open(owner), 1)
	require.Error(t, b.keeper.Mark(t.Context(), b.A, owner, b.open(admin)[0].ID, true), "it is somebody else's")
}

func TestNOT_05_AMutedTypeIsNotTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.sync(b.organization(1))
	require.NoError(t, b.keeper.Mute(t.Context(), b.A, owner, notification.OrganizationMapping, true))
	require.Empty(t, b.open(owner))
	b.Clock.Advance(24 * time.Hour)
	b.sync(b.organization(2))
	require.Empty(t, b.open(owner))
	require.NoError(t, b.keeper.Mute(t.Context(), b.A, owner, notification.OrganizationMapping, false))
	b.sync()
	require.Len(t, b.open(owner), 1)
}

// A run that waits, fails, or can't sign in is told of, too (SCH-04), and ticks itself off.
func TestRunsThatNeedSomebodyAreTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	run, now := uuid.New(), b.Clock.Now()
	ended := func(p event.Payload) event.New { return event.New{Stream: event.SyncStream(b.conn), Payload: p} }
	b.Append(ended(&event.SyncHeld{Connection: b.conn, Run: run, Reason: "limits"}))
	b.pass()
	require.Equal(t, "/sync-runs/"+run.String(), b.open(owner)[0].Path())
	require.Contains(t, b.open(owner)[0].Text(), "more than the connection's limits let pass")
	b.Append(ended(&event.SyncFailed{Connection: b.conn, Run: run, StartedAt: now, EndedAt: now, Reason: "reconnect_required"}))
	b.pass()
	require.Len(t, b.open(owner), 1)
	require.Equal(t, "NinjaOne must be connected again", b.open(owner)[0].Title())
	b.Append(event.New{Stream: event.ConnectionStream(b.conn), Payload: &event.ConnectionAuthorised{Connection: b.conn}})
	b.pass()
	require.Empty(t, b.open(owner))
	b.Append(ended(&event.SyncFailed{Connection: b.conn, Run: run, StartedAt: now, EndedAt: now, Reason: "rate_limited"}))
	b.pass()
	require.Equal(t, "The last sync failed", b.open(owner)[0].Title())
	b.Append(event.New{Stream: event.ConnectionStream(b.conn), Payload: &event.ConnectionRemoved{Connection: b.conn, Assets: "keep"}})
	b.pass()
	require.Empty(t, b.open(owner), "a removed connection needs nobody")
}

// A preview waits like any held run, and says so: one item a day and recipient, which ticks
// itself off when the preview is applied or discarded (NOT-05).
func TestNOT_05_APreviewThatWaitsIsToldAndTicksItselfOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	said := func(p event.Payload) event.New { return event.New{Stream: event.SyncStream(b.conn), Payload: p} }
	held := func() uuid.UUID {
		run := uuid.New()
		b.Append(said(&event.SyncHeld{Connection: b.conn, Run: run, Reason: "preview"}))
		b.pass()
		for _, recipient := range []uuid.UUID{owner, admin} {
			items := b.open(recipient)
			require.Len(t, items, 1)
			require.Equal(t, "1 preview of a sync waits for you", items[0].Title())
			require.Contains(t, items[0].Text(), "Nothing of it is written yet.")
			require.Equal(t, "/sync-runs/"+run.String(), items[0].Path())
		}
		return run
	}
	first := held()
	b.Append(said(&event.SyncDiscarded{Connection: b.conn, Run: first, By: "user:1"}))
	b.pass()
	require.Empty(t, b.open(owner))
	second := held()
	require.Len(t, b.items(notification.Filter{Recipient: owner}), 1, "one a day")
	b.Append(said(&event.SyncReleased{Connection: b.conn, Run: second, By: "user:1"}))
	b.pass()
	require.Empty(t, b.open(owner), "it is applied")
	b.deliver(2)

	b.Clock.Advance(24 * time.Hour)
	other := uuid.New()
	b.Append(event.New{Stream: event.ConnectionStream(other), Payload: &event.ConnectionAdded{Connection: other, Name: "Other", Region: "EU"}},
		event.New{Stream: event.SyncStream(other), Payload: &event.SyncHeld{Connection: other, Run: uuid.New(), Reason: "limits"}})
	waits := said(&event.SyncHeld{Connection: b.conn, Run: uuid.New(), Reason: "preview"})
	b.Append(waits)
	b.pass()
	items := b.open(owner)
	require.Len(t, items, 1)
	require.Equal(t, "2 syncs wait for you", items[0].Title())
	require.Contains(t, items[0].Text(), "release or discard them")
}

// Whatever becomes of the read models, and however many look at once: each item is there
// once, and nothing is told anew.
func TestItemsAreThereOnceAcrossLiveRebuildPromoteRollbackAndOverlap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Append(b.organization(1), b.organization(2), b.synced())
	b.Project()
	_, err := b.matched.CatchUp(t.Context(), b.A)
	require.NoError(t, err)
	var all sync.WaitGroup // several processes at once
	told := make([]int64, 8)
	for i := range told {
		all.Go(func() {
			p, err := b.newKeeper().Pass(context.Background(), b.A)
			if err == nil {
				told[i] = p.Told
			}
		})
	}
	all.Wait()
	slices.Sort(told)
	require.EqualValues(t, 2, told[len(told)-1])
	require.Zero(t, told[len(told)-2], "one of them told, the others found it told")
	before := b.items(notification.Filter{})
	require.Len(t, before, 2)
	b.deliver(2)
	for _, model := range []string{notification.Name, "mapping", "asset"} {
		_, err := b.Engine.Rebuild(t.Context(), projections.RebuildOptions{Model: model})
		require.NoError(t, err)
		require.Zero(t, b.pass().Told, model)
		b.deliver(0)
	}
	_, err = b.Engine.Rollback(t.Context(), projections.Promotion{Tenant: b.A})
	require.NoError(t, err)
	require.Zero(t, b.pass().Told)
	_, err = b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A})
	require.NoError(t, err)
	require.Zero(t, b.pass().Told)
	b.deliver(0)
	require.Equal(t, map[uuid.UUID]int{
		effect.ID(b.A, notification.MailKind, before[0].Recipient, before[0].ID): 1,
		effect.ID(b.A, notification.MailKind, before[1].Recipient, before[1].ID): 1,
	}, b.received, "each letter went out once, under its own id")
	after := b.items(notification.Filter{})
	require.Equal(t, before, after)
}

func (b *bundle) deliver(want int) {
	b.t.Helper()
	sent, err := b.courier.Deliver(b.t.Context())
	require.NoError(b.t, err)
	require.Equal(b.t, want, sent)
}
