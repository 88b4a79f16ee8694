package reportmail

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// errNone tells that there is no such schedule.
var errNone = domain.NotFound("report_schedule")

// Schedules reads all schedules of a tenant, by report.
func Schedules(ctx context.Context, r *projections.Reading) ([]Schedule, error) {
	return rows(ctx, r, `order by x.report collate "C", x.frequency collate "C", x.day, x.hour, x.id`)
}

// Get reads one. Error: domain.CodeNotFound.
func Get(ctx context.Context, r *projections.Reading, id uuid.UUID) (Schedule, error) {
	found, err := rows(ctx, r, "and x.id = $3", id)
	if err == nil && len(found) == 0 {
		err = errNone
	}
	if err != nil {
		return Schedule{}, err
	}
	return found[0], nil
}

func rows(ctx context.Context, r *projections.Reading, more string, args ...any) (all []Schedule, err error) {
	found, err := r.Tx.Query(ctx, "select "+column.List(columns(), "x")+" from "+r.Table(Name, "schedule")+
		" x where x.tenant_id = $1 and x.variant = $2 "+more, append([]any{r.Tenant, r.Variant(Name)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the schedules of reports: %w", err)
	}
	defer found.Close()
	for found.Next() {
		var row Schedule
		if _, err := column.ScanRow(columns(), &row, found.RawValues()); err != nil {
			return nil, fmt.Errorf("read the schedules of reports: %w", err)
		}
		all = append(all, row)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("read the schedules of reports: %w", err)
	}
	return all, nil
}
