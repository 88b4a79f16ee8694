package projections

import (
	"encoding/json"
	"testing"
	"time"

	"coresync/adapters/postgres/pgtest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The snapshots of a moment in the past are found stream by stream in the index of
// streams. Under another collation the index can't be used, and each stream is looked
// for through the whole log: an as-of of 100,000 devices took hours.
func TestSnapshotsOfThePastAreFoundByIndex(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t).Pool("")
	tenant := uuid.New()
	const streams, versions = 1000, 8
	for _, statement := range []string{
		`insert into eventstore.streams (tenant_id, stream, version, first_position, last_position, last_recorded_at,
				snapshot_position, snapshot_recorded_at)
			select $1, 'device/' || n, 8, n, n + 7000, now(), n + 7000, now() from generate_series(1, 1000) n`,
		`insert into eventstore.events (tenant_id, position, stream, version, event_id, type, schema_version,
				occurred_at, recorded_at, actor, correlation_id, payload, leaf_hash)
			select $1, (v - 1) * 1000 + n, 'device/' || n, v, gen_random_uuid(), 'DeviceObserved', 1,
				now(), now(), 'test', gen_random_uuid(), '{}', '' from generate_series(1, 1000) n, generate_series(1, 8) v`,
	} {
		_, err := pool.Exec(t.Context(), statement, tenant)
		require.NoError(t, err)
	}
	_, err := pool.Exec(t.Context(), `analyze eventstore.events, eventstore.streams`)
	require.NoError(t, err)
	var raw []byte
	err = pool.QueryRow(t.Context(), `explain (analyze, format json) `+streamsSQL,
		tenant, "device/", after("device/"), streams*versions/2, time.Now().Add(time.Hour), "DeviceObserved").Scan(&raw)
	require.NoError(t, err)
	var plans []struct{ Plan planNode }
	require.NoError(t, json.Unmarshal(raw, &plans))
	require.Less(t, plans[0].Plan.removed(), float64(streams), "rows read and thrown away:\n%s", raw)
}

type planNode struct {
	Removed float64 `json:"Rows Removed by Filter"`
	Loops   float64 `json:"Actual Loops"`
	Plans   []planNode
}

func (n planNode) removed() float64 {
	sum := n.Removed * n.Loops
	for _, p := range n.Plans {
		sum += p.removed()
	}
	return sum
}
