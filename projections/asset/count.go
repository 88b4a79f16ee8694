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
// missing ones count, ignored ones don't.
func CountByOrganization(ctx context.Context, r *projections.Reading) (map[uuid.UUID]int64, error) {
	w := &query.Where{}
	return count(ctx, r, `select a.organization, count(*) from `+r.Table(Name, "asset")+` a
		where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+`
		and a.shown and a.organization is not null and not `+Ignored(r, w)+` group by 1`, w)
}

// Place is an organization and one of its locations, by the ids of their rows; zero
// where a device has none.
type Place struct{ Organization, Location uuid.UUID }

// PlaceCount counts the assets of a place.
type PlaceCount struct {
	All   int64
	Going int64 // those that no person gave a customer of their own: they go with the place
}

// CountByPlace counts synced assets by where they are in NinjaOne; missing ones count,
// ignored ones don't.
func CountByPlace(ctx context.Context, r *projections.Reading) (map[Place]PlaceCount, error) {
	w := &query.Where{}
	none := w.Add(uuid.Nil)
	rows, err := r.Tx.Query(ctx, `select coalesce(a.organization, `+none+`), coalesce(a.location, `+none+`), count(*),
			count(*) filter (where a.customer is null) from `+r.Table(Name, "asset")+` a
		where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+`
		and a.shown and a.source = 'ninjaone' and not `+Ignored(r, w)+` group by 1, 2`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count assets by place: %w", err)
	}
	counts := make(map[Place]PlaceCount)
	var p Place
	var n PlaceCount
	if _, err := pgx.ForEachRow(rows, []any{&p.Organization, &p.Location, &n.All, &n.Going}, func() error { counts[p] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count assets by place: %w", err)
	}
	return counts, nil
}

// CountByCustomer counts assets by customer, synced and manual ones.
func CountByCustomer(ctx context.Context, r *projections.Reading) (map[uuid.UUID]int64, error) {
	w := &query.Where{}
	return count(ctx, r, `select x.customer, sum(x.n)::bigint from (
			select `+Customer+` as customer, a.n from (
				select a.tenant_id, a.customer, a.organization, a.location, count(*) as n from `+r.Table(Name, "asset")+` a
				where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+` and a.shown and not `+Ignored(r, w)+`
				group by 1, 2, 3, 4) a`+
		Join(r, mapping.Name, "status", "s", "a.organization")+Join(r, mapping.Name, "location_status", "ls", "a.location")+`) x
		where x.customer is not null group by 1`, w)
}

// CountByIgnoreRule counts the synced assets that each ignore rule leaves out.
func CountByIgnoreRule(ctx context.Context, r *projections.Reading) (map[uuid.UUID]int64, error) {
	w := &query.Where{}
	return count(ctx, r, `select g.id, count(*) from `+r.Table(mapping.Name, "ignore_rule")+` g join `+r.Table(Name, "asset")+` a
		on a.tenant_id = g.tenant_id and `+underRule+`
		where g.tenant_id = `+w.Add(r.Tenant)+` and g.variant = `+w.Add(r.Variant(mapping.Name))+`
		and a.variant = `+w.Add(r.Variant(Name))+` and a.shown and a.source = 'ninjaone' group by 1`, w)
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

// Going is an asset that goes with its organization to whichever customer that gets.
type Going struct {
	ID, Organization uuid.UUID
	Name             string
}

// GoingWith lists the assets that go with organizations, by name.
func GoingWith(ctx context.Context, r *projections.Reading, organizations []uuid.UUID) ([]Going, error) {
	w := &query.Where{}
	rows, err := r.Tx.Query(ctx, `select a.id, a.organization, coalesce(a.name, '') from `+Placed(r)+`
		where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+` and a.organization = any(`+w.Add(organizations)+`)
		and a.shown and a.source = 'ninjaone' and a.customer is null and ls.id is null and not `+Ignored(r, w)+` order by a.name_key, a.id`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("list the assets of %d organizations: %w", len(organizations), err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Going])
	if err != nil {
		return nil, fmt.Errorf("list the assets of %d organizations: %w", len(organizations), err)
	}
	return found, nil
}
