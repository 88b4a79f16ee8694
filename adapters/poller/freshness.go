package poller

import (
	"context"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Listed says when a complete listing last showed an organization.
type Listed struct {
	Devices int
	At      time.Time
	Run     uuid.UUID
}

// Freshness tells of each organization of a connection that has devices when a
// complete listing last showed them, by NinjaOne's id.
func (p *Poller) Freshness(ctx context.Context, tenant, connection uuid.UUID) (map[int64]Listed, error) {
	rows, err := p.cfg.Pool.Query(ctx, `select l.organization_id, l.seen, r.ended_at, l.run_id
		from poller.listed l join poller.runs r on r.tenant_id = l.tenant_id and r.run_id = l.run_id
		where l.tenant_id = $1 and l.connection_id = $2 and r.ended_at is not null`, tenant, connection)
	if err != nil {
		return nil, fmt.Errorf("read the listings of connection %s: %w", connection, err)
	}
	all := make(map[int64]Listed)
	var organization int64
	var seen []byte
	var ended time.Time
	var run uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&organization, &seen, &ended, &run}, func() error {
		devices := roaring.New()
		if err := devices.UnmarshalBinary(seen); err != nil {
			return fmt.Errorf("set of devices of organization %d: %w", organization, err)
		}
		all[organization] = Listed{Devices: all[organization].Devices + int(devices.GetCardinality()), At: ended.UTC(), Run: run}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the listings of connection %s: %w", connection, err)
	}
	return all, nil
}
