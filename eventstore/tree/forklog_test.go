package tree_test

import (
	"context"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/eventstore/tree"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
)

func (b *testBundle) store() *eventstore.Store {
	b.t.Helper()
	s, err := eventstore.Open(b.pool, eventstore.Config{Registry: event.Catalog(), Sealer: storetest.Sealer{}})
	require.NoError(b.t, err)
	b.t.Cleanup(s.Close)
	return s
}

// The key that signed the heads may be lost with the backup: a new one signs the
// new epoch, and the old heads hold nothing up.
func TestAForkOfABackupFromBeforeTheFirstKeyIsSignedByANewKey(t *testing.T) {
	t.Parallel()
	b := published(t)
	b.restore(50)
	b.exec(`delete from eventstore.tree_heads`)
	b.exec(`delete from eventstore.tree_keys`)
	b.notary = b.process()
	store := b.store()
	_, err := tree.ForkLog(b.ctx, store, b.folder, tree.Fork{Tenant: b.tenant}, "test")
	require.ErrorIs(t, err, tree.ErrNoReason)
	f, err := tree.ForkLog(b.ctx, store, b.folder, tree.Fork{Tenant: b.tenant, Reason: "disk lost"}, "test")
	require.NoError(t, err)
	require.Equal(t, b.epoch, f.Former)
	require.Equal(t, int64(50), f.Position)

	require.NoError(t, b.notary.CatchUp(b.ctx, b.tenant))
	b.publish(1)
	newest, ok, err := b.folder.Newest(b.tenant)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, f.Epoch, newest.Epoch)
	require.Equal(t, int64(51), newest.Size)
	require.NoError(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant))
}

func TestCatchUpSignsAllOfALogOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.NoError(t, b.notary.CatchUp(b.ctx, b.tenant))
	_, ok, err := tree.Newest(b.ctx, b.pool, b.tenant)
	require.NoError(t, err)
	require.False(t, ok, "an empty log has no head")

	b.events(2*tree.BatchSize+300, "")
	for range 2 {
		require.NoError(t, b.notary.CatchUp(b.ctx, b.tenant))
		head, ok, err := tree.Newest(b.ctx, b.pool, b.tenant)
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, int64(2*tree.BatchSize+300), head.Size)
		root, err := tree.Root(b.ctx, b.pool, b.tenant, head.Size)
		require.NoError(t, err)
		require.Equal(t, root, head.Root)
	}
	b.publish(1)

	b.exec(`update eventstore.tenants set read_only = 'a test'`)
	b.events(10, "")
	require.NoError(t, b.notary.CatchUp(b.ctx, b.tenant))
	b.now = b.now.Add(time.Hour)
	heads, err := b.notary.Sweep(b.ctx)
	require.NoError(t, err)
	require.Empty(t, heads, "a log that is read-only is signed no further")
	b.publish(0)
}

// counting counts the questions to the database.
type counting struct {
	*testBundle
	asked int
}

func (c *counting) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	c.asked++
	return c.pool.Query(ctx, sql, args...)
}

func (c *counting) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	c.asked++
	return c.pool.QueryRow(ctx, sql, args...)
}

func (c *counting) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	c.asked++
	return c.pool.Exec(ctx, sql, args...)
}

func TestPublishedHeadsCostOneQuestionForAllTenants(t *testing.T) {
	t.Parallel()
	b := published(t)
	c := &counting{testBundle: b}
	tree.PublishAll(b.ctx, c, b.folder, func(err error) { t.Error(err) })
	require.Equal(t, 1, c.asked)

	b.restore(300)
	var faults []error
	tree.PublishAll(b.ctx, c, b.folder, func(err error) { faults = append(faults, err) })
	require.Len(t, faults, 1)
	var ahead *tree.AheadError
	require.ErrorAs(t, faults[0], &ahead, "a backup that was restored while the program ran")
}
