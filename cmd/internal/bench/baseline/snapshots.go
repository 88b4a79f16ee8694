package baseline

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"
)

// readers is how many connections read snapshots: as many as the program uses.
const readers = 2

// snapshotBatch is how many snapshots one query reads, as in the program.
const snapshotBatch = 1000

// newestSnapshots finds the newest snapshot of each stream that `asset` reads.
const newestSnapshots = `select snapshot_position from eventstore.streams
	where tenant_id = $1 and snapshot_position is not null and (stream >= 'device/' and stream < 'device0'
		or stream >= 'device-user/' and stream < 'device-user0' or stream >= 'asset/' and stream < 'asset0')`

// snapshotsAt finds the newest one at or before a position.
const snapshotsAt = `select e.position from eventstore.streams s cross join lateral (
		select position from eventstore.events
		where tenant_id = s.tenant_id and stream = s.stream and position <= $2 order by position desc limit 1) e
	where s.tenant_id = $1 and s.first_position <= $2 and (s.stream >= 'device/' and s.stream < 'device0'
		or s.stream >= 'device-user/' and s.stream < 'device-user0' or s.stream >= 'asset/' and s.stream < 'asset0')`

// ReadSnapshots finds, reads and decodes the newest snapshots, and returns how many
// there were.
func ReadSnapshots(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID) (int, error) {
	return readSnapshots(ctx, pool, tenant, newestSnapshots, tenant)
}

// ReadSnapshotsAt does so as of a position.
func ReadSnapshotsAt(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, position int64) (int, error) {
	return readSnapshots(ctx, pool, tenant, snapshotsAt, tenant, position)
}

func readSnapshots(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, find string, args ...any) (int, error) {
	rows, err := pool.Query(ctx, find, args...)
	if err != nil {
		return 0, fmt.Errorf("find snapshots: %w", err)
	}
	positions, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, fmt.Errorf("find snapshots: %w", err)
	}
	slices.Sort(positions)
	batches := make(chan []int64, 1+len(positions)/snapshotBatch)
	for batch := range slices.Chunk(positions, snapshotBatch) {
		batches <- batch
	}
	close(batches)
	var read atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range readers {
		group.Go(func() error {
			for batch := range batches {
				n, err := readBatch(ctx, pool, tenant, batch)
				if err != nil {
					return err
				}
				read.Add(int64(n))
			}
			return nil
		})
	}
	err = group.Wait()
	return int(read.Load()), err
}

func readBatch(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, positions []int64) (n int, err error) {
	rows, err := pool.Query(ctx, `select stream, type, occurred_at, recorded_at, payload from eventstore.events
		where tenant_id = $1 and position = any($2)`, tenant, positions)
	if err != nil {
		return 0, fmt.Errorf("read snapshots: %w", err)
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		raw := rows.RawValues()
		if err := decodeSnapshot(string(raw[1]), raw[4]); err != nil {
			return n, fmt.Errorf("decode %s of %s: %w", raw[1], raw[0], err)
		}
	}
	return n, rows.Err()
}

// decodeSnapshot decodes what `asset` decodes, with the same decoder.
func decodeSnapshot(kind string, payload []byte) error {
	switch kind {
	case "DeviceObserved":
		return json.Unmarshal(payload, new(observedDevice))
	case "DeviceUserObserved":
		return json.Unmarshal(payload, new(observedUser))
	}
	return json.Unmarshal(payload, new(event.ManualAssetRecorded))
}

type observedDevice struct {
	Connection uuid.UUID       `json:"connection"`
	DeviceID   int64           `json:"device_id"`
	Device     asset.Device    `json:"device"`
	Owner      json.RawMessage `json:"owner"`
	Facts      struct {
		FirstObservedAt time.Time                    `json:"first_observed_at"`
		LastFilled      map[string]event.FilledValue `json:"last_filled"`
		Names           []string                     `json:"names"`
		Serials         []string                     `json:"serials"`
	} `json:"facts"`
}

type observedUser struct {
	Connection uuid.UUID       `json:"connection"`
	DeviceID   int64           `json:"device_id"`
	User       json.RawMessage `json:"user"`
	LogonAt    time.Time       `json:"logon_at"`
}
