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

// Place is an organization and one of its locations, by the ids of their rows; zero
// where a device has none.
type Place struct{ Organization, Location uuid.UUID }

// CountByPlace counts synced assets by where they are in NinjaOne; missing ones count.
func CountByPlace(ctx context.Context, r *projections.Reading) (map[Place]int64, error) {
	rows, err := r.Tx.Query(ctx, `select coalesce(organization, $3), coalesce(location, $3), count(*) from `+r.Table(Name, "asset")+`
		where tenant_id = $1 and variant = $2 and shown and source = 'ninjaone' group by 1, 2`, r.Tenant, r.Variant(Name), uuid.Nil)
	if err != nil {
		return nil, fmt.Errorf("count assets by place: %w", err)
	}
	counts := make(map[Place]int64)
	var p Place
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&p.Organization, &p.Location, &n}, func() error { counts[p] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count assets by place: %w", err)
	}
	return counts, nil
}

// CountByCustomer counts assets by customer, synced and manual ones.
func CountByCustomer(ctx context.Context, r *projections.Reading) (map[uuid.UUID]int64, error) {
	w := &query.Where{}
	tenant := w.Add(r.Tenant)
	join := func(table, alias, on string) string {
		return " left join " + r.Table(mapping.Name, table) + " " + alias + " on " + alias + ".tenant_id = " + tenant +
			" and " + alias + ".variant = " + w.Add(r.Variant(mapping.Name)) + " and " + alias + ".id = " + on
	}
	return count(ctx, r, `select x.customer, sum(x.n)::bigint from (
			select `+Customer+` as customer, a.n from (
				select customer, organization, location, count(*) as n from `+r.Table(Name, "asset")+`
				where tenant_id = `+tenant+` and variant = `+w.Add(r.Variant(Name))+` and shown
				group by 1, 2, 3) a`+
		join("status", "s", "a.organization")+join("location_status", "ls", "a.location")+`) x
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
