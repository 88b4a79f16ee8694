package eventstore

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The plan of the query inside the lock must be probes of the primary key, also on
// a table that was never analysed, as it is during the first sync of a new fleet.
func TestVersionsAreProbedAlsoWithoutStatistics(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t).Pool(postgres.RoleEngine)
	tenant := uuid.New()
	_, err := pool.Exec(t.Context(), `insert into eventstore.streams
		(tenant_id, stream, version, first_position, last_position, last_recorded_at)
		select $1, 'device/' || n, 1, n, n, now() from generate_series(1, 20000) n`, tenant)
	require.NoError(t, err)
	names := make([]string, 400)
	for i := range names {
		names[i] = fmt.Sprintf("device/%d", i*40+1)
	}
	conn, err := pool.Acquire(context.Background())
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), `set plan_cache_mode = force_generic_plan`)
	require.NoError(t, err)
	var raw []byte
	require.NoError(t, conn.QueryRow(t.Context(), `explain (analyze, format json) `+versionsSQL, tenant, names).Scan(&raw))
	var plans []struct{ Plan node }
	require.NoError(t, json.Unmarshal(raw, &plans))
	require.Zero(t, plans[0].Plan.removed(), "no row is read and thrown away:\n%s", raw)
}

// What held at a position is found stream by stream. A join of the two tables can use
// the index only if both compare names alike; it took a step through the whole log
// for each stream when they didn't (5,000 devices: 12 s instead of 0.2).
func TestTheNewestEventOfEachStreamIsFoundByIndex(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t).Pool("")
	tenant := uuid.New()
	for _, statement := range []string{
		`insert into eventstore.streams (tenant_id, stream, version, first_position, last_position, last_recorded_at)
			select $1, 'device/' || n, 5, n, n + 8000, now() from generate_series(1, 2000) n`,
		`insert into eventstore.events (tenant_id, position, stream, version, event_id, type, schema_version,
				occurred_at, recorded_at, actor, correlation_id, payload, leaf_hash)
			select $1, (v - 1) * 2000 + n, 'device/' || n, v, gen_random_uuid(), 'DeviceObserved', 1,
				now(), now(), 'test', gen_random_uuid(), '{}', '' from generate_series(1, 2000) n, generate_series(1, 5) v`,
	} {
		_, err := pool.Exec(t.Context(), statement, tenant)
		require.NoError(t, err)
	}
	_, err := pool.Exec(t.Context(), `analyze eventstore.events, eventstore.streams`)
	require.NoError(t, err)
	var raw []byte
	require.NoError(t, pool.QueryRow(t.Context(), `explain (analyze, format json)
		select e.position from eventstore.streams s cross join lateral (
			select position from eventstore.events where tenant_id = s.tenant_id and stream = s.stream
				and type = 'DeviceObserved' and position <= 6000 order by position desc limit 1) e
		where s.tenant_id = $1`, tenant).Scan(&raw))
	var plans []struct{ Plan node }
	require.NoError(t, json.Unmarshal(raw, &plans))
	require.Less(t, plans[0].Plan.removed(), 2000.0, "rows read and thrown away:\n%s", raw)
}

// The newest events of several types are found type by type, however rare they are. The
// planner knows how many there are, not that they are old: together it reads the log back from
// its head until it has enough of them.
func TestRareTypesAreFoundByIndex(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t).Pool("")
	tenant := uuid.New()
	_, err := pool.Exec(t.Context(), `insert into eventstore.events (tenant_id, position, stream, version, event_id, type, schema_version,
			occurred_at, recorded_at, actor, correlation_id, payload, leaf_hash)
		select $1, n, 'device/' || n, 1, gen_random_uuid(), case when n <= 200 then 'SignedIn' when n <= 400 then 'SignedOut' else 'DeviceObserved' end, 1,
			now(), now(), 'test', gen_random_uuid(), '{}', '' from generate_series(1, 20000) n`, tenant)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `analyze eventstore.events`)
	require.NoError(t, err)
	sql, args := Query{Types: []event.Type{"SignedIn", "SignedOut"}, To: 20000, Limit: 101, Backwards: true, Apart: true}.sqlApart(tenant)
	var raw []byte
	require.NoError(t, pool.QueryRow(t.Context(), `explain (analyze, format json) `+sql, args...).Scan(&raw))
	var plans []struct{ Plan node }
	require.NoError(t, json.Unmarshal(raw, &plans))
	require.Zero(t, plans[0].Plan.removed(), "rows read and thrown away:\n%s", raw)
}

type node struct {
	Removed float64 `json:"Rows Removed by Filter"`
	Loops   float64 `json:"Actual Loops"`
	Plans   []node  `json:"Plans"`
}

func (n node) removed() float64 {
	sum := n.Removed * n.Loops
	for _, p := range n.Plans {
		sum += p.removed()
	}
	return sum
}
