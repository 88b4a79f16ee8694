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
