package topic_test

import (
	"context"
	"testing"
	"time"

	"coresync/adapters/postgres/pgtest"
	"coresync/eventstore/topic"

	"github.com/stretchr/testify/require"
)

// seldom is a waker whose poll doesn't help within a test.
var seldom = topic.WakerConfig{Poll: time.Hour, IdlePoll: time.Hour}

func TestWakeUpInTheProcessAndByNotify(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	here, there := b.waker(seldom), b.waker(seldom)
	inProcess := b.subscribe(b.ranges(here, b.config("here")), 0)
	byNotify := b.subscribe(b.ranges(there, b.config("there")), 0)
	b.listening(2)
	for i := int64(1); i <= 3; i++ {
		here.OnCommit(tenant, b.events(tenant, 1))
		require.Equal(t, i, rangeOf(t, receiveAcked(t, inProcess)).To)
		require.Equal(t, i, rangeOf(t, receiveAcked(t, byNotify)).To)
	}
	require.Empty(t, b.reported())
}

// listening waits until n wakers of the bundle have their LISTEN.
func (b *bundle) listening(n int64) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		return n == b.number(`select count(*) from pg_stat_activity
			where datname = current_database() and application_name = 'coresync listen' and query like 'listen%' and state = 'idle'`)
	}, patience, 5*time.Millisecond)
}

func TestANotifierAloneWakesOthersAndFlushesAtItsClose(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := b.tenant(0), b.tenant(0)
	messages := b.subscribe(b.ranges(b.waker(seldom), b.config("c")), 0)
	b.listening(1)
	n := topic.NewNotifier(b.pool, topic.WakerConfig{NotifyGap: time.Hour})
	n.OnCommit(one, b.events(one, 1))
	receiveAcked(t, messages)
	n.OnCommit(two, b.events(two, 1)) // waits out the gap, but for the close
	require.NoError(t, n.Close())
	require.Equal(t, two, rangeOf(t, receiveAcked(t, messages)).Tenant)
}

func TestPollIsTheSafetyNet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{Poll: 5 * time.Millisecond}), b.config("c")), 0)
	b.events(tenant, 1) // nobody told
	receiveAcked(t, messages)
	later := b.tenant(0) // and a tenant that is new
	b.events(later, 1)
	require.Equal(t, later, rangeOf(t, receiveAcked(t, messages)).Tenant)
}

func TestAFalseHintIsForgotten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	w := b.waker(topic.WakerConfig{Poll: 5 * time.Millisecond})
	messages := b.subscribe(b.ranges(w, b.config("c")), 0)
	b.events(tenant, 1)
	receiveAcked(t, messages)
	w.OnCommit(tenant, 1000)
	require.Equal(t, int64(2), b.events(tenant, 1))
	require.Equal(t, int64(2), rangeOf(t, receiveAcked(t, messages)).To)
}

func TestALostListenConnectionComesBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	here, there := b.waker(seldom), b.waker(seldom)
	messages := b.subscribe(b.ranges(there, b.config("c")), 0)
	b.listening(2)
	b.exec(`select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and application_name = 'coresync listen'`)
	require.Eventually(t, func() bool { return len(b.reported()) >= 2 }, patience, time.Millisecond)
	b.listening(2)
	here.OnCommit(tenant, b.events(tenant, 1))
	receiveAcked(t, messages)
}

func TestTheServerMayGoAwayAndComeBack(t *testing.T) {
	t.Parallel()
	server := pgtest.Server(t, pgtest.Durable())
	b := setup(t, pgtest.On(server))
	tenant := b.tenant(0)
	messages := b.subscribe(b.ranges(b.waker(topic.WakerConfig{Poll: 20 * time.Millisecond}), b.config("c")), 0)
	b.events(tenant, 10)
	msg := receive(t, messages)
	require.NoError(t, write(msg))
	server.Stop(t)
	msg.Ack() // too late: the transaction ended with the server
	server.Start(t)
	for msg = receive(t, messages); write(msg) != nil; msg = receive(t, messages) {
		msg.Nack()
	}
	msg.Ack()
	require.Eventually(t, func() bool {
		var n int
		err := b.root.QueryRow(context.Background(), `select count(*) from public.written`).Scan(&n)
		return err == nil && n == 1
	}, patience, 10*time.Millisecond)
	require.NotEmpty(t, b.reported(), "what went wrong was told")
}
