package webhook_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/webhook"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func some() event.WebhookSet {
	return event.WebhookSet{Webhook: uuid.New(), Name: "Billing", Host: "https://hooks.example.com", Kinds: []string{webhook.AssetCreated}, Batch: webhook.Each}
}

func decided(t *testing.T, s webhook.State, command any) webhook.State {
	t.Helper()
	events, err := webhook.Decide(s, command)
	require.NoError(t, err)
	for _, e := range events {
		s = webhook.Evolve(s, e)
	}
	return s
}

func TestASubscriptionIsMadeChangedPausedAndRemoved(t *testing.T) {
	t.Parallel()
	is := some()
	for _, command := range []any{webhook.Set{WebhookSet: is}, webhook.Pause{}, webhook.Resume{}, webhook.Replay{}, webhook.Renew{}, webhook.Remove{}} {
		_, err := webhook.Decide(webhook.State{}, command)
		require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err), "%T", command)
	}
	s := decided(t, webhook.State{}, webhook.Set{WebhookSet: is, New: true})
	events, err := webhook.Decide(s, webhook.Set{WebhookSet: is})
	require.NoError(t, err)
	require.Empty(t, events, "it says so already")
	events, err = webhook.Decide(s, webhook.Set{WebhookSet: is, Moved: true})
	require.NoError(t, err)
	require.Len(t, events, 1, "its path is another one, of which the log says nothing")
	s = decided(t, s, webhook.Pause{Why: webhook.Gone})
	require.Equal(t, webhook.Gone, s.Paused)
	s = decided(t, s, webhook.Pause{Why: webhook.ByPerson})
	require.Equal(t, webhook.Gone, s.Paused, "it was paused before")
	is.Name = "Billing 2"
	s = decided(t, s, webhook.Set{WebhookSet: is})
	require.Equal(t, webhook.Gone, s.Paused, "to change it does not resume it")
	s = decided(t, s, webhook.Resume{})
	require.Empty(t, s.Paused)
	require.False(t, decided(t, s, webhook.Remove{}).Exists())
	_, err = webhook.Decide(s, webhook.Replay{From: -1})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
}

func TestAllThatIsWrongWithASubscriptionIsToldTogether(t *testing.T) {
	t.Parallel()
	is := some()
	is.Name, is.Kinds, is.Batch = " ", []string{"moon.full", webhook.AssetCreated, webhook.AssetCreated}, "weekly"
	require.Len(t, webhook.Check(&is), 3)
	require.Equal(t, []string{webhook.AssetCreated, "moon.full"}, is.Kinds)
	is.Kinds = nil
	require.Equal(t, "/kinds", webhook.Check(&is)[1].Pointer)
	is = some()
	is.Customers = make([]uuid.UUID, 201)
	for i := range is.Customers {
		is.Customers[i] = uuid.New()
	}
	is.Connections = is.Customers
	require.Len(t, webhook.Check(&is), 2)
}

func TestWhatComesAndGoesWithTheConnectionIsNoUpdate(t *testing.T) {
	t.Parallel()
	online, offline := webhook.Fields{"status": "in_use"}, webhook.Fields{"status": "available"}
	require.Equal(t, []string{webhook.AssetStatus}, webhook.KindsOf(online, offline, false))
	require.Equal(t, []string{webhook.AssetStatus, webhook.AssetUpdated}, webhook.KindsOf(online, webhook.Fields{"status": "lost"}, false))
	require.Equal(t, []string{webhook.AssetStatus, webhook.AssetUpdated}, webhook.KindsOf(online, webhook.Fields{"status": "available", "name": "x"}, false))
	require.Equal(t, []string{webhook.AssetMapped, webhook.AssetAssigned, webhook.AssetUpdated},
		webhook.KindsOf(webhook.Fields{"customer": "a"}, webhook.Fields{"contact_id": "b"}, false))
	require.Equal(t, []string{webhook.AssetMissing, webhook.AssetUpdated}, webhook.KindsOf(webhook.Fields{}, webhook.Fields{"missing_since": "x"}, false))
	require.Equal(t, []string{webhook.AssetReturned, webhook.AssetUpdated}, webhook.KindsOf(webhook.Fields{"missing_since": "x"}, webhook.Fields{}, false))
	require.Equal(t, []string{webhook.AssetPresent}, webhook.KindsOf(nil, online, true))
	require.Equal(t, []string{webhook.AssetCreated}, webhook.KindsOf(nil, online, false))
	require.Equal(t, []string{webhook.AssetRemoved}, webhook.KindsOf(online, nil, false))
}

// Whoever applies the difference to what was has what is.
func TestApplyUndoesDiff(t *testing.T) {
	t.Parallel()
	value := rapid.OneOf(rapid.String().AsAny(), rapid.Float64Range(-10, 10).AsAny())
	fields := rapid.MapOf(rapid.SampledFrom([]string{"name", "status", "customer", "device_id"}), value)
	rapid.Check(t, func(t *rapid.T) {
		old, now := webhook.Fields(fields.Draw(t, "old")), webhook.Fields(fields.Draw(t, "now"))
		changes := webhook.Diff(old, now)
		require.Equal(t, now, webhook.Apply(old, changes))
		require.Empty(t, webhook.Diff(now, now))
		require.Equal(t, now, webhook.Apply(webhook.Apply(old, changes), changes), "twice is once")
	})
}
