package tree

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// lastTile finds how far the whole tiles of level 0 reach.
const lastTile = `
select index, recorded_at from eventstore.tree_tiles
where tenant_id = $1 and level = 0 order by index desc limit 1`

// tiledTo is how many leaves are in whole tiles, and when the last was recorded.
func tiledTo(ctx context.Context, q db, tenant uuid.UUID) (leaves uint64, at time.Time, err error) {
	var index int64
	err = q.QueryRow(ctx, lastTile, tenant).Scan(&index, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, time.Time{}, nil
	}
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("read the newest tile of tenant %s: %w", tenant, err)
	}
	return uint64(index+1) << tileHeight, at, nil
}

// The width is part of the condition: a tile that is not as long as it should be is
// an error, never a wrong tree.
const writeRun = `
insert into eventstore.tree_tiles as t (tenant_id, level, index, hashes, recorded_at)
select $1, $2, $3, $5, $6 where $4 = 0
   or exists (select from eventstore.tree_tiles where tenant_id = $1 and level = $2 and index = $3)
on conflict on constraint tree_tiles_pkey do update
set hashes = t.hashes || excluded.hashes, recorded_at = excluded.recorded_at
where octet_length(t.hashes) = $4 and $4 > 0`

// writeRuns writes what tiles gain; times are of the positions after first.
func writeRuns(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, first int64, times []time.Time, runs []run) error {
	batch := &pgx.Batch{}
	for _, r := range runs {
		end := (r.index<<tileHeight + r.offset + uint64(len(r.hashes)/hashSize)) << (r.level * tileHeight)
		at := times[int64(end)-first-1]
		batch.Queue(writeRun, tenant, int16(r.level), int64(r.index), int32(r.offset*hashSize), r.hashes, at)
	}
	results := tx.SendBatch(ctx, batch)
	for _, r := range runs {
		tag, err := results.Exec()
		if err == nil && tag.RowsAffected() != 1 {
			err = fmt.Errorf("it does not have %d hashes as it should; rebuild the tree", r.offset)
		}
		if err != nil {
			_ = results.Close() // the transaction is lost anyway
			return fmt.Errorf("write tile %d of level %d of tenant %s: %w", r.index, r.level, tenant, err)
		}
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("write %d tiles of tenant %s: %w", len(runs), tenant, err)
	}
	return nil
}

const selectTiles = `
select t.level, t.index, t.hashes
from unnest($2::smallint[], $3::bigint[]) as w (level, index)
join eventstore.tree_tiles t on t.tenant_id = $1 and t.level = w.level and t.index = w.index`

// readTiles reads the named tiles; a missing one is missing in the map.
func readTiles(ctx context.Context, q db, tenant uuid.UUID, wanted map[tileID]bool) (map[tileID][]byte, error) {
	levels, indexes := make([]int16, 0, len(wanted)), make([]int64, 0, len(wanted))
	for id := range wanted {
		levels, indexes = append(levels, int16(id.level)), append(indexes, int64(id.index))
	}
	rows, err := q.Query(ctx, selectTiles, tenant, levels, indexes)
	if err != nil {
		return nil, fmt.Errorf("read %d tiles of tenant %s: %w", len(wanted), tenant, err)
	}
	tiles := make(map[tileID][]byte, len(wanted))
	var level int16
	var index int64
	var hashes []byte
	_, err = pgx.ForEachRow(rows, []any{&level, &index, &hashes}, func() error {
		tiles[tileID{uint(level), uint64(index)}] = hashes
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read %d tiles of tenant %s: %w", len(wanted), tenant, err)
	}
	return tiles, nil
}
