package tree_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"coresync/eventstore"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// published is a log of 500 events whose head of 400 is in the folder.
func published(t *testing.T) *testBundle {
	t.Helper()
	b := setup(t)
	b.events(500, "")
	b.integrate(100)
	b.sign()
	b.publish(1)
	b.now = b.now.Add(time.Hour)
	b.integrate(400)
	b.sign()
	b.publish(1)
	b.publish(0)
	require.NoError(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant))
	return b
}

func (b *testBundle) publish(want int) {
	b.t.Helper()
	n, err := tree.Publish(b.ctx, b.pool, b.folder, b.tenant)
	require.NoError(b.t, err)
	require.Equal(b.t, want, n)
}

// restore makes the database what it was at a position, in all of its tables.
func (b *testBundle) restore(position int64) {
	b.t.Helper()
	b.exec(`delete from eventstore.events where position > $1`, position)
	b.exec(`delete from eventstore.tree_heads where size > $1`, position)
	b.exec(`delete from eventstore.tree_tiles`)
	b.exec(`delete from eventstore.checkpoints where consumer = 'tree'`)
	b.integrate(min(position, 100))
}

func TestAnOlderBackupIsNoticed(t *testing.T) {
	t.Parallel()
	b := published(t)
	b.restore(399)
	var ahead *tree.AheadError
	require.ErrorAs(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant), &ahead)
	require.Equal(t, int64(400), ahead.File.Size)
	require.Equal(t, eventstore.Head{Tenant: b.tenant, Epoch: b.epoch, Position: 399}, ahead.Log)
	require.Contains(t, ahead.Reason(), "covers 400 events, this database has 399: an older backup was restored")
	require.Contains(t, ahead.Reason(), "coresync events fork --reason")
	_, err := tree.Publish(b.ctx, b.pool, b.folder, b.tenant)
	require.ErrorAs(t, err, &ahead, "the evidence is not buried under newer heads")

	b.events(50, "other") // somebody wrote to it before it was compared
	var contradiction *tree.ContradictionError
	require.ErrorAs(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant), &contradiction)
	require.Contains(t, contradiction.Reason(), "the first 400 events of this database are not those")
}

func TestABackupFromBeforeTheFirstKeyIsNoticed(t *testing.T) {
	t.Parallel()
	b := published(t)
	b.restore(50)
	b.exec(`delete from eventstore.tree_keys`)
	var ahead *tree.AheadError
	require.ErrorAs(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant), &ahead)
}

func TestAForkLeavesTheFormerEpoch(t *testing.T) {
	t.Parallel()
	b := published(t)
	b.restore(300)
	former := b.epoch
	b.epoch = uuid.New()
	require.NoError(t, pgx.BeginFunc(b.ctx, b.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(b.ctx, `update eventstore.tenants set epoch = $2 where tenant_id = $1`, b.tenant, b.epoch)
		require.NoError(t, err)
		var ahead *tree.AheadError
		require.ErrorAs(t, tree.Check(b.ctx, tx, b.folder, b.tenant), &ahead, "an epoch that nobody has left")
		return tree.RecordFork(b.ctx, tx, tree.Fork{Tenant: b.tenant, Former: former, Epoch: b.epoch, Position: 300, Reason: "disk lost", At: b.now})
	}))
	require.NoError(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant))
	b.events(5, "new")
	b.now = b.now.Add(time.Hour)
	b.integrate(305)
	require.Equal(t, b.epoch, b.sign().Epoch)
	b.publish(1)
	newest, ok, err := b.folder.Newest(b.tenant)
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, b.epoch, newest.Epoch)
	require.NoError(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant))

	// A backup from before the fork does not know the new epoch.
	b.exec(`update eventstore.tenants set epoch = $1`, former)
	b.exec(`delete from eventstore.tree_forks`)
	var ahead *tree.AheadError
	require.ErrorAs(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant), &ahead)
	require.Contains(t, ahead.Reason(), "is of epoch "+b.epoch.String())
}

func TestAForgedHeadDoesNotStopALog(t *testing.T) {
	t.Parallel()
	b := published(t)
	path := b.folder.Path(b.tenant)
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte(strings.ReplaceAll(string(raw), "\n400\n", "\n4000\n")), 0o600))
	var forged *tree.HeadError
	require.ErrorAs(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant), &forged)
	require.Equal(t, path, forged.Path)
	require.ErrorContains(t, forged, "is not genuine")
}

func TestAheadOf(t *testing.T) {
	t.Parallel()
	epoch := uuid.New()
	log := eventstore.Head{Epoch: epoch, Position: 10}
	require.Nil(t, tree.AheadOf(tree.Head{Epoch: epoch, Size: 10}, log))
	require.NotNil(t, tree.AheadOf(tree.Head{Epoch: epoch, Size: 11}, log))
	require.NotNil(t, tree.AheadOf(tree.Head{Epoch: uuid.New(), Size: 1}, log))
}

// A crash of the server may lose a head that was on its way, but not its events.
func TestALostHeadIsNoContradiction(t *testing.T) {
	t.Parallel()
	b := published(t)
	b.exec(`delete from eventstore.tree_heads where size = 400`)
	require.NoError(t, tree.Check(b.ctx, b.pool, b.folder, b.tenant))
	b.publish(0)
	b.now = b.now.Add(time.Hour)
	b.integrate(450)
	b.sign()
	b.publish(1)
}
