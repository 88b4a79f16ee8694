package baseline

import (
	"context"
	"fmt"
	"strings"

	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// replayBatch is how many events a plain replay reads and writes at a time.
const replayBatch = 1000

// Replay fills the table of UpsertTable from the log's first n events, in order: each
// batch is decoded, copied into a temporary table and upserted from there, in one
// transaction. Of several events of a row in a batch the last one is written.
func Replay(ctx context.Context, pool *pgxpool.Pool, tenant uuid.UUID, n int64) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `drop table if exists pg_temp.incoming;
		create temporary table incoming (like baseline.assets) on commit delete rows`); err != nil {
		return fmt.Errorf("make a table for a replay: %w", err)
	}
	for after := int64(0); after < n; after += replayBatch {
		to := min(after+replayBatch, n)
		err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return replayRange(ctx, tx, tenant, after, to) })
		if err != nil {
			return fmt.Errorf("replay events %d to %d: %w", after+1, to, err)
		}
	}
	return nil
}

func replayRange(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, after, to int64) error {
	rows, err := tx.Query(ctx, `select stream, type, occurred_at, recorded_at, payload, position from eventstore.events
		where tenant_id = $1 and position > $2 and position <= $3 order by position`, tenant, after, to)
	if err != nil {
		return err
	}
	newest := make(map[string][]any)
	for position := after + 1; rows.Next(); position++ {
		raw := rows.RawValues()
		stream, kind := string(raw[0]), string(raw[1])
		values, err := replayed(stream, kind, tenant, position, raw[4])
		if err != nil {
			rows.Close()
			return fmt.Errorf("decode %s of %s: %w", kind, stream, err)
		}
		if values != nil {
			newest[stream] = values
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	incoming := make([][]any, 0, len(newest))
	for _, values := range newest {
		incoming = append(incoming, values)
	}
	if len(incoming) == 0 {
		return nil
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"pg_temp", "incoming"}, upsertColumns, pgx.CopyFromRows(incoming)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, upsertIncoming)
	return err
}

// replayed is the row that an event gives, or nil; the others are decoded all the same.
func replayed(stream, kind string, tenant uuid.UUID, position int64, payload []byte) ([]any, error) {
	switch kind {
	case "DeviceObserved":
		var o observedDevice
		if err := json.Unmarshal(payload, &o); err != nil {
			return nil, err
		}
		return arguments(stream, tenant, position, &o.Device, ""), nil
	case "ManualAssetRecorded":
		var m event.ManualAssetRecorded
		if err := json.Unmarshal(payload, &m); err != nil {
			return nil, err
		}
		return arguments(stream, tenant, position, new(asset.Device), m.Name), nil
	case "DeviceUserObserved":
		return nil, json.Unmarshal(payload, new(observedUser))
	}
	return nil, nil
}

// upsertColumns are those of arguments, in their order.
var upsertColumns = strings.Fields(`tenant_id id name name_key search manufacturer model serial_number bios_serial os os_build
	architecture category node_class chassis virtual connectivity last_contact created_at warranty_start warranty_end
	device_id organization_id location_id position`)

var upsertIncoming = func() string {
	var sets []string
	for _, name := range upsertColumns[2:] {
		sets = append(sets, name+" = excluded."+name)
	}
	return "insert into baseline.assets select * from pg_temp.incoming on conflict (tenant_id, id) do update set " + strings.Join(sets, ", ")
}()
