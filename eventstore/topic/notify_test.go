package topic_test

import (
	"fmt"
	"testing"
	"time"

	"coresync/eventstore/topic"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestBackoffDoublesUpToItsMost(t *testing.T) {
	t.Parallel()
	b := topic.Backoff{First: 100 * time.Millisecond, Max: time.Second}
	var pauses []time.Duration
	for failures := 1; failures <= 6; failures++ {
		pauses = append(pauses, b.After(failures)/time.Millisecond)
	}
	require.Equal(t, []time.Duration{100, 200, 400, 800, 1000, 1000}, pauses)
	require.Equal(t, time.Second, b.After(1_000_000))
}

// More logs at once than one notification can name.
func TestManyCommitsAtOnceReachOtherProcesses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const tenants = 300
	b.exec(`insert into eventstore.tenants (tenant_id, name, partition) select gen_random_uuid(), 'many', 0 from generate_series(1, $1)`, tenants)
	messages := b.subscribe(b.ranges(b.waker(seldom), b.config("c")), 0)
	b.listening(1)
	n := topic.NewNotifier(b.pool, topic.WakerConfig{Logger: quiet(), OnError: b.failed})
	defer func() { require.NoError(t, n.Close()) }()
	for _, id := range b.tenants() {
		n.OnCommit(id, b.events(id, 1))
	}
	seen := map[uuid.UUID]bool{}
	for len(seen) < tenants {
		seen[rangeOf(t, receiveAcked(t, messages)).Tenant] = true
	}
	require.Empty(t, b.reported())
}

func FuzzNotification(f *testing.F) {
	f.Add("")
	f.Add("x:1")
	f.Add("10000000-0000-4000-8000-000000000001:7,10000000-0000-4000-8000-000000000002:-1")
	f.Add("10000000-0000-4000-8000-000000000001:99999999999999999999")
	f.Fuzz(func(t *testing.T, payload string) {
		written := ""
		err := topic.EachHead(payload, func(tenant uuid.UUID, head int64) {
			if written != "" {
				written += ","
			}
			written += fmt.Sprintf("%s:%d", tenant, head)
		})
		if err == nil { // what was understood can be written and is understood again
			require.NoError(t, topic.EachHead(written, func(uuid.UUID, int64) {}))
		}
	})
}
