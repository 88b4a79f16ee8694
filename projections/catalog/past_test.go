package catalog_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// logReads counts how often the beginning of a fold is asked for: which snapshots there are.
type logReads struct{ n atomic.Int64 }

func (r *logReads) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "from eventstore.streams") {
		r.n.Add(1)
	}
	return ctx
}
func (*logReads) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// The pages of a past that is larger than small pasts may be together cost one fold, and
// so do readers who ask for it at the same time. Another moment takes its place.
func TestPagesOfALargePastCostOneFold(t *testing.T) {
	t.Parallel()
	b, conn, reads := projectiontest.New(t, catalog.Models()...), uuid.New(), &logReads{}
	for id := range int64(40) {
		b.Append(observed(conn, id+1, fmt.Sprint("PC-", 100+id)))
	}
	head, err := b.Head(t.Context(), b.A)
	require.NoError(t, err)
	b.Project()
	cfg := b.Pool.Config()
	cfg.ConnConfig.Tracer = reads
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	engine, err := projections.New(pool, projections.Config{Registry: event.Catalog(), Models: catalog.Models(), Clock: b.Clock.Now, PastRows: 10})
	require.NoError(t, err)
	page := func(position int64, after []string) (found query.Result[asset.Asset], err error) {
		err = engine.ReadPast(t.Context(), b.A, projections.Moment{Position: position}, asset.Models(), func(r *projections.Reading) (err error) {
			found, err = asset.List(t.Context(), r, asset.Filter{}, query.Page{Limit: 15, Sort: "name", After: after})
			return err
		})
		return found, err
	}

	var names []string
	for after, once := []string(nil), int64(0); ; {
		found, err := page(head.Position, after)
		require.NoError(t, err)
		if after == nil {
			once = reads.n.Load()
			require.Positive(t, once)
		}
		require.Equal(t, once, reads.n.Load(), "the first page's fold is that of all")
		for _, a := range found.Items {
			names = append(names, a.Name)
		}
		if after = found.Next; after == nil {
			break
		}
	}
	require.Len(t, names, 40)
	require.IsIncreasing(t, names)

	once, errs := reads.n.Load(), make(chan error, 3)
	for range cap(errs) {
		go func() {
			_, err := page(head.Position-1, nil)
			errs <- err
		}()
	}
	for range cap(errs) {
		require.NoError(t, <-errs)
	}
	require.Equal(t, 2*once, reads.n.Load(), "three readers, one fold")
	_, err = page(head.Position, nil)
	require.NoError(t, err)
	require.Equal(t, 3*once, reads.n.Load(), "one large past is remembered")
}

// What a large past is given room for is given back when its fold fails, and kept as long
// as the past is.
func TestRoomForALargePastIsGivenBackWhereItsFoldFails(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	for id := range int64(20) {
		b.Append(observed(conn, id+1, fmt.Sprint("PC-", 100+id)))
	}
	b.Project()
	head, err := b.Head(t.Context(), b.A)
	require.NoError(t, err)
	var rooms, made atomic.Int64
	engine, err := projections.New(b.Pool, projections.Config{
		Registry: event.Catalog(), Models: catalog.Models(), Clock: b.Clock.Now, PastRows: 10,
		Spacious: func() func() {
			rooms.Add(1)
			made.Add(1)
			return func() { rooms.Add(-1) }
		},
	})
	require.NoError(t, err)
	read := func(models ...string) error {
		return engine.ReadPast(t.Context(), b.A, projections.Moment{Position: head.Position}, models, func(*projections.Reading) error { return nil })
	}
	require.Error(t, read("no such model"))
	require.EqualValues(t, 1, made.Load())
	require.Zero(t, rooms.Load())
	require.NoError(t, read(asset.Models()...))
	require.EqualValues(t, 1, rooms.Load())
}
