package projections

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// blocks are the blocked rows of a generation: what is known, and what a batch adds.
type blocks struct {
	rows  map[blockKey]struct{}
	added []block
	later map[blockKey]int64
}

type blockKey struct {
	table string
	row   uuid.UUID
}

type block struct {
	blockKey
	position  int64
	eventType string
	fault     string
}

const maxFault = 2000 // bytes of an error that are kept

// anyTable stands for the table of a row whose event could not be decoded.
const anyTable = "*"

func (b *blocks) has(table string, row uuid.UUID) bool {
	if len(b.rows) == 0 {
		return false
	}
	_, blocked := b.rows[blockKey{table, row}]
	if !blocked {
		_, blocked = b.rows[blockKey{anyTable, row}]
	}
	return blocked
}

// block stops a row at an event that can't be folded into it.
func (b *blocks) block(table string, row uuid.UUID, e *Event, fault error) {
	key := blockKey{table, row}
	if b.rows == nil {
		b.rows = make(map[blockKey]struct{})
	}
	if row != uuid.Nil {
		b.rows[key] = struct{}{}
	}
	text := fault.Error()
	b.added = append(b.added, block{key, e.Position, string(e.Type), text[:min(len(text), maxFault)]})
}

// pass counts an event of a row that is blocked already.
func (b *blocks) pass(table string, row uuid.UUID) {
	if b.later == nil {
		b.later = make(map[blockKey]int64)
	}
	b.later[blockKey{table, row}]++
}

// loadBlocks reads the blocked rows of a generation; few, and mostly none.
func loadBlocks(ctx context.Context, tx pgx.Tx, t target) (*blocks, error) {
	b := &blocks{rows: make(map[blockKey]struct{})}
	rows, err := tx.Query(ctx, `select table_name, row_id from projection.blocked
		where tenant_id = $1 and consumer = $2 and row_id <> $3`, t.tenant, t.gen.Consumer(), uuid.Nil)
	if err != nil {
		return nil, fmt.Errorf("read the blocked rows of %s: %w", t.gen.Consumer(), err)
	}
	var key blockKey
	_, err = pgx.ForEachRow(rows, []any{&key.table, &key.row}, func() error {
		b.rows[key] = struct{}{}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the blocked rows of %s: %w", t.gen.Consumer(), err)
	}
	return b, nil
}

// save writes what a batch added.
func (b *blocks) save(ctx context.Context, tx pgx.Tx, t target, now time.Time) error {
	if len(b.added) == 0 && len(b.later) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, x := range b.added {
		batch.Queue(`insert into projection.blocked
			(tenant_id, consumer, table_name, row_id, position, event_type, error, blocked_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8)
			on conflict on constraint blocked_pkey do nothing`,
			t.tenant, t.gen.Consumer(), x.table, x.row, x.position, x.eventType, x.fault, now)
	}
	for key, n := range b.later {
		batch.Queue(`update projection.blocked set later = later + $5
			where tenant_id = $1 and consumer = $2 and table_name in ($3, '*') and row_id = $4`,
			t.tenant, t.gen.Consumer(), key.table, key.row, n)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("record %d blocked rows of %s: %w", len(b.added), t.gen.Consumer(), err)
	}
	return nil
}
