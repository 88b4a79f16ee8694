package catalog_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// looks counts how often a rebuild looks who carries the live rows, which it does while
// it lets them go first.
type looks struct {
	n    atomic.Int64
	many chan struct{} // closed at the third
}

func (l *looks) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	if strings.Contains(q.SQL, "for key share of c skip locked") && l.n.Add(1) == 3 {
		close(l.many)
	}
	return ctx
}

func (*looks) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TestARebuildYieldsWhileLiveRowsLag: somebody carries the live rows, and they are old;
// the rebuild reads on only when they are at the log's end.
func TestARebuildYieldsWhileLiveRowsLag(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	var page []event.New
	for id := int64(1); id <= 1500; id++ {
		page = append(page, observed(conn, id, fmt.Sprint("PC-", id)))
	}
	for len(page) > 0 {
		n := min(len(page), eventstore.MaxChunk)
		b.Append(page[:n]...)
		page = page[n:]
	}
	b.Clock.Advance(time.Hour)

	seen := &looks{many: make(chan struct{})}
	cfg := b.Pool.Config()
	cfg.ConnConfig.Tracer = seen
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	polite, err := projections.New(pool, projections.Config{
		Registry: event.Catalog(), Models: []*projections.Model{asset.Model()}, Clock: b.Clock.Now, Owner: b.Owner,
		LiveFirst: time.Second, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)

	carrier, err := b.Pool.Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = carrier.Rollback(context.Background()) })
	_, err = carrier.Exec(t.Context(), `select from eventstore.checkpoints where tenant_id = $1 and consumer = 'asset/1/0' for update`, b.A)
	require.NoError(t, err)
	var copied atomic.Bool
	ended := make(chan error, 1)
	go func() {
		_, err := polite.Rebuild(context.Background(), projections.RebuildOptions{Model: asset.Name, Progress: func(p projections.Progress) {
			copied.Store(copied.Load() || p.Step == "copy" && p.Tenant == b.A)
		}})
		ended <- err
	}()
	<-seen.many
	require.False(t, copied.Load(), "it waits")
	require.NoError(t, carrier.Rollback(t.Context()))
	b.Project()
	require.NoError(t, <-ended)
	require.True(t, copied.Load())
	b.Agree(t, b.Engine, b.A)
}

// TestARebuildIsCancelledWhileItIsAtWork: it notices before its rows would be kept, and
// takes away what it had made; another one may be ordered at once.
func TestARebuildIsCancelledWhileItIsAtWork(t *testing.T) {
	t.Parallel()
	for _, tenant := range []bool{false, true} {
		t.Run(fmt.Sprintf("one tenant %t", tenant), func(t *testing.T) {
			t.Parallel()
			b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
			for id := int64(1); id <= 5; id++ {
				b.Append(observed(conn, id, "PC"))
			}
			b.Project()
			o := projections.Order{Model: asset.Name, Actor: "test"}
			if tenant {
				o.Tenant = b.A
			}
			run, err := b.Engine.Begin(t.Context(), o)
			require.NoError(t, err)
			var cancelled error
			asked := false
			_, _, _, err = b.Engine.Step(t.Context(), run.ID, func(p projections.Progress) {
				if p.Step == "copy" && !asked {
					asked = true
					_, cancelled = b.Engine.Cancel(t.Context(), asset.Name, o.Tenant)
				}
			})
			require.ErrorContains(t, err, "cancelled")
			require.NoError(t, cancelled)
			_, done, _, err := b.Engine.Step(t.Context(), run.ID, nil)
			require.NoError(t, err)
			require.True(t, done)
			order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: o.Tenant})
			_, err = b.Engine.Cancel(t.Context(), asset.Name, o.Tenant)
			require.NoError(t, err)
			left := b.Row(`select (select count(*) from pg_namespace where nspname like 'rm_asset_b%') as schemas,
				(select count(*) from projection.kept) as kept, (select count(*) from rm_asset_b1.asset where variant <> 0) as rows`)
			require.Equal(t, map[string]any{"schemas": int64(1), "kept": int64(0), "rows": int64(0)}, left)
			b.Agree(t, b.Engine, b.A)
		})
	}
}
