package outward_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/projections/outward"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// prune prunes what was taken 30 days ago.
func (b *bundle) prune() outward.Pruned {
	done, err := outward.Prune(context.Background(), b.Pool, b.Clock.Now().AddDate(0, 0, -30))
	require.NoError(b.t, err)
	return done
}

func TestWhatWasTakenIsPrunedWhatWasNotIsKept(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	set := all()
	set.All = true
	b.device(1, "one", 7, conn)
	b.subscribe(set)
	b.deliver()
	b.device(2, "two", 7, conn)
	b.look()
	b.to.answer = func(outward.Letter) (bool, outward.Answer) {
		return false, outward.Answer{Status: 500, Err: errors.New("the receiver answered 500")}
	}
	b.deliver()
	b.Clock.Advance(31 * 24 * time.Hour)
	require.Equal(t, outward.Pruned{Notices: 1, Deliveries: 1}, b.prune(), "the second was never taken, however old it is")
	b.append(&event.WebhookPaused{Webhook: b.hook, Why: rule.Failing})
	b.look()
	b.Clock.Advance(365 * 24 * time.Hour)
	require.Zero(t, b.prune(), "nor while it is paused")
	b.append(&event.WebhookResumed{Webhook: b.hook})
	b.look()
	b.to.answer = nil
	require.Equal(t, 1, b.deliver())
	b.has()
	require.Zero(t, b.prune(), "it was taken just now")
	from, pruned, err := outward.Kept(t.Context(), b.Pool, b.tenant)
	require.NoError(t, err)
	require.True(t, pruned)
	require.Equal(t, b.to.told[1].Position, from)
	b.replay(0)
	b.Clock.Advance(31 * 24 * time.Hour)
	require.Zero(t, b.prune(), "it is told once more, and was not yet")
	require.Equal(t, 1, b.deliver())
	b.same()
	b.Clock.Advance(31 * 24 * time.Hour)
	require.Equal(t, outward.Pruned{Notices: 1, Deliveries: 1}, b.prune())
	require.Zero(t, b.prune())
	b.device(2, "due", 7, conn)
	b.look()
	require.Equal(t, 1, b.deliver(), "what comes next is told as ever")
	b.has()
}

// One of two receivers that is behind keeps what both are told; what went out together stays
// together.
func TestNothingIsPrunedThatOneSubscriptionWasNotTold(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	set := all()
	set.Batch = rule.Run
	b.subscribe(set)
	other := uuid.New()
	slow := event.WebhookSet{Webhook: other, Name: "Slow", Host: "https://slow.example.com", Kinds: rule.Kinds(), Batch: rule.Each}
	b.Append(event.New{Stream: event.WebhookStream(other), Payload: &slow}, event.New{Stream: event.WebhookStream(other), Payload: &event.WebhookPaused{Webhook: other, Why: rule.ByPerson}})
	b.look()
	for n := range int64(6) {
		b.device(n, "device", 7, conn)
	}
	b.run(conn)
	b.deliver()
	b.Clock.Advance(40 * 24 * time.Hour)
	require.Zero(t, b.prune())
	b.Append(event.New{Stream: event.WebhookStream(other), Payload: &event.WebhookResumed{Webhook: other}})
	b.look()
	require.Positive(t, b.deliver())
	b.Clock.Advance(40 * 24 * time.Hour)
	require.EqualValues(t, 7, b.prune().Notices)
}

// A webhook that begins with all that is there does so after the beginning was pruned, too, and
// tells nobody else of it.
func TestAWebhookThatBeginsWithAllDoesSoAfterPruning(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	set := all()
	set.All = true
	b.subscribe(set)
	for n := range int64(3) {
		b.device(n, "device", 7, conn)
	}
	b.run(conn)
	b.deliver()
	b.Clock.Advance(31 * 24 * time.Hour)
	require.Positive(t, b.prune().Notices)
	first, told := b.to, len(b.to.told)
	b.hook = uuid.New()
	b.to = &receiver{t: t, hook: b.hook, assets: map[uuid.UUID]rule.Fields{}}
	b.subscribe(set)
	require.Equal(t, 3, b.deliver())
	require.Equal(t, []string{rule.AssetPresent, rule.AssetPresent, rule.AssetPresent}, b.to.kinds())
	b.has()
	b.device(1, "renamed", 7, conn)
	b.look()
	require.Equal(t, 2, b.deliver(), "both are told what comes next")
	b.has()
	b.to = first
	b.settle()
	require.Len(t, first.told, told, "nothing of it is told to the first: its letters went to the other receiver here")
	b.look()
	require.Zero(t, b.deliver())
}
