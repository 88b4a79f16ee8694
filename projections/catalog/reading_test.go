package catalog_test

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// batches keeps the statements that are sent together.
type batches struct{ sent []pgx.TraceBatchQueryData }

func (*batches) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}
func (*batches) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (*batches) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (b *batches) TraceBatchQuery(_ context.Context, _ *pgx.Conn, q pgx.TraceBatchQueryData) {
	b.sent = append(b.sent, q)
}

func (*batches) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// Whoever reads asks where the models stand, several times a page: under row security,
// too, that asks the index for the next event alone, and does not read the log.
func TestAReadingDoesNotReadTheLog(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	const events = 2000
	for id := int64(1); id <= events; id += eventstore.MaxChunk {
		var page []event.New
		for i := range int64(eventstore.MaxChunk) {
			page = append(page, observed(conn, id+i, fmt.Sprint("PC-", id+i)))
		}
		b.Append(page...)
	}
	b.Project()
	_, err := b.Pool.Exec(t.Context(), `analyze eventstore.events`)
	require.NoError(t, err)

	seen := &batches{}
	cfg := b.DB.Pool(postgres.RoleApp).Config()
	cfg.ConnConfig.Tracer = seen
	app, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(app.Close)
	require.NoError(t, projections.Read(t.Context(), app, b.A, b.Clock.Now(), func(*projections.Reading) error { return nil }))
	require.Len(t, seen.sent, 2)

	tx, err := app.Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	_, err = tx.Exec(t.Context(), seen.sent[0].SQL, seen.sent[0].Args...)
	require.NoError(t, err)
	rows, err := tx.Query(t.Context(), "explain (analyze, costs off, timing off) "+seen.sent[1].SQL, seen.sent[1].Args...)
	require.NoError(t, err)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	scans := 0
	for _, line := range plan {
		found := regexp.MustCompile(` on events_.*rows=(\d+) loops=(\d+)`).FindStringSubmatch(line)
		if found == nil {
			continue
		}
		scans++
		n, _ := strconv.Atoi(found[1])
		require.Less(t, n, 10, strings.Join(plan, "\n"))
	}
	require.Positive(t, scans, strings.Join(plan, "\n"))
}
