package topic_test

import (
	"testing"
	"time"

	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
)

// A consumer that nobody waits for takes few events together, and many at once.
func TestALingeringConsumerWaitsForMoreUntilTheRangeIsFull(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(topic.WakerConfig{})
	patient, brief := b.config("patient"), b.config("brief")
	patient.Linger, brief.Linger = time.Hour, 10*time.Millisecond
	full := b.subscribe(b.ranges(w, patient), 0)
	few := b.subscribe(b.ranges(w, brief), 0)

	w.OnCommit(tenant, b.events(tenant, 4))
	require.Equal(t, int64(4), rangeOf(t, receiveAcked(t, few)).To)
	w.OnCommit(tenant, b.events(tenant, 6))
	require.Equal(t, int64(10), rangeOf(t, receiveAcked(t, full)).Events())
}

// A consumer that reads few of the types is asked less often while others come, and at
// once again behind events of its own.
func TestAConsumerWhoseEventsAreRareWaitsForMore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(topic.WakerConfig{})
	config := b.config("few")
	config.Calm = time.Hour
	messages := b.subscribe(b.ranges(w, config), 0)
	next := func(ignored int64) int64 {
		msg := receive(t, messages)
		n := rangeOf(t, msg).Events()
		require.NoError(t, topic.Report(msg.Context(), topic.Counts{Applied: n - ignored, Ignored: ignored}))
		msg.Ack()
		return n
	}
	w.OnCommit(tenant, b.events(tenant, 4))
	require.Equal(t, int64(4), next(3))
	w.OnCommit(tenant, b.events(tenant, 2))
	require.Equal(t, int64(2), next(2), "one of those before was its own")
	w.OnCommit(tenant, b.events(tenant, 6))
	w.OnCommit(tenant, b.events(tenant, 4))
	require.Equal(t, int64(10), next(0), "as many as a range may have")
	w.OnCommit(tenant, b.events(tenant, 1))
	require.Equal(t, int64(1), next(0))
}
