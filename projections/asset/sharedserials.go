package asset

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// SharedSerial is a serial number that several assets have which are listed.
type SharedSerial struct {
	Serial string
	Assets int
}

// SharedSerials lists the serial numbers of a connection that identify nobody, since
// several listed assets have them (A.3: learned), those of the most assets first. However
// many have one, it is here; questions to people are asked about the rarer ones alone.
func SharedSerials(ctx context.Context, r *projections.Reading, connection uuid.UUID) ([]SharedSerial, error) {
	w := &query.Where{}
	rows, err := r.Tx.Query(ctx, `select max(a.serial_number), count(distinct coalesce(a.asset, a.id))::bigint `+records(r, w, connection)+`
		and a.serial_key is not null and a.missing_since is null group by a.serial_key
		having count(distinct coalesce(a.asset, a.id)) > 1 order by 2 desc, 1 limit `+w.Add(maxUntidy), w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("look for serial numbers that several assets have: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[SharedSerial])
	if err != nil {
		return nil, fmt.Errorf("look for serial numbers that several assets have: %w", err)
	}
	return found, nil
}
