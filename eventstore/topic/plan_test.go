package topic_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"coresync/eventstore"
	"coresync/eventstore/topic"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// node is what matters of a node of a plan.
type node struct {
	NodeType string  `json:"Node Type"`
	Index    string  `json:"Index Name"`
	Relation string  `json:"Relation Name"`
	Removed  float64 `json:"Rows Removed by Filter"`
	Recheck  float64 `json:"Rows Removed by Index Recheck"`
	Rows     float64 `json:"Actual Rows"`
	Loops    float64 `json:"Actual Loops"`
	Plans    []node  `json:"Plans"`
}

func (n node) each(yield func(node)) {
	yield(n)
	for _, child := range n.Plans {
		child.each(yield)
	}
}

func (b *bundle) explain(tx pgx.Tx, sql string, args ...any) node {
	b.t.Helper()
	var raw []byte
	require.NoError(b.t, tx.QueryRow(context.Background(), "explain (analyze, format json) "+sql, args...).Scan(&raw))
	var plans []struct{ Plan node }
	require.NoError(b.t, json.Unmarshal(raw, &plans))
	return plans[0].Plan
}

// The cost of one range must not depend on what lies behind it, or draining a
// backlog is quadratic: an index range is read, and every row that is read is used.
func TestTrapABacklogIsReadInLinearTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant, other := b.tenant(0), b.tenant(0)
	b.exec(`select eventstore.ensure_partition(now() - make_interval(months => m)) from generate_series(1, 2) m`)
	b.events(other, 20000)
	b.exec(strings.Replace(insertEvents, "clock_timestamp()", "now() - interval '2 months'", 1), tenant, 5000)
	b.exec(strings.Replace(insertEvents, "clock_timestamp()", "now() - interval '1 month'", 1), tenant, 5000)
	b.events(tenant, 10000)
	b.exec(`vacuum analyze eventstore.events`)
	b.exec(`insert into eventstore.checkpoints (tenant_id, consumer) values ($1, 'c')`, tenant)

	ctx := context.Background()
	for _, after := range []int64{0, 7000, 10500, 19000} {
		t.Run(fmt.Sprintf("After%d", after), func(t *testing.T) {
			b.exec(`update eventstore.checkpoints set position = $2,
				recorded_at = (select recorded_at from eventstore.events where tenant_id = $1 and position = $2) where consumer = 'c'`, tenant, after)
			tx, err := b.pool.Begin(ctx)
			require.NoError(t, err)
			defer func() { require.NoError(t, tx.Rollback(ctx)) }()
			lock := b.explain(tx, topic.LockSQL, tenant, "c", 20000, 500, false)
			requireLean(t, lock, 1)
			q := eventstore.Query{After: after, To: after + 500}
			if after > 0 {
				require.NoError(t, tx.QueryRow(ctx, `select recorded_at from eventstore.checkpoints where consumer = 'c'`).Scan(&q.Since))
			}
			read := b.explain(tx, `select payload from eventstore.events where tenant_id = $1 and position > $2 and position <= $3
				and recorded_at >= $4 order by position`, tenant, q.After, q.To, q.Since)
			requireLean(t, read, 500)
		})
	}
}

// requireLean checks that events are found by their primary key, that nothing that
// was read was thrown away, and that no more rows were read than are wanted from
// each month.
func requireLean(t *testing.T, plan node, wanted float64) {
	t.Helper()
	indexes := 0
	plan.each(func(n node) {
		if strings.HasPrefix(n.Index, "events_") {
			indexes++
			require.Contains(t, n.Index, "_pkey", n.NodeType)
		}
		if strings.HasPrefix(n.Relation, "events_") {
			require.Zero(t, n.Removed+n.Recheck, "rows removed in %s", n.Relation)
			require.LessOrEqual(t, n.Rows, wanted, "rows read from %s", n.Relation)
			if n.NodeType == "Seq Scan" { // of a month that is empty
				require.Zero(t, n.Rows, "rows read from %s", n.Relation)
			}
		}
	})
	require.NotZero(t, indexes)
}

// The look at the heads reads at most one row of each log, however long it is.
func TestThePollLooksAtTheNewestEventOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	tenant := b.tenant(0)
	b.events(tenant, 20000)
	b.exec(`vacuum analyze eventstore.events`)
	ctx := context.Background()
	tx, err := b.pool.Begin(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, tx.Rollback(ctx)) }()
	for _, known := range []int64{1, 19000, 20000} {
		plan := b.explain(tx, topic.HeadsSQL, []any{tenant}, []int64{known}, []any{"-infinity"})
		requireLean(t, plan, 1)
	}
	requireLean(t, b.explain(tx, topic.HeadsSQL, []any{}, []int64{}, []any{}), 1)
}
