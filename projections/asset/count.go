package asset

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// CountByOrganization counts synced assets by the row id of their organization;
// missing ones count.
func CountByOrganization(ctx context.Context, r *projections.Reading) (map[uuid.UUID]int64, error) {
	w := &query.Where{}
	return count(ctx, r, `select a.organization, count(*) from `+r.Table(Name, "asset")+` a
		where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+`
		and a.shown and a.organization is not null group by 1`, w)
}

// CountByCustomer counts assets by customer, synced and manual ones.
func CountByCustomer(ctx context.Context, r *projections.Reading) (map[uuid.UUID]int64, error) {
	w := &query.Where{}
	return count(ctx, r, `select x.customer, sum(x.n)::bigint from (
			select a.customer as own, a.organization, count(*) as n from `+r.Table(Name, "asset")+` a
			where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+` and a.shown
			group by 1, 2) g
		cross join lateral (select coalesce(g.own, (select s.customer from `+r.Table(mapping.Name, "status")+` s
			where s.tenant_id = `+w.Add(r.Tenant)+` and s.variant = `+w.Add(r.Variant(mapping.Name))+`
			and s.id = g.organization)) as customer, g.n) x
		where x.customer is not null group by 1`, w)
}

func count(ctx context.Context, r *projections.Reading, sql string, w *query.Where) (map[uuid.UUID]int64, error) {
	rows, err := r.Tx.Query(ctx, sql, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets: %w", err)
	}
	counts := make(map[uuid.UUID]int64)
	var id uuid.UUID
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error { counts[id] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count assets: %w", err)
	}
	return counts, nil
}
