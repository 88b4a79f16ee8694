package asset

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/domain/lifetime"
	"coresync/domain/warranty"
	"coresync/projections"
	"coresync/projections/directory"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// EntitlementFilter selects entitlements; the zero value selects all.
type EntitlementFilter struct {
	Asset     uuid.UUID
	Customers []uuid.UUID
	Sources   []string
	States    []lifetime.Warranty // as of Today
	Today     time.Time
}

// Entitled is an entitlement with the asset that has it.
type Entitled struct {
	Covering
	Asset, Customer         uuid.UUID // Customer: zero: none
	AssetName, CustomerName string
}

// What a record x says of its warranty itself, as ownWarranty does, and what people
// recorded for it, as its state keeps it. Texts that are no date are no entitlement.
const (
	ownStart = `(case when x.state::jsonb->'given' ? 'warranty_start' then nullif(x.state::jsonb->'given'->>'warranty_start', '')::date else x.warranty_start end)`
	ownEnd   = `(case when x.state::jsonb->'given' ? 'warranty_end' then nullif(x.state::jsonb->'given'->>'warranty_end', '')::date else x.warranty_end end)`
	aDate    = ` ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'`
	ownList  = `select x.tenant_id, x.id, coalesce(x.asset, x.id) as asset, case x.source when 'manual' then 'kept' else 'ninjaone' end as source,
	''::text as name, ''::text as external_id, ` + ownStart + ` as starts_on, ` + ownEnd + ` as ends_on, 0::bigint as version, coalesce(x.observed_position, 0) as position`
	ownWhere     = `(x.shown or x.source = 'manual' and x.observed_position is not null) and ` + ownEnd + ` is not null`
	recordedList = `select x.tenant_id, w.key::uuid, coalesce(x.asset, x.id), w.value->>'source', coalesce(w.value->>'name', ''), coalesce(w.value->>'external_id', ''),
	case when w.value->>'start'` + aDate + ` then (w.value->>'start')::date end, (w.value->>'end')::date, (w.value->>'version')::bigint, (w.value->>'position')::bigint`
	recordedFrom  = ` cross join lateral jsonb_each(coalesce(x.state::jsonb->'warranties', '{}')) w`
	recordedWhere = `x.state is not null and w.value->>'end'` + aDate
	// countsSQL tells whether entitlement e decides over the shown row a, as Coverings does.
	countsSQL = `(case when a.state::jsonb->'sources' ? 'warranty_end'
	then a.state::jsonb->'sources'->'warranty_end'->>'entitlement' = e.id::text
		or a.state::jsonb->'sources'->'warranty_end'->>'source' = 'kept' and e.source = 'kept' and e.id <> a.id
	else e.version = 0 and e.id = a.id end)`
)

// Entitlements is one page of entitlements, by their ends unless the page says otherwise.
func Entitlements(ctx context.Context, r *projections.Reading, f EntitlementFilter, p query.Page) (query.Result[Entitled], error) {
	w := &query.Where{}
	spec := entitled(r, w)
	seen(r, w, false)
	if f.Asset != uuid.Nil {
		w.And("e.asset = " + w.Add(f.Asset))
	}
	query.In(w, Customer, f.Customers)
	query.In(w, "e.source", f.Sources)
	var either []string
	for _, state := range f.States {
		if days, known := state.Ends(f.Today); known {
			either = append(either, Within(w, "e.ends_on", days))
		}
	}
	if len(f.States) > 0 && len(either) == 0 {
		w.And("false") // an entitlement always has an end
	}
	oneOf(w, either)
	return query.Run(ctx, r.Tx, spec, w, p)
}

// GetEntitlement is one entitlement. Error: domain.NotFound.
func GetEntitlement(ctx context.Context, r *projections.Reading, id uuid.UUID) (Entitled, error) {
	w := &query.Where{}
	spec := entitled(r, w)
	w.And("e.id = " + w.Add(id))
	found, err := query.Run(ctx, r.Tx, spec, w, query.Page{Limit: 1})
	if err == nil && len(found.Items) == 0 {
		err = domain.NotFound("warranty")
	}
	if err != nil {
		return Entitled{}, err
	}
	return found.Items[0], nil
}

func entitled(r *projections.Reading, w *query.Where) query.Spec[Entitled] {
	own := " where x.tenant_id = " + w.Add(r.Tenant) + " and x.variant = " + strconv.Itoa(int(r.Variant(Name))) + " and "
	table := r.Table(Name, "asset")
	Own(r, w)
	w.And("a.shown")
	return query.Spec[Entitled]{
		Select: "e.id, e.asset, e.source, e.name, e.external_id, e.starts_on, e.ends_on, e.version, e.position, " + countsSQL + ", a.name, " + Customer + ", c.name",
		From: "(" + ownList + " from " + table + " x" + own + ownWhere + " union all " + recordedList + " from " + table + " x" + recordedFrom + own + recordedWhere + ") e" +
			" join " + table + " a on a.tenant_id = e.tenant_id and a.shown and coalesce(a.asset, a.id) = e.asset" +
			Join(r, mapping.Name, "status", "s", "a.organization") + Join(r, mapping.Name, "location_status", "ls", "a.location") +
			Join(r, directory.Name, "customer", "c", Customer),
		Key: "e.id", Sort: "end", Search: "a.search",
		Sorts: map[string]query.Sort{
			"end":      {Expr: "e.ends_on::timestamp at time zone 'UTC'", Type: "timestamptz"},
			"start":    {Expr: "coalesce(e.starts_on::timestamp at time zone 'UTC', '-infinity')", Type: "timestamptz"},
			"asset":    query.Text("a.name_key"),
			"customer": query.Text("coalesce(c.sort_key, '')"),
		},
		Scan: scanEntitled,
	}
}

func scanEntitled(v [][]byte) (Entitled, error) {
	id := func(b []byte) (u uuid.UUID) { copy(u[:], b); return u }
	return Entitled{
		Covering: Covering{
			Entitlement: warranty.Entitlement{ID: id(v[0]), Source: warranty.Source(v[2]), Name: string(v[3]), Start: dayIn(v[5]), End: dayIn(v[6])},
			ExternalID:  string(v[4]), Version: int64(binary.BigEndian.Uint64(v[7])), Position: int64(binary.BigEndian.Uint64(v[8])),
			Counts: len(v[9]) == 1 && v[9][0] != 0,
		},
		Asset: id(v[1]), AssetName: string(v[10]), Customer: id(v[11]), CustomerName: string(v[12]),
	}, nil
}

// dayIn reads a date as PostgreSQL sends it; NULL is the zero one.
func dayIn(b []byte) time.Time {
	if len(b) != 4 {
		return time.Time{}
	}
	return time.Date(2000, 1, 1+int(int32(binary.BigEndian.Uint32(b))), 0, 0, 0, 0, time.UTC)
}

// BySerial finds assets by serial numbers in the form of SerialKey, also by those of
// records that another one shows, and tells which of some ids are of assets.
func BySerial(ctx context.Context, r *projections.Reading, serials []string, ids []uuid.UUID) (map[string][]uuid.UUID, map[uuid.UUID]bool, error) {
	w := &query.Where{}
	Own(r, w)
	w.And("(a.shown or a.asset is not null)")
	serial, id := w.Add(serials), w.Add(ids)
	w.And("(a.serial_key = any(" + serial + ") or a.id = any(" + id + "))")
	rows, err := r.Tx.Query(ctx, "select distinct coalesce(a.serial_key, ''), a.id, coalesce(a.asset, a.id) from "+r.Table(Name, "asset")+" a where "+w.SQL(), w.Values()...)
	if err != nil {
		return nil, nil, fmt.Errorf("find assets by their serial numbers: %w", err)
	}
	found, known := make(map[string][]uuid.UUID), make(map[uuid.UUID]bool)
	once := make(map[string]bool)
	var key string
	var record, asset uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&key, &record, &asset}, func() error {
		known[record] = true
		if pair := key + " " + asset.String(); !once[pair] {
			once[pair] = true
			found[strings.Clone(key)] = append(found[key], asset)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("find assets by their serial numbers: %w", err)
	}
	return found, known, nil
}
