package connection

import (
	"context"
	"strconv"
	"time"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// RunFilter selects runs; the zero value selects all.
type RunFilter struct {
	Connection uuid.UUID
	State      string
	EndedAfter time.Time // zero: all
}

// RunEntry is a run with the name of its connection.
type RunEntry struct {
	Run
	ConnectionName string
}

// List is one page of connections by name; removed ones are left out.
func List(ctx context.Context, r *projections.Reading, p query.Page) (query.Result[Connection], error) {
	w := own(r)
	w.And("x.removed_at is null and x.added_at is not null")
	return query.Run(ctx, r.Tx, connectionList(r), w, p)
}

// Get is one connection, also a removed one. Error: domain.NotFound.
func Get(ctx context.Context, r *projections.Reading, id uuid.UUID) (Connection, error) {
	return get(ctx, r, connectionList(r), id, "connection")
}

// Runs is one page of runs that ended; sorted descending the newest come first.
func Runs(ctx context.Context, r *projections.Reading, f RunFilter, p query.Page) (query.Result[RunEntry], error) {
	w := own(r)
	if f.Connection != uuid.Nil {
		w.And("x.connection = " + w.Add(f.Connection))
	}
	if f.State != "" {
		w.And("x.state = " + w.Add(f.State))
	}
	if !f.EndedAfter.IsZero() {
		w.And("x.ended_at > " + w.Add(f.EndedAfter))
	}
	return query.Run(ctx, r.Tx, runList(r), w, p)
}

// GetRun is one run that ended. Error: domain.NotFound.
func GetRun(ctx context.Context, r *projections.Reading, id uuid.UUID) (RunEntry, error) {
	return get(ctx, r, runList(r), id, "run")
}

func connectionList(r *projections.Reading) query.Spec[Connection] {
	columns := connectionTable().Columns
	return query.Spec[Connection]{
		Select: column.List(columns, "x"),
		From:   r.Table(Name, "connection") + " x",
		Key:    "x.id", Sort: "name", Search: "lower(x.name)",
		Sorts: map[string]query.Sort{
			"name":     query.Text("coalesce(lower(x.name), '')"),
			"added_at": {Expr: "coalesce(x.added_at, '-infinity')", Type: "timestamptz"},
		},
		Scan: func(values [][]byte) (c Connection, err error) {
			_, err = column.ScanRow(columns, &c, values)
			return c, err
		},
	}
}

func runList(r *projections.Reading) query.Spec[RunEntry] {
	columns := runTable().Columns
	return query.Spec[RunEntry]{
		Select: column.List(columns, "x") + ", c.name",
		From: r.Table(Name, "run") + " x left join " + r.Table(Name, "connection") +
			" c on c.tenant_id = x.tenant_id and c.variant = x.variant and c.id = x.connection",
		Key: "x.id", Sort: "position",
		Sorts: map[string]query.Sort{
			"position":   {Expr: "x.position", Type: "bigint"},
			"started_at": {Expr: "coalesce(x.started_at, '-infinity')", Type: "timestamptz"},
			"ended_at":   {Expr: "coalesce(x.ended_at, '-infinity')", Type: "timestamptz"},
		},
		Scan: func(values [][]byte) (e RunEntry, err error) {
			rest, err := column.ScanRow(columns, &e.Run, values)
			if err == nil {
				e.ConnectionName = string(rest[0])
			}
			return e, err
		},
	}
}

// own are the conditions that every list has.
func own(r *projections.Reading) *query.Where {
	w := &query.Where{}
	w.And("x.tenant_id = " + w.Add(r.Tenant))
	w.And("x.variant = " + strconv.Itoa(int(r.Variant(Name))))
	return w
}

func get[T any](ctx context.Context, r *projections.Reading, s query.Spec[T], id uuid.UUID, what string) (found T, err error) {
	w := own(r)
	w.And("x.id = " + w.Add(id))
	page, err := query.Run(ctx, r.Tx, s, w, query.Page{Limit: 1})
	if err != nil {
		return found, err
	}
	if len(page.Items) == 0 {
		return found, domain.NotFound(what)
	}
	return page.Items[0], nil
}
