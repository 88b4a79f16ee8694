package asset

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Untidy is a device that wants a look in NinjaOne.
type Untidy struct {
	DeviceID int64
	Name     string
	// Since is the last contact of a stale device, the newest enrolment of one that
	// was enrolled again and again.
	Since time.Time
	Times int // enrolments in the period
}

// maxUntidy bounds each list.
const maxUntidy = 500

// lastAlive is the SQL of aliveAt of a device that is off line: listings show the last
// contact only when something else changed, too.
const lastAlive = "case when a.presence_position is distinct from a.observed_position then a.connectivity_at else a.last_contact end"

// Stale lists devices that are listed and off line, and had no contact since a moment,
// the oldest contact first.
func Stale(ctx context.Context, r *projections.Reading, connection uuid.UUID, before time.Time) ([]Untidy, error) {
	w := &query.Where{}
	from := records(r, w, connection)
	return untidy(ctx, r, `select a.device_id, coalesce(a.name, ''), `+lastAlive+`, 0 `+from+`
		and a.missing_since is null and a.connectivity = 'offline' and `+lastAlive+` < `+w.Add(before)+` order by 3, a.device_id`, w)
}

// Reenrolled lists machines, by serial number and organization, that were enrolled
// again more than once since a moment: an agent that is installed over and over, or
// two machines with one serial number.
func Reenrolled(ctx context.Context, r *projections.Reading, connection uuid.UUID, since time.Time) ([]Untidy, error) {
	w := &query.Where{}
	from := records(r, w, connection)
	after := w.Add(since)
	return untidy(ctx, r, `select * from (
			select max(a.device_id) as device, coalesce(max(a.name), ''), max(a.created_at) as newest,
				(count(*) filter (where a.created_at >= `+after+`) - case when min(a.created_at) >= `+after+` then 1 else 0 end)::bigint as again
			`+from+` and a.serial_key is not null and a.serial_key <> '' and a.created_at is not null
			group by a.serial_key, a.organization_id
		) g where again > 1 order by again desc, device`, w)
}

// records are the device records of a connection.
func records(r *projections.Reading, w *query.Where, connection uuid.UUID) string {
	return `from ` + r.Table(Name, "asset") + ` a where a.tenant_id = ` + w.Add(r.Tenant) + ` and a.variant = ` + w.Add(r.Variant(Name)) +
		` and a.connection = ` + w.Add(connection) + ` and a.device_id is not null`
}

func untidy(ctx context.Context, r *projections.Reading, sql string, w *query.Where) ([]Untidy, error) {
	rows, err := r.Tx.Query(ctx, strings.TrimSpace(sql)+` limit `+w.Add(maxUntidy), w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("look for devices that want a look: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Untidy])
	if err != nil {
		return nil, fmt.Errorf("look for devices that want a look: %w", err)
	}
	return found, nil
}

// UnknownClass is a class of devices that is new to the rules.
type UnknownClass struct {
	Class   string
	Devices int
}

// UnknownClasses lists classes that the rules have no category for, of devices that are
// listed: their assets are Other until the rules know better (CAT-09 ⚠).
func UnknownClasses(ctx context.Context, r *projections.Reading, connection uuid.UUID) ([]UnknownClass, error) {
	w := &query.Where{}
	rows, err := r.Tx.Query(ctx, `select coalesce(a.node_class, '(none)'), count(*)::bigint `+records(r, w, connection)+`
		and a.shown and not a.class_known and a.missing_since is null group by 1 order by 2 desc, 1 limit `+w.Add(maxUntidy), w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("look for classes without a category: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[UnknownClass])
	if err != nil {
		return nil, fmt.Errorf("look for classes without a category: %w", err)
	}
	return found, nil
}
