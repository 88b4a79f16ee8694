package governance

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Apps reads all apps of a tenant, by name.
func Apps(ctx context.Context, r *projections.Reading) ([]App, error) {
	return rows(ctx, r, "app", appColumns(), `order by x.sort collate "C", x.id`)
}

// Connectors reads all connectors that were added, by id.
func Connectors(ctx context.Context, r *projections.Reading) (map[uuid.UUID]Connector, error) {
	all, err := rows(ctx, r, "connector", connectorColumns(), "")
	by := make(map[uuid.UUID]Connector, len(all))
	for _, c := range all {
		by[c.ID] = c
	}
	return by, err
}

// Reviews reads all campaigns, the newest first.
func Reviews(ctx context.Context, r *projections.Reading) ([]Review, error) {
	return rows(ctx, r, "review", reviewColumns(), "order by x.opened_at desc, x.id")
}

// ReviewRows reads the rows of a campaign, in order of id.
func ReviewRows(ctx context.Context, r *projections.Reading, review uuid.UUID) ([]ReviewRow, error) {
	return rows(ctx, r, "review_row", reviewRowColumns(), "and x.review = $3 order by x.id", review)
}

// Verdicts counts the rows of every campaign by verdict.
func Verdicts(ctx context.Context, r *projections.Reading) (map[uuid.UUID]map[string]int, error) {
	found, err := r.Tx.Query(ctx, "select x.review, coalesce(x.verdict, ''), count(*) from "+r.Table(Name, "review_row")+
		" x where x.tenant_id = $1 and x.variant = $2 group by 1, 2", r.Tenant, r.Variant(Name))
	if err != nil {
		return nil, fmt.Errorf("count the rows of reviews: %w", err)
	}
	defer found.Close()
	all := make(map[uuid.UUID]map[string]int)
	for found.Next() {
		var review uuid.UUID
		var verdict string
		var n int
		if err := found.Scan(&review, &verdict, &n); err != nil {
			return nil, fmt.Errorf("count the rows of reviews: %w", err)
		}
		if all[review] == nil {
			all[review] = make(map[string]int)
		}
		all[review][verdict] = n
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("count the rows of reviews: %w", err)
	}
	return all, nil
}

// rows reads rows of a table; more are conditions and an order.
func rows[R any](ctx context.Context, r *projections.Reading, table string, columns []column.Column[R], more string, args ...any) ([]R, error) {
	found, err := r.Tx.Query(ctx, "select "+column.List(columns, "x")+" from "+r.Table(Name, table)+
		" x where x.tenant_id = $1 and x.variant = $2 "+more, append([]any{r.Tenant, r.Variant(Name)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the %ss: %w", table, err)
	}
	defer found.Close()
	var all []R
	for found.Next() {
		var row R
		if _, err := column.ScanRow(columns, &row, found.RawValues()); err != nil {
			return nil, fmt.Errorf("read the %ss: %w", table, err)
		}
		all = append(all, row)
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("read the %ss: %w", table, err)
	}
	return all, nil
}
