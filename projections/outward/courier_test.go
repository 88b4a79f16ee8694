package outward_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	rule "coresync/domain/webhook"
	"coresync/projections/outward"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// The process dies between sending and recording: it goes out again with the same id and
// bytes once the claim ended, not before, and then never again.
func TestAKillBetweenSendingAndRecordingRepeatsTheSame(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	b.subscribe(all())
	b.device(1, "one", 7, conn)
	b.look()
	ctx, cancel := context.WithCancel(t.Context())
	b.to.answer = func(outward.Letter) (bool, outward.Answer) {
		cancel()
		return true, outward.Answer{Err: context.Canceled}
	}
	_, err := b.courier().Deliver(ctx)
	require.ErrorIs(t, err, context.Canceled)
	b.to.answer = nil
	require.Zero(t, b.deliver(), "its claim holds: it may still be at it")
	b.Clock.Advance(2 * time.Minute)
	require.Equal(t, 1, b.deliver())
	b.Clock.Advance(time.Hour)
	require.Zero(t, b.deliver())
	require.Len(t, b.to.got, 2)
	require.Equal(t, b.to.got[0], b.to.got[1])
}

func TestOfManyWorkersOneTells(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	b.subscribe(all())
	for n := range int64(10) {
		b.device(n, "device", 7, conn)
		b.look()
	}
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() { _, _ = b.courier().Deliver(context.Background()) })
	}
	workers.Wait()
	b.deliver()
	require.Len(t, b.to.told, 10, "each once")
	for i := range 9 {
		require.Less(t, b.to.told[i].Position, b.to.told[i+1].Position, "in order")
	}
}

// What does not take anything is tried with growing waits, in order, and paused after days;
// what says that it is gone at once.
func TestAReceiverThatFailsIsLeftAloneAndPaused(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	b.subscribe(all())
	b.device(1, "one", 7, conn)
	b.look()
	tries := 0
	b.to.answer = func(outward.Letter) (bool, outward.Answer) {
		tries++
		return false, outward.Answer{Status: 500, Err: errors.New("the receiver answered 500")}
	}
	for range 75 * 60 {
		b.deliver()
		b.Clock.Advance(time.Minute)
	}
	require.InDelta(t, 72+6, tries, 5, "once an hour for three days, more often at first")
	require.Equal(t, []string{rule.Failing}, b.paused)
	told, err := outward.Deliveries(t.Context(), b.Pool, b.tenant, b.hook, 0, 10)
	require.NoError(t, err)
	require.Equal(t, "the receiver answered 500", told[0].Error)
	require.Equal(t, tries, told[0].Attempts)
	require.Equal(t, 500, told[0].Status)
	b.append(&event.WebhookResumed{Webhook: b.hook})
	b.look()
	require.NoError(t, pgx.BeginFunc(t.Context(), b.Pool, func(tx pgx.Tx) error { return outward.Retry(t.Context(), tx, b.Clock.Now(), b.tenant, b.hook) }))
	b.to.answer = func(outward.Letter) (bool, outward.Answer) {
		return false, outward.Answer{Status: 410, Err: errors.New("gone")}
	}
	require.Equal(t, 1, b.due())
	b.deliver()
	require.Equal(t, []string{rule.Failing, rule.Gone}, b.paused)
	b.Clock.Advance(2 * time.Hour)
	require.Zero(t, b.due(), "nobody looks at one that is paused, however often there is a look")
	n := tries
	b.settle()
	require.Equal(t, n, tries)
}

func TestWhatIsToldIsNarrowedAndHoldsPeopleOnlyIfAskedFor(t *testing.T) {
	t.Parallel()
	b, conn, other := setup(t), uuid.New(), uuid.New()
	contact := uuid.New()
	b.subscribe(event.WebhookSet{Kinds: []string{rule.AssetAssigned, rule.RunFailed}, Connections: []uuid.UUID{conn}, Batch: rule.Each, Personal: true})
	for _, c := range []uuid.UUID{conn, other} {
		b.device(1, "one", 7, c)
		b.run(c)
	}
	require.Zero(t, b.deliver(), "neither created ones nor ends of runs are wanted")
	for _, c := range []uuid.UUID{conn, other} {
		asset := rowid.Device(b.tenant, c, 1)
		b.Append(event.New{Stream: event.AssignmentStream(asset), Payload: &event.DeviceAssigned{Asset: asset, Contact: contact}})
	}
	b.look()
	require.Equal(t, 1, b.deliver())
	require.Equal(t, rule.Change{New: contact.String()}, b.to.told[0].Changes["contact_id"])
	var m message
	require.NoError(t, json.Unmarshal(b.to.got[0].Body, &m))
	require.Equal(t, []outward.Person{{ID: contact, Name: "known to test"}}, m.Data.People)
}

// due counts the subscriptions that a courier looks at.
func (b *bundle) due() int {
	n, err := b.courier().Due(context.Background())
	require.NoError(b.t, err)
	return n
}
