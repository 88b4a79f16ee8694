// Package projectiontest holds what tests of read models need: a log on a real
// database with an engine on it, and the properties that every read model has.
package projectiontest

import (
	"context"
	"log/slog"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"
	"coresync/projections"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// Bundle is a log with read models.
type Bundle struct {
	*storetest.Log
	Engine *projections.Engine
	Pool   *pgxpool.Pool // as the engine has it
	Owner  *pgxpool.Pool

	t testing.TB
}

// New makes one with these models.
func New(t testing.TB, models ...*projections.Model) *Bundle {
	t.Helper()
	return on(t, storetest.NewLog(t), models)
}

// NewOn makes one on a server of the test's own, which the test may stop.
func NewOn(t testing.TB, server *pgtest.Instance, models ...*projections.Model) *Bundle {
	t.Helper()
	return on(t, storetest.NewLog(t, pgtest.On(server)), models)
}

func on(t testing.TB, log *storetest.Log, models []*projections.Model) *Bundle {
	t.Helper()
	b := &Bundle{Log: log, Pool: log.DB.Pool(postgres.RoleEngine), Owner: log.DB.Pool(postgres.RoleOwner), t: t}
	var err error
	b.Engine, err = projections.New(b.Pool, projections.Config{
		Registry: event.Catalog(), Models: models, Clock: log.Clock.Now,
		Owner: b.Owner, LiveFirst: -1, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return b
}

// Append appends events of tenant A.
func (b *Bundle) Append(events ...event.New) eventstore.Appended {
	b.t.Helper()
	return b.AppendTo(b.A, events...)
}

// AppendTo appends events of a tenant.
func (b *Bundle) AppendTo(tenant uuid.UUID, events ...event.New) eventstore.Appended {
	b.t.Helper()
	done, err := b.Log.Append(context.Background(), storetest.Write(tenant, events...))
	require.NoError(b.t, err)
	return done
}

// Project brings the read models of tenant A to the end of its log.
func (b *Bundle) Project() {
	b.t.Helper()
	require.NoError(b.t, b.Engine.CatchUp(context.Background(), b.A))
}

// Row reads one row of SQL.
func (b *Bundle) Row(sql string, args ...any) map[string]any {
	b.t.Helper()
	rows, err := b.Pool.Query(context.Background(), sql, args...)
	require.NoError(b.t, err)
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToMap)
	require.NoError(b.t, err)
	return row
}
