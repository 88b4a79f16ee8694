package eventstore

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"

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
