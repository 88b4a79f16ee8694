package notification_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/projections/notification"
	"coresync/projections/outward"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func (b *bundle) hook(name string) (id uuid.UUID) {
	id = uuid.New()
	b.Append(event.New{Stream: event.WebhookStream(id), Payload: &event.WebhookSet{Webhook: id, Name: name, Host: "https://hooks.example.com", Kinds: rule.Kinds(), Batch: rule.Each, All: true}})
	return id
}

func (b *bundle) about(hook uuid.UUID, what event.Payload) {
	b.Append(event.New{Stream: event.WebhookStream(hook), Payload: what})
}

// A webhook that paused itself needs people at once, each time once, and no longer than until
// it is resumed; one that a person paused needs nobody.
func TestAWebhookThatPausedItselfIsToldOnceUntilItGoesOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, other := b.hook("CMDB"), b.hook("Chat")
	b.sync()
	b.about(other, &event.WebhookPaused{Webhook: other, Why: rule.ByPerson})
	require.Zero(t, b.pass().Told)
	b.about(one, &event.WebhookPaused{Webhook: one, Why: rule.Gone})
	require.EqualValues(t, 2, b.pass().Told, "at once: an item for each of two recipients")
	item := b.open(owner)[0]
	require.Equal(t, notification.WebhookFailing, item.Type)
	require.Equal(t, "The webhook “CMDB” is paused: it is told nothing any more", item.Title())
	require.Contains(t, item.Text(), "answered 410")
	require.Equal(t, "/settings/webhooks/"+one.String(), item.Path())
	sent, err := b.courier.Deliver(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, sent, "and a letter to each")
	for range 3 {
		b.Clock.Advance(24 * time.Hour)
		require.Zero(t, b.sync().Told, "the same is no news on another day")
	}
	require.NoError(t, b.keeper.Mark(t.Context(), b.A, admin, b.open(admin)[0].ID, true))
	b.about(one, &event.WebhookResumed{Webhook: one})
	require.EqualValues(t, 1, b.pass().Solved, "the other one is done already")
	require.Empty(t, b.open(owner))
	b.about(one, &event.WebhookPaused{Webhook: one, Why: rule.Failing})
	require.EqualValues(t, 2, b.pass().Told, "another pause is news, to who dismissed the one before, too")
	require.Contains(t, b.open(admin)[0].Text(), "took nothing for three days")
	b.Clock.Advance(25 * time.Hour)
	b.about(other, &event.WebhookPaused{Webhook: other, Why: rule.Gone}) // it is paused by a person: nothing changes about it
	b.about(other, &event.WebhookResumed{Webhook: other})
	b.about(other, &event.WebhookPaused{Webhook: other, Why: rule.Gone})
	b.pass()
	require.Equal(t, "2 webhooks are told nothing any more", b.open(owner)[0].Title())
	require.Equal(t, "/settings/webhooks/"+other.String(), b.open(owner)[0].Path(), "the newest")
	b.about(other, &event.WebhookRemoved{Webhook: other})
	b.about(one, &event.WebhookRemoved{Webhook: one})
	b.pass()
	require.Empty(t, b.open(owner))
}

// One that takes nothing for a day is told of before it is paused.
func TestAWebhookThatTakesNothingForADayIsTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.hook("CMDB")
	b.sync(b.organization(1), b.device(1, 1, "WINDOWS_WORKSTATION"))
	feed, err := outward.NewFeed(outward.FeedConfig{Pool: b.Pool, Log: b.Log, Clock: b.Clock.Now, Zone: func(context.Context, uuid.UUID) (*time.Location, error) { return time.UTC, nil }})
	require.NoError(t, err)
	_, err = feed.Pass(t.Context(), b.A)
	require.NoError(t, err)
	answer := outward.Answer{Status: 500, Err: errors.New("the receiver answered 500")}
	tell := func() {
		t.Helper()
		_, err := outward.NewCourier(outward.CourierConfig{
			Pool: b.Pool, Clock: b.Clock.Now, Log: slog.New(slog.DiscardHandler),
			Tell: func(context.Context, outward.Letter) outward.Answer { return answer },
		}).Deliver(t.Context())
		require.NoError(t, err)
	}
	failing := func() (all []notification.Item) {
		for _, i := range b.open(owner) {
			if i.Type == notification.WebhookFailing {
				all = append(all, i)
			}
		}
		return all
	}
	tell()
	b.Clock.Advance(notification.Untaken - time.Minute)
	b.sync()
	require.Empty(t, failing(), "a receiver that is mended within a day needs nobody")
	b.Clock.Advance(time.Minute)
	b.sync()
	require.Equal(t, "The webhook “CMDB” has taken nothing for a day", failing()[0].Title())
	require.Contains(t, failing()[0].Text(), "paused after three days")
	answer = outward.Answer{Status: 204}
	tell()
	b.sync()
	require.Empty(t, failing())
}
