package mapping

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Mapping is an organization with its status and what belongs to it.
type Mapping struct {
	Organization
	Status
	CustomerName string // of the customer, or of the removed one of a stale mapping
	Locations    int64
}

// Filter selects organizations; the zero value selects all.
type Filter struct {
	Connection uuid.UUID
	States     []State
	Customer   uuid.UUID
}

// sorts are what organizations can be sorted by; attention is stale, unmatched,
// auto-matched, linked by name, mapped, ignored.
var sorts = map[string]query.Sort{
	"attention": query.Text(`case s.state when 'stale' then '0' when 'unmatched' then '1' when 'auto_matched' then '2'
		when 'mapped_auto' then '3' when 'mapped' then '4' else '5' end || coalesce(o.sort_key, '')`),
	"name":     query.Text("coalesce(o.sort_key, '')"),
	"customer": query.Text("coalesce(lower(c.name), '')"),
	"status":   query.Text("s.state"),
}

// List is one page of organizations, those that need attention first (MAP-05).
func List(ctx context.Context, r *projections.Reading, f Filter, p query.Page) (query.Result[Mapping], error) {
	w := &query.Where{}
	spec := spec(r, w)
	if f.Connection != uuid.Nil {
		w.And("o.connection = " + w.Add(f.Connection))
	}
	if f.Customer != uuid.Nil {
		w.And("s.customer = " + w.Add(f.Customer))
	}
	query.In(w, "s.state", f.States)
	return query.Run(ctx, r.Tx, spec, w, p)
}

// Get is one organization. Error: domain.NotFound.
func Get(ctx context.Context, r *projections.Reading, id uuid.UUID) (Mapping, error) {
	w := &query.Where{}
	spec := spec(r, w)
	w.And("o.id = " + w.Add(id))
	found, err := query.Run(ctx, r.Tx, spec, w, query.Page{Limit: 1})
	if err != nil {
		return Mapping{}, err
	}
	if len(found.Items) == 0 {
		return Mapping{}, domain.NotFound("organization")
	}
	return found.Items[0], nil
}

func spec(r *projections.Reading, w *query.Where) query.Spec[Mapping] {
	organizationColumns, statusColumns := organizationTable().Columns, statusTable().Columns
	variant := strconv.Itoa(int(r.Variant(Name)))
	on := func(alias string) string {
		return alias + ".tenant_id = o.tenant_id and " + alias + ".variant = o.variant and " + alias + ".id = "
	}
	w.And("o.tenant_id = " + w.Add(r.Tenant))
	w.And("o.variant = " + variant)
	return query.Spec[Mapping]{
		Select: column.List(organizationColumns, "o") + ", " + column.List(statusColumns, "s") + ", c.name, (select count(*) from " +
			r.Table(Name, "location") + " l where l.tenant_id = o.tenant_id and l.variant = o.variant and l.organization = o.id and l.vanished_at is null)",
		From: r.Table(Name, "organization") + " o join " + r.Table(Name, "status") + " s on " + on("s") + "o.id" +
			" left join " + r.Table(Name, "customer") + " c on " + on("c") + "coalesce(s.customer, s.former_customer)",
		Key: "o.id", Sorts: sorts, Sort: "attention", Search: "lower(o.name)",
		Scan: func(values [][]byte) (Mapping, error) {
			var m Mapping
			rest, err := column.ScanRow(organizationColumns, &m.Organization, values)
			if err == nil {
				rest, err = column.ScanRow(statusColumns, &m.Status, rest)
			}
			if err != nil {
				return m, err
			}
			m.CustomerName, m.Locations = string(rest[0]), int64(binary.BigEndian.Uint64(rest[1]))
			return m, nil
		},
	}
}

// Counts counts the organizations that NinjaOne still lists by state (SYN-08, SYN-09, MAP-12).
func Counts(ctx context.Context, r *projections.Reading, f Filter) (map[State]int64, error) {
	w := &query.Where{}
	sql := `select s.state, count(*) from ` + r.Table(Name, "status") + ` s join ` + r.Table(Name, "organization") + ` o
		on o.tenant_id = s.tenant_id and o.variant = s.variant and o.id = s.id
		where s.tenant_id = ` + w.Add(r.Tenant) + ` and s.variant = ` + w.Add(r.Variant(Name)) + ` and o.vanished_at is null
		and (o.connection = ` + w.Add(f.Connection) + ` or ` + w.Add(f.Connection == uuid.Nil) + `) group by 1`
	rows, err := r.Tx.Query(ctx, sql, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("count organizations: %w", err)
	}
	counts := make(map[State]int64)
	var state State
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&state, &n}, func() error { counts[state] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count organizations: %w", err)
	}
	return counts, nil
}

// Each reads the organizations one by one, in the order of their ids.
func Each(ctx context.Context, r *projections.Reading, after uuid.UUID) (*query.Rows[Mapping], error) {
	w := &query.Where{}
	return query.Each(ctx, r.Tx, spec(r, w), w, after)
}
