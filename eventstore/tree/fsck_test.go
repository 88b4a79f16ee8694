package tree_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/leaf"
	"coresync/eventstore/storetest"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// signedLog is a log of 700 real events with heads of 300, 600 and 700, all of
// them in the folder.
func signedLog(t *testing.T) *testBundle {
	t.Helper()
	b := setup(t)
	b.grow(300)
	b.grow(300)
	b.grow(100)
	b.publish(3)
	return b
}

// grow appends events and signs a head of all.
func (b *testBundle) grow(n int) {
	b.t.Helper()
	events := make([]event.New, n)
	for i := range events {
		events[i] = storetest.Customer(i)
	}
	_, err := b.store().AppendAll(b.ctx, storetest.Write(b.tenant, events...))
	require.NoError(b.t, err)
	b.now = b.now.Add(time.Hour)
	require.NoError(b.t, b.notary.CatchUp(b.ctx, b.tenant))
}

func (b *testBundle) fsck() tree.Audited {
	b.t.Helper()
	found, err := tree.Fsck(b.ctx, b.pool, b.folder, b.tenant, nil)
	require.NoError(b.t, err)
	return found
}

// forge makes a row's leaf fit what stands in the row by now.
func (b *testBundle) forge(position int64) {
	b.t.Helper()
	err := b.store().Read(b.ctx, b.tenant, eventstore.Query{After: position - 1, To: position}, func(e event.Recorded) error {
		hash := leaf.Hash(e, leaf.PayloadHash(e.Payload))
		b.exec(`update eventstore.events set leaf_hash = $2 where position = $1`, position, hash[:])
		return nil
	})
	require.NoError(b.t, err)
}

func TestFsckOfALogThatWasNotTouched(t *testing.T) {
	t.Parallel()
	b := signedLog(t)
	var reached int64
	found, err := tree.Fsck(b.ctx, b.pool, b.folder, b.tenant, func(done, total int64) {
		require.Equal(t, int64(700), total)
		reached = done
	})
	require.NoError(t, err)
	require.Equal(t, int64(700), reached)
	require.Empty(t, found.Faults)
	require.True(t, found.OK())
	require.Equal(t, []int64{700, 3, 0}, []int64{found.Events, found.Heads, found.HeadsLeft})
	root, err := tree.Root(b.ctx, b.pool, b.tenant, 700)
	require.NoError(t, err)
	require.Equal(t, root, found.Root)

	_, err = tree.Fsck(b.ctx, b.pool, b.folder, uuid.New(), nil)
	require.ErrorIs(t, err, eventstore.ErrNoTenant)
}

const actor = `update eventstore.events set actor = 'somebody else' where position = `

// Each line is what somebody does who may write to the database, and more of it
// each time to hide it.
func TestFsckNamesWhatWasChanged(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		do    func(b *testBundle)
		want  []string // what each fault begins with
		heads int64
	}{
		"a row": {
			do:   func(b *testBundle) { b.exec(actor + `123`) },
			want: []string{"position 123: the row was changed"}, heads: 3,
		},
		"a row that is in no tile yet": {
			do:   func(b *testBundle) { b.exec(actor + `699`) },
			want: []string{"position 699: the row was changed"}, heads: 3,
		},
		"a row and its leaf": {
			do:   func(b *testBundle) { b.exec(actor + `123`); b.forge(123) },
			want: []string{"position 123: its leaf is "}, heads: 3,
		},
		"a row and its leaf in no tile": {
			do: func(b *testBundle) { b.exec(actor + `650`); b.forge(650) },
			want: []string{
				"positions 1 to 700: the tree's own state",
				"positions 601 to 700: these events are not those that were signed for",
			}, heads: 3,
		},
		"a row, its leaf and its tile": {
			do: func(b *testBundle) {
				b.exec(actor + `123`)
				b.forge(123)
				b.exec(`update eventstore.tree_tiles set hashes = overlay(hashes placing
					(select leaf_hash from eventstore.events where position = 123) from 122*32+1) where level = 0 and index = 0`)
			},
			want: []string{
				"positions 1 to 300: tile 0 of level 1 is not what stands on its leaves",
				"positions 1 to 300: these events are not those that were signed for",
				"positions 1 to 700: the tree's own state",
			}, heads: 3,
		},
		"a row that is gone": {
			do:   func(b *testBundle) { b.exec(`delete from eventstore.events where position = 123`) },
			want: []string{"position 123: no row is there"}, heads: 3,
		},
		"a row that is gone and in no tile": {
			do:   func(b *testBundle) { b.exec(`delete from eventstore.events where position = 650`) },
			want: []string{"position 650: no row is there", "positions 601 to 700: a leaf is lost"}, heads: 2,
		},
		"the newest rows": {
			do: func(b *testBundle) { b.exec(`delete from eventstore.events where position > 690`) },
			want: []string{
				"positions 691 to 700: the tree has taken these events in",
				"positions 691 to 700: a head was signed for these events, the log does not have them",
			}, heads: 2,
		},
		"the newest rows, and what knew of them": {
			do: func(b *testBundle) {
				b.exec(`delete from eventstore.events where position > 690`)
				b.exec(`delete from eventstore.tree_heads where size > 600`)
				b.exec(`delete from eventstore.tree_tiles`)
				b.exec(`delete from eventstore.checkpoints`)
			},
			want: []string{"positions 691 to 700: a head in the data folder was signed for these events"}, heads: 2,
		},
		"a head": {
			do: func(b *testBundle) {
				b.exec(`update eventstore.tree_heads set root = sha256('x') where size = 300`)
			},
			want: []string{"positions 1 to 300: the signed head of these events is not genuine: its row is not what was signed"}, heads: 4,
		},
		"a head and its note": {
			do: func(b *testBundle) {
				b.exec(`update eventstore.tree_heads set note = replace(note, E'\n300\n', E'\n299\n'), size = 299 where size = 300`)
			},
			want: []string{"positions 1 to 299: the signed head of these events is not genuine"}, heads: 4,
		},
		"the time of a row": {
			do: func(b *testBundle) {
				b.exec(`update eventstore.events set recorded_at = recorded_at + interval '1 day' where position = 123`)
			},
			want: []string{"position 123: the row was changed"}, heads: 3,
		},
		"a row twice": {
			do: func(b *testBundle) {
				b.exec(`insert into eventstore.events select (jsonb_populate_record(e, '{"recorded_at": "2026-12-01", "actor": "x"}')).*
					from eventstore.events e where position = 123`)
			},
			want: []string{"position 123: there is more than one row"}, heads: 3,
		},
		"a tile": {
			do:   func(b *testBundle) { b.exec(`delete from eventstore.tree_tiles where level = 0 and index = 1`) },
			want: []string{"positions 257 to 512: the tree has no whole tile"}, heads: 3,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := signedLog(t)
			c.do(b)
			found := b.fsck()
			require.Len(t, found.Faults, len(c.want), "%v", found.Faults)
			require.Equal(t, int64(len(c.want)), found.FaultCount)
			for i, want := range c.want {
				require.True(t, strings.HasPrefix(found.Faults[i].String(), want), "%s", found.Faults[i])
			}
			require.Equal(t, c.heads, found.Heads)
		})
	}
}

// Heads of events that were given up by a fork are no faults; those before it still
// hold the log to what it was.
func TestFsckAfterAFork(t *testing.T) {
	t.Parallel()
	b := signedLog(t)
	b.exec(`delete from eventstore.events where position > 650`)
	b.exec(`delete from eventstore.streams`)
	b.exec(`delete from eventstore.tree_heads where size > 600`)
	b.exec(`delete from eventstore.tree_tiles`)
	b.exec(`delete from eventstore.checkpoints`)
	_, err := tree.ForkLog(b.ctx, b.store(), b.folder, tree.Fork{Tenant: b.tenant, Reason: "disk lost"}, "test")
	require.NoError(t, err)
	b.grow(100)
	b.publish(1)
	found := b.fsck()
	require.Empty(t, found.Faults)
	require.Equal(t, []int64{751, 3, 1}, []int64{found.Events, found.Heads, found.HeadsLeft})

	b.exec(actor + `10`)
	b.forge(10)
	b.exec(`delete from eventstore.tree_tiles`)
	b.exec(`delete from eventstore.checkpoints`)
	found = b.fsck()
	require.Len(t, found.Faults, 1)
	require.Contains(t, found.Faults[0].String(), "positions 1 to 300: these events are not those that were signed for")
}

// A log of more than one batch, with faults on both sides of the border.
func TestFsckOfALongLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.grow(6000)
	for _, position := range []int{5119, 5120, 5121, 5999} {
		b.exec(actor + fmt.Sprint(position))
	}
	found := b.fsck()
	require.Len(t, found.Faults, 4, "%v", found.Faults)
	require.Equal(t, []int64{5119, 5120, 5121, 5999},
		[]int64{found.Faults[0].From, found.Faults[1].From, found.Faults[2].From, found.Faults[3].From})
	require.Equal(t, int64(1), found.Heads)
	require.Equal(t, int64(6000), found.Events)
}

// Appends, the tree and new heads go on while somebody walks the log.
func TestFsckBesideAWriter(t *testing.T) {
	t.Parallel()
	b := signedLog(t)
	stop, stopped := make(chan struct{}), make(chan error, 1)
	store := b.store()
	go func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			_, err := store.AppendAll(b.ctx, storetest.Write(b.tenant, storetest.Customer(n), storetest.Customer(n+1)))
			if err == nil {
				err = b.notary.CatchUp(b.ctx, b.tenant)
			}
			if err != nil {
				stopped <- err
				return
			}
		}
	}()
	for range 20 {
		require.Empty(t, b.fsck().Faults)
	}
	close(stop)
	require.NoError(t, <-stopped)
}

// growing is a database to which an event is appended and signed for right after it
// was asked how long the log is.
type growing struct {
	*pgxpool.Pool
	b *testBundle
}

type answered struct {
	position int64
	err      error
}

func (a answered) Scan(dest ...any) error {
	*dest[0].(*int64) = a.position
	return a.err
}

func (g growing) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	row := g.Pool.QueryRow(ctx, sql, args...)
	if !strings.HasPrefix(sql, "select coalesce((select position from eventstore.events") {
		return row
	}
	var a answered
	a.err = row.Scan(&a.position)
	g.b.grow(1)
	return a
}

// A head that is signed while the walk ends stands for events that are there.
func TestFsckAccusesNobodyOfAHeadThatIsSignedMeanwhile(t *testing.T) {
	t.Parallel()
	b := signedLog(t)
	found, err := tree.Fsck(b.ctx, growing{b.pool, b}, b.folder, b.tenant, nil)
	require.NoError(t, err)
	require.Empty(t, found.Faults)
}
