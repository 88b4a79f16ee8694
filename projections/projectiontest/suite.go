package projectiontest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Suite runs the properties that hold for every read model, on real PostgreSQL and
// on histories of all kinds of events:
//
//   - any size of batch gives the same rows, and so does applying a range twice;
//   - live rows, rows rebuilt with and without superseded observations, and the
//     digests and counts of the checkpoints agree;
//   - as of each position the rows are those that live projection had there, each model
//     folded alone as well as all together;
//   - a connection that breaks at any statement, before it or after it, changes nothing;
//   - two tenants with the same ids never mix.
//
// rapid's flag -rapid.checks sets how many histories are tried.
func Suite(t *testing.T, models func() []*projections.Model) {
	t.Run("any batch size", func(t *testing.T) { t.Parallel(); batches(t, models) })
	t.Run("rebuilt", func(t *testing.T) { t.Parallel(); rebuilt(t, models) })
	t.Run("as of", func(t *testing.T) { t.Parallel(); asOf(t, models) })
	t.Run("as of together", func(t *testing.T) { t.Parallel(); together(t, models) })
	t.Run("two tenants", func(t *testing.T) { t.Parallel(); tenants(t, models) })
	t.Run("broken connections", func(t *testing.T) { t.Parallel(); broken(t, models) })
}

// NewEngine makes one more engine on the bundle's database, as another process would.
func (b *Bundle) NewEngine(t require.TestingT, models []*projections.Model) *projections.Engine {
	return b.engine(t, models, 100)
}

// engine makes one more engine on the bundle's database.
func (b *Bundle) engine(t require.TestingT, models []*projections.Model, batch int) *projections.Engine {
	e, err := projections.New(b.Pool, projections.Config{
		Registry: event.Catalog(), Models: models, Clock: b.Clock.Now, BatchSize: batch, ResolveEvery: -1,
		Owner: b.Owner, LiveFirst: -1, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return e
}

// Agree requires that live rows, checkpoints and both ways of folding the log
// anew say the same about every read model of the tenant.
func (b *Bundle) Agree(t require.TestingT, e *projections.Engine, tenant uuid.UUID) {
	ctx := context.Background()
	all, err := e.Status(ctx, tenant)
	require.NoError(t, err)
	for _, s := range all {
		if !slices.ContainsFunc(e.Live(), func(l *projections.Live) bool { return l.Name() == s.Model }) {
			continue // nobody drives it in this test
		}
		require.Equal(t, s.Head, s.Position, s.Model)
		require.Equal(t, s.Position, s.Applied+s.Ignored+s.Superseded+s.Failed, "%s: counts", s.Model)
		require.Empty(t, s.Blocked, s.Model)
		for _, long := range []bool{false, true} {
			folded, err := e.Digests(ctx, tenant, s.Model, projections.Moment{Position: s.Position, Rules: s.Rules}, long)
			require.NoError(t, err)
			require.Equal(t, full(folded), full(s.State.Tables), "%s: live, and folded anew (long way: %t)", s.Model, long)
		}
		found, err := e.Fsck(ctx, tenant, s.Model)
		require.NoError(t, err)
		require.True(t, found.OK(), "%s: %+v", s.Model, found)
	}
}

// full leaves out tables without rows: a checkpoint may not know them yet.
func full(tables map[string]projections.TableState) map[string]projections.TableState {
	some := make(map[string]projections.TableState)
	for name, s := range tables {
		if s != (projections.TableState{}) {
			some[name] = s
		}
	}
	return some
}

func batches(t *testing.T, models func() []*projections.Model) {
	b := New(t, models()...)
	rapid.Check(t, func(rt *rapid.T) {
		w := b.NewWorld(rt)
		size := rapid.SampledFrom([]int{1, 2, 3, 7, 1000}).Draw(rt, "batch")
		e := b.engine(rt, models(), size)
		for range rapid.IntRange(1, 3).Draw(rt, "times") {
			w.Live(rt, rapid.IntRange(1, 25).Draw(rt, "steps"))
			require.NoError(rt, e.CatchUp(context.Background(), w.tenant))
		}
		twice(rt, b, e, w.tenant)
		b.Agree(rt, e, w.tenant)
	})
}

// twice hands the whole log to the live drivers once more.
func twice(t require.TestingT, b *Bundle, e *projections.Engine, tenant uuid.UUID) {
	head, err := b.Head(context.Background(), tenant)
	require.NoError(t, err)
	for _, l := range e.Live() {
		require.NoError(t, pgx.BeginFunc(context.Background(), b.Pool, func(tx pgx.Tx) error {
			_, err := l.Apply(context.Background(), tx, projections.Range{Tenant: tenant, To: head.Position})
			return err
		}))
	}
}

func rebuilt(t *testing.T, models func() []*projections.Model) {
	b := New(t, models()...)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		w, e := b.NewWorld(rt), b.engine(rt, models(), 100)
		w.Live(rt, rapid.IntRange(1, 30).Draw(rt, "steps"))
		require.NoError(rt, e.CatchUp(ctx, w.tenant))
		w.Live(rt, rapid.IntRange(0, 10).Draw(rt, "more steps")) // which live rows lack
		for _, m := range models() {
			o := projections.RebuildOptions{Model: m.Name, Long: rapid.Bool().Draw(rt, "long")}
			if rapid.Bool().Draw(rt, "one tenant") {
				o.Tenant = w.tenant
			}
			_, err := e.Rebuild(ctx, o)
			require.NoError(rt, err)
		}
		w.Live(rt, rapid.IntRange(0, 10).Draw(rt, "later steps"))
		require.NoError(rt, e.CatchUp(ctx, w.tenant))
		b.Agree(rt, e, w.tenant)
	})
}

func asOf(t *testing.T, models func() []*projections.Model) {
	b := New(t, models()...)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		w, e := b.NewWorld(rt), b.engine(rt, models(), 1)
		type place struct {
			model string
			at    int64
		}
		then := make(map[place]map[string]projections.TableState)
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			w.Live(rt, 1)
			require.NoError(rt, e.CatchUp(ctx, w.tenant))
			all, err := e.Status(ctx, w.tenant)
			require.NoError(rt, err)
			for _, s := range all {
				then[place{s.Model, s.Position}] = s.State.Tables
			}
		}
		for p, tables := range then {
			folded, err := e.Digests(ctx, w.tenant, p.model, projections.Moment{Position: p.at}, false)
			require.NoError(rt, err)
			require.Equal(rt, full(tables), full(folded), "%s as of %d", p.model, p.at)
		}
	})
}

func tenants(t *testing.T, models func() []*projections.Model) {
	b := New(t, models()...)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		worlds, e := []*World{b.NewWorld(rt), b.NewWorld(rt)}, b.engine(rt, models(), 3)
		for range rapid.IntRange(2, 6).Draw(rt, "turns") {
			w := rapid.SampledFrom(worlds).Draw(rt, "whose turn")
			w.Live(rt, rapid.IntRange(1, 8).Draw(rt, "steps"))
			require.NoError(rt, e.CatchUp(ctx, w.tenant))
		}
		for _, w := range worlds {
			b.Agree(rt, e, w.tenant)
		}
	})
}

// broken cuts the connection at the nth write to the server, for every n until the
// log is applied without one; before the write, or after it, when the server does
// what it was told and nobody hears the answer.
func broken(t *testing.T, models func() []*projections.Model) {
	b := New(t, models()...)
	rapid.Check(t, func(rt *rapid.T) {
		w, fault := b.NewWorld(rt), &Fault{}
		w.Live(rt, rapid.IntRange(1, 20).Draw(rt, "steps"))
		pool := fault.Pool(rt, b.DB.URL)
		defer pool.Close()
		e, err := projections.New(pool, projections.Config{
			Registry: event.Catalog(), Models: models(), Clock: b.Clock.Now, ResolveEvery: -1,
			BatchSize: rapid.SampledFrom([]int{2, 5, 1000}).Draw(rt, "batch"), Logger: slog.New(slog.DiscardHandler),
		})
		require.NoError(rt, err)
		after := rapid.Bool().Draw(rt, "after the write")
		for n := 1; ; n++ {
			require.Less(rt, n, 2000, "the fault never stops")
			fault.Arm(n, after)
			err := e.CatchUp(context.Background(), w.tenant)
			if errors.Is(err, projections.ErrBusy) {
				continue // the server has not noticed yet that the connection before is gone
			}
			if !fault.Struck() {
				require.NoError(rt, err)
				require.Greater(rt, n, 2, "nothing was cut")
				break
			}
			// Without an error it struck a reading ahead, or an answer that nobody needed.
		}
		b.Agree(rt, b.engine(rt, models(), 100), w.tenant)
	})
}

// role is what the engine's pools are.
const role = postgres.RoleEngine

var errCut = errors.New("the test cut the connection")
