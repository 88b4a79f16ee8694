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
	c, err := unignored(ctx, r)
	if err != nil {
		return nil, err
	}
	c.where.And("a.organization is not null")
	return count(ctx, r, `select a.organization, sum(`+c.number+`)::bigint from `+c.from+` where `+c.where.SQL()+` group by 1`, c.where)
}

// counting is what assets are counted by: their rows, or the cells of reports.
type counting struct {
	from, number string
	where        *query.Where
}

// unignored counts all assets but ignored ones, by cells where these know what is ignored.
func unignored(ctx context.Context, r *projections.Reading) (c counting, err error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return c, err
	}
	hidden.Mapped = false
	c.where = &query.Where{}
	Own(r, c.where)
	if hidden.Blurred {
		c.from, c.number = Placed(r), "1"
		c.where.And("a.shown")
		hidden.seen(r, c.where, false)
	} else {
		c.from, c.number = PlacedCells(r), "a.n"
		c.where.And("a.measure = 'devices'")
		hidden.seenCells(r, c.where)
	}
	return c, nil
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
	c, err := unignored(ctx, r)
	if err != nil {
		return nil, err
	}
	none := c.where.Add(uuid.Nil)
	c.where.And("a.source = 'ninjaone'")
	rows, err := r.Tx.Query(ctx, `select coalesce(a.organization, `+none+`), coalesce(a.location, `+none+`), sum(`+c.number+`)::bigint,
			coalesce(sum(`+c.number+`) filter (where a.customer is null), 0)::bigint from `+c.from+` where `+c.where.SQL()+` group by 1, 2`, c.where.Values()...)
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
	c, err := unignored(ctx, r)
	if err != nil {
		return nil, err
	}
	return count(ctx, r, `select x.customer, sum(x.n)::bigint from (select `+Customer+` as customer, `+c.number+` as n from `+c.from+`
		where `+c.where.SQL()+`) x where x.customer is not null group by 1`, c.where)
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
