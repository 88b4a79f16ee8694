package mapping

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// OrganizationsByID are the organizations of the ids that there are.
func OrganizationsByID(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]Organization, error) {
	return byID(ctx, r, organizationTable(), ids)
}

// LocationsByID are the locations of the ids that there are.
func LocationsByID(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]Location, error) {
	return byID(ctx, r, locationTable(), ids)
}

// StatusesByID are the statuses of organizations.
func StatusesByID(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]Status, error) {
	return byID(ctx, r, statusTable(), ids)
}

// CustomersByID are customers as matching knows them, removed ones too.
func CustomersByID(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]Customer, error) {
	return byID(ctx, r, customerTable(), ids)
}

// IgnoreRules are all ignore rules, oldest first.
func IgnoreRules(ctx context.Context, r *projections.Reading) ([]IgnoreRule, error) {
	all, err := byID(ctx, r, ignoreTable(), nil)
	return slices.SortedFunc(maps.Values(all), func(a, b IgnoreRule) int { return int(a.Position - b.Position) }), err
}

// CurrentScope says which devices become assets.
func CurrentScope(ctx context.Context, r *projections.Reading) (Scope, error) {
	found, err := byID(ctx, r, scopeTable(), []uuid.UUID{r.Tenant})
	return found[r.Tenant], err
}

// byID reads the rows of the ids; nil: all rows.
func byID[R any](ctx context.Context, r *projections.Reading, t projections.TableSpec[R], ids []uuid.UUID) (map[uuid.UUID]R, error) {
	found := make(map[uuid.UUID]R, len(ids))
	if ids != nil && len(ids) == 0 {
		return found, nil
	}
	rows, err := r.Tx.Query(ctx, `select `+column.List(t.Columns, "x")+` from `+r.Table(Name, t.Name)+` x
		where x.tenant_id = $1 and x.variant = $2 and (x.id = any($3) or $4)`, r.Tenant, r.Variant(Name), ids, ids == nil)
	if err != nil {
		return nil, fmt.Errorf("read %s.%s: %w", Name, t.Name, err)
	}
	defer rows.Close()
	for rows.Next() {
		var row R
		if _, err := column.ScanRow(t.Columns, &row, rows.RawValues()); err != nil {
			return nil, fmt.Errorf("read %s.%s: %w", Name, t.Name, err)
		}
		found[t.ID(&row)] = row
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %s.%s: %w", Name, t.Name, err)
	}
	return found, nil
}
