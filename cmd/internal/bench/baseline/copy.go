// Package baseline holds what the program is measured against: the plainest way
// to do the same job well. Nothing here is used outside of benchmarks.
package baseline

import (
	"context"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/pgcopy"

	"github.com/jackc/pgx/v5/pgxpool"
)

// CopyTable makes a table like the log: same columns, indexes, compression and
// partitioning, and nothing else.
func CopyTable(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `
		create schema if not exists baseline;
		drop table if exists baseline.events;
		create table baseline.events (like eventstore.events including all) partition by range (recorded_at);
		create table baseline.events_all partition of baseline.events default;
		alter table baseline.events_all alter column payload set compression lz4`)
	if err != nil {
		return fmt.Errorf("make the baseline's table: %w", err)
	}
	return nil
}

// CopyEvents copies finished rows, a transaction a batch: the quickest way that
// PostgreSQL offers to get rows in.
func CopyEvents(ctx context.Context, pool *pgxpool.Pool, rows []event.Recorded, batch int) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var buf pgcopy.Buffer
	for len(rows) > 0 {
		n := min(batch, len(rows))
		for i := range rows[:n] {
			eventstore.CopyRow(&buf, &rows[i])
		}
		if _, err := buf.Send(ctx, conn.Conn(), "baseline.events ("+eventstore.EventColumns+")"); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
