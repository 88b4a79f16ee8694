package topic_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

// router starts a router with its consumers and stops it with the test.
func (b *bundle) router(cfg topic.RouterConfig, add func(*topic.Router)) *topic.Router {
	b.t.Helper()
	cfg.Pool, cfg.Registry, cfg.Logger, cfg.CloseTimeout = b.pool, registry(), quiet(), patience
	cfg.Retry = topic.Retry{Times: 2, First: time.Millisecond}
	r, err := topic.NewRouter(cfg)
	require.NoError(b.t, err)
	add(r)
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { ended <- r.Run(ctx) }()
	b.t.Cleanup(func() {
		cancel()
		require.NoError(b.t, receive(b.t, ended))
	})
	return r
}

func TestRouterServesEveryTopicThatHasATenant(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one := b.tenant(1)
	b.events(one, 25)
	w := b.waker(topic.WakerConfig{Poll: 10 * time.Millisecond})
	b.router(topic.RouterConfig{Waker: w}, func(r *topic.Router) {
		require.NoError(t, r.AddRanges(b.config("c"), write))
		require.ErrorContains(t, r.AddRanges(b.config("c"), write), "it is there already")
	})
	require.Eventually(t, func() bool { return b.checkpoint("c", one) == 25 }, patience, time.Millisecond)
	two := b.tenant(2) // a topic that had none
	b.events(two, 5)
	require.Eventually(t, func() bool { return b.checkpoint("c", two) == 5 }, patience, time.Millisecond)
	require.Equal(t, []string{"events-1", "events-2"}, w.Topics())
	require.Equal(t, int64(4), b.written("c"))
}

func TestAPoisonedEventIsKeptWithItsReason(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(seldom)
	p := b.publisher(w)
	var calls atomic.Int64
	b.router(topic.RouterConfig{Waker: w}, func(r *topic.Router) {
		require.NoError(t, r.AddEvents(b.config("c"), func(msg *message.Message) ([]*message.Message, error) {
			if err := write(msg); err != nil {
				return nil, err
			}
			switch text := textOf(t, msg); {
			case text == "bad":
				calls.Add(1)
				return nil, errors.New("this device has no name")
			case text == "panics":
				panic("a fault in the handler")
			case text == "sql":
				return sqlError(msg)
			default:
				return nil, nil
			}
		}))
	})
	for _, text := range []string{"good", "bad", "panics", "sql", "good"} {
		require.NoError(t, p.Publish(topic.Name(0), note(tenant, text)))
	}
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 5 }, patience, time.Millisecond)
	require.Equal(t, int64(2), b.written("c"), "nothing of a failed attempt is left")
	require.Equal(t, int64(3), calls.Load(), "two more than the first")

	// The library's own subscriber reads what the library's own publisher wrote.
	stock, err := topic.NewStockSubscriber(b.pool, "operator", quiet())
	require.NoError(t, err)
	defer func() { require.NoError(t, stock.Close()) }()
	poisoned, err := stock.Subscribe(context.Background(), topic.PoisonTopic)
	require.NoError(t, err)
	for i, want := range []struct{ text, reason string }{
		{"bad", "this device has no name"}, {"panics", "a fault in the handler"}, {"sql", "SQLSTATE 22012"},
	} {
		msg := receiveAcked(t, poisoned)
		require.Equal(t, want.text, textOf(t, msg))
		require.Contains(t, msg.Metadata.Get("reason_poisoned"), want.reason)
		require.Equal(t, "events-0", msg.Metadata.Get("topic_poisoned"))
		require.Equal(t, "c/events-0", msg.Metadata.Get("handler_poisoned"))
		require.Equal(t, fmt.Sprint(i+2), msg.Metadata.Get(topic.MetaPosition))
		require.Equal(t, tenant.String(), msg.Metadata.Get(topic.MetaTenant))
	}
}

func TestAFaultOfTheSurroundingsPoisonsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(seldom)
	b.exec(`alter table public.written rename to away`)
	p := b.publisher(w)
	var calls atomic.Int64
	b.router(topic.RouterConfig{Waker: w}, func(r *topic.Router) {
		require.NoError(t, r.AddEvents(b.config("c"), func(msg *message.Message) ([]*message.Message, error) {
			calls.Add(1)
			return nil, write(msg)
		}))
	})
	require.NoError(t, p.Publish(topic.Name(0), note(tenant, "good")))
	require.Eventually(t, func() bool { return calls.Load() >= 5 }, patience, time.Millisecond)
	b.exec(`alter table public.away rename to written`)
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 1 }, patience, time.Millisecond)
	require.Zero(t, b.number(`select count(*) from watermill.poison`))
	require.Equal(t, int64(1), b.written("c"))
}

func TestWhatAHandlerProducesFollowsWhatItConsumed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(seldom)
	p := b.publisher(w)
	var failures atomic.Int64
	b.router(topic.RouterConfig{Waker: w, Publisher: p}, func(r *topic.Router) {
		require.NoError(t, r.AddEvents(b.config("c"), func(msg *message.Message) ([]*message.Message, error) {
			if textOf(t, msg) != "question" {
				return nil, nil
			}
			answer := note(tenant, "answer")
			answer.UUID = "answer to " + msg.UUID
			delete(answer.Metadata, topic.MetaTenant)
			delete(answer.Metadata, topic.MetaActor)
			if failures.Add(1) == 1 {
				answer.Metadata.Set(topic.MetaExpected, "9") // the publish fails: all is rolled back
			}
			return []*message.Message{answer}, write(msg)
		}))
	})
	question := note(tenant, "question")
	question.Metadata.Set(topic.MetaCorrelation, "10000000-0000-4000-8000-000000000001")
	require.NoError(t, p.Publish(topic.Name(0), question))
	require.Eventually(t, func() bool { return b.checkpoint("c", tenant) == 2 }, patience, time.Millisecond)
	log := b.log(tenant)
	require.Len(t, log, 2)
	require.Equal(t, log[0].ID, log[1].CausationID)
	require.Equal(t, "10000000-0000-4000-8000-000000000001", log[1].CorrelationID.String())
	require.Equal(t, "consumer:c", log[1].Actor)
	require.Equal(t, int64(1), b.written("c"))
}

func TestRouterMeasuresLagAndHandlers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 12)
	b.exec(`update eventstore.events set recorded_at = date_trunc('month', recorded_at) + make_interval(secs => position)`)
	var recorded time.Time
	require.NoError(t, b.root.QueryRow(context.Background(), `select recorded_at from eventstore.events where position = 11`).Scan(&recorded))
	w := b.waker(topic.WakerConfig{Poll: time.Hour, IdlePoll: time.Hour, Clock: func() time.Time { return recorded.Add(90 * time.Second) }})
	metrics := prometheus.NewPedanticRegistry()
	gate := make(chan struct{})
	b.router(topic.RouterConfig{Waker: w, Metrics: metrics}, func(r *topic.Router) {
		require.NoError(t, r.AddRanges(b.config("c"), func(msg *message.Message) error {
			<-gate
			return write(msg)
		}))
	})
	lag := func(events, seconds float64) func() bool {
		return func() bool {
			e, okEvents := gauge(t, metrics, "coresync_consumer_lag_events", "c")
			s, okSeconds := gauge(t, metrics, "coresync_consumer_lag_seconds", "c")
			return okEvents && okSeconds && e == events && s == seconds
		}
	}
	require.Eventually(t, lag(12, 100), patience, time.Millisecond)
	gate <- struct{}{}
	require.Eventually(t, lag(2, 90), patience, time.Millisecond)
	gate <- struct{}{}
	require.Eventually(t, lag(0, 0), patience, time.Millisecond)
	families := gather(t, metrics)
	require.Contains(t, families, "coresync_topic_handler_execution_time_seconds")
	require.Contains(t, families, "coresync_topic_subscriber_messages_received_total")
}

// gather reads every metric's values by its label.
func gather(t *testing.T, from prometheus.Gatherer) map[string]map[string]float64 {
	t.Helper()
	families, err := from.Gather()
	require.NoError(t, err)
	all := make(map[string]map[string]float64)
	for _, family := range families {
		values := make(map[string]float64)
		for _, m := range family.GetMetric() {
			for _, label := range m.GetLabel() {
				values[label.GetValue()] = m.GetGauge().GetValue()
			}
		}
		all[family.GetName()] = values
	}
	return all
}

func gauge(t *testing.T, from prometheus.Gatherer, name, label string) (float64, bool) {
	t.Helper()
	value, ok := gather(t, from)[name][label]
	return value, ok
}

func TestRouterNeedsWhatItCannotDoWithout(t *testing.T) {
	t.Parallel()
	_, err := topic.NewRouter(topic.RouterConfig{})
	require.ErrorContains(t, err, "pool and waker are required")
	b := setup(t)
	r, err := topic.NewRouter(topic.RouterConfig{Pool: b.pool, Waker: b.waker(topic.WakerConfig{}), Logger: quiet()})
	require.NoError(t, err)
	require.ErrorContains(t, r.AddEvents(b.config("c"), writes), "needs a registry")
	require.ErrorContains(t, r.Run(context.Background()), "no consumer")
}
