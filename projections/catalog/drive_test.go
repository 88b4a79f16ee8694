package catalog_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/eventstore"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

type rulesSet = rules.Set

// follow runs Follow until the test ends.
func follow(t *testing.T, b *projectiontest.Bundle) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- b.Engine.Follow(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
}

func wait(t *testing.T, b *projectiontest.Bundle, position int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, b.Engine.Wait(ctx, b.A, position))
}

func TestFollowIsWokenAndPolls(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	follow(t, b)
	done := b.Append(observed(conn, 1, "woken"))
	b.Engine.Wake()
	wait(t, b, done.Last)
	done = b.Append(observed(conn, 2, "polled"))
	wait(t, b, done.Last)
	b.Agree(t, b.Engine, b.A)
}

func TestARebuildGoesOnBesideLiveProjection(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	follow(t, b)
	var last eventstore.Appended
	var writers sync.WaitGroup
	stop := make(chan struct{})
	writers.Go(func() {
		for i := int64(0); ; i++ {
			select {
			case <-stop:
				return
			default:
				last = b.Append(observed(conn, i%40, fmt.Sprint("PC-", i)))
			}
		}
	})
	for _, model := range []string{"asset", "mapping", "asset"} {
		done, err := b.Engine.Rebuild(t.Context(), projections.RebuildOptions{Model: model})
		require.NoError(t, err)
		require.Len(t, done.Tenants, 2)
		read(t, b, func(r *projections.Reading) error {
			_, err := asset.List(t.Context(), r, asset.Filter{}, query.Page{})
			return err
		})
	}
	close(stop)
	writers.Wait()
	wait(t, b, last.Last)
	b.Agree(t, b.Engine, b.A)
	all, err := b.Engine.Status(t.Context(), b.A)
	require.NoError(t, err)
	builds := map[string]int{}
	for _, s := range all {
		builds[s.Model] = s.Build
	}
	require.Equal(t, map[string]int{"access": 1, "asset": 3, "association": 1, "connection": 1, "directory": 1, "governance": 1, "mapping": 2, "notification": 1, "replacement": 1, "reportmail": 1, "webhook": 1}, builds)
	require.EqualValues(t, 4, all[0].Release)
	row := b.Row(`select count(*) as n from pg_namespace where nspname = 'rm_asset_b1'`)
	require.EqualValues(t, 0, row["n"], "the build before the former one is gone")
}

func TestARebuildThatDiedIsSweptAway(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	b.Append(observed(conn, 1, "one"))
	b.Project()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := b.Engine.Rebuild(ctx, projections.RebuildOptions{Model: asset.Name, Progress: func(p projections.Progress) {
		if p.Step == "index" {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	b.Agree(t, b.Engine, b.A)
	done, err := b.Engine.Rebuild(t.Context(), projections.RebuildOptions{Model: asset.Name})
	require.NoError(t, err)
	require.Equal(t, 2, done.Build, "the number is free again")
	b.Agree(t, b.Engine, b.A)
}

func TestWhoHasTheCheckpointCarriesTheModel(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	b.Append(observed(conn, 1, "one"))
	err := pgx.BeginFunc(t.Context(), b.Pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `select from eventstore.checkpoints where tenant_id = $1 and consumer = 'asset/1/0' for update`, b.A)
		require.NoError(t, err)
		require.ErrorIs(t, b.Engine.CatchUp(t.Context(), b.A), projections.ErrBusy)
		return nil
	})
	require.NoError(t, err)
	b.Project()
	b.Agree(t, b.Engine, b.A)
}

func TestARebuildPassesLiveRowsThatNobodyCarries(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	b.Append(observed(conn, 1, "one"))
	b.Clock.Advance(time.Hour)
	polite, err := projections.New(b.Pool, projections.Config{
		Registry: event.Catalog(), Models: []*projections.Model{asset.Model()}, Clock: b.Clock.Now, Owner: b.Owner,
		LiveFirst: time.Second, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	_, err = polite.Rebuild(t.Context(), projections.RebuildOptions{Model: asset.Name})
	require.NoError(t, err)
	b.Agree(t, b.Engine, b.A)
	require.EqualValues(t, 1, b.Row(`select count(*) as n from projection.live_asset_asset where tenant_id = $1`, b.A)["n"])
}

func TestTablesOfAnotherShapeAreLeftAlone(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, asset.Model())
	b.Append(observed(uuid.New(), 1, "one"))
	_, err := b.DB.Pool("").Exec(t.Context(), `update projection.builds set shape = shape + 1 where model = 'asset'`)
	require.NoError(t, err)
	var shape *projections.ShapeError
	require.ErrorAs(t, b.Engine.CatchUp(t.Context(), b.A), &shape)
	require.ErrorContains(t, shape, "coresync projections rebuild asset")
}

func TestAReaderSeesTheTenantsGrantedToIt(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	for _, tenant := range []uuid.UUID{b.A, b.B} {
		b.AppendTo(tenant, observed(conn, 1, "one"))
		require.NoError(t, b.Engine.CatchUp(t.Context(), tenant))
	}
	count := func() (n int) {
		err := b.DB.Pool(postgres.RoleReader).QueryRow(t.Context(), `select count(*) from readmodel.assets`).Scan(&n)
		require.NoError(t, err)
		return n
	}
	require.Zero(t, count())
	_, err := b.DB.Pool("").Exec(t.Context(), `insert into projection.readers values ('coresync_reader', $1)`, b.A)
	require.NoError(t, err)
	require.Equal(t, 1, count())
	for _, view := range []string{"organizations", "customers", "contracts", "tickets", "connections", "sync_runs", "assignments"} {
		_, err := b.DB.Pool(postgres.RoleReader).Exec(t.Context(), "select * from readmodel."+view)
		require.NoError(t, err)
	}
	bare := b.Row(`select count(*) as n from information_schema.columns where table_schema = 'readmodel'
		and col_description((table_schema || '.' || table_name)::regclass, ordinal_position) is null`)
	require.EqualValues(t, 0, bare["n"], "columns without a comment")
}

func TestAsOfATimeIsWhatWasKnownThen(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	start := b.Clock.Now()
	for _, name := range []string{"first", "second", "third"} {
		b.Clock.Advance(time.Hour)
		b.Append(observed(conn, 1, name))
	}
	at := func(m projections.Moment) string {
		past, err := b.Engine.AsOf(t.Context(), b.A, m, asset.Name)
		require.NoError(t, err)
		rows := projections.PastRows[asset.Row](past, asset.Name, "asset")
		if len(rows) == 0 {
			return ""
		}
		return rows[0].Name
	}
	for want, m := range map[string]projections.Moment{
		"": {Time: start}, "first": {Time: start.Add(2*time.Hour - time.Microsecond)}, "second": {Time: start.Add(2 * time.Hour)}, "third": {Time: start.Add(time.Hour * 100)},
	} {
		require.Equal(t, want, at(m), m.String())
	}
	require.Equal(t, "second", at(projections.Moment{Position: 2}))
	_, err := b.Engine.AsOf(t.Context(), b.A, projections.Moment{Position: 4}, asset.Name)
	require.ErrorContains(t, err, "Correct")
}
