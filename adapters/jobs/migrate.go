package jobs

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

// schema holds River's tables beside our own; migration 0009 makes it.
const schema = "jobs"

// migrateLock serialises starters of one database; the number is arbitrary and fixed.
const migrateLock = 0x6a6f6273

// Migrate brings River's tables to this program's version. It is part of the
// migrate step, after package migrations; pool runs as coresync_owner. Any number
// of programs may call it at once.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `select pg_advisory_lock($1)`, int64(migrateLock)); err != nil {
		return fmt.Errorf("migrate the job queue: wait for another program that migrates: %w", err)
	}
	defer func() {
		_, err := conn.Exec(context.WithoutCancel(ctx), `select pg_advisory_unlock($1)`, int64(migrateLock))
		if err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // ends the lock, too
		}
	}()
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: schema, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job queue: %w", err)
	}
	return grant(ctx, conn.Conn())
}

func grant(ctx context.Context, conn *pgx.Conn) error {
	for _, sql := range []string{
		`grant select, insert, update, delete on all tables in schema jobs to coresync_engine`,
		`grant usage on all sequences in schema jobs to coresync_engine`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("grant the job queue to the engine: %w", err)
		}
	}
	return nil
}
