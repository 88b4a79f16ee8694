package access

import (
	"context"
	"fmt"

	"coresync/domain"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Connectors reads how access is governed and how reading it goes, by connection.
func Connectors(ctx context.Context, r *projections.Reading) (map[uuid.UUID]Connector, error) {
	all, err := rows(ctx, r, "connector", connectorTable().Columns, nil)
	by := make(map[uuid.UUID]Connector, len(all))
	for _, s := range all {
		by[s.ID] = s
	}
	return by, err
}

// rows reads rows of a table by their ids, in order of id; nil: all of it.
func rows[R any](ctx context.Context, r *projections.Reading, table string, columns []column.Column[R], ids []uuid.UUID) ([]R, error) {
	w := own(r)
	if ids != nil {
		w.And("x.id = any(" + w.Add(raw(ids)) + ")")
	}
	return rowsWhere(ctx, r, table, columns, w)
}

// rowsWhere reads the rows of a table that a condition holds for, in order of id.
func rowsWhere[R any](ctx context.Context, r *projections.Reading, table string, columns []column.Column[R], w *query.Where) ([]R, error) {
	found, err := r.Tx.Query(ctx, "select "+column.List(columns, "x")+" from "+r.Table(Name, table)+" x where "+w.SQL()+" order by x.id", w.Values()...)
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

// get is one row of a list. Error: domain.NotFound.
func get[R any](ctx context.Context, r *projections.Reading, s query.Spec[R], id uuid.UUID, what string) (row R, err error) {
	w := own(r)
	w.And(s.Key + " = " + w.Add(id))
	found, err := query.Run(ctx, r.Tx, s, w, query.Page{Limit: 1})
	if err == nil && len(found.Items) == 0 {
		err = domain.NotFound(what)
	}
	if err != nil {
		return row, err
	}
	return found.Items[0], nil
}

// own are the rows of the tenant in its live variant.
func own(r *projections.Reading) *query.Where {
	w := &query.Where{}
	w.And("x.tenant_id = " + w.Add(r.Tenant))
	w.And("x.variant = " + w.Add(r.Variant(Name)))
	return w
}

// raw are ids as a statement takes thousands of them: of the type uuid.UUID, each would be
// written as text first and read again.
func raw(ids []uuid.UUID) [][16]byte {
	all := make([][16]byte, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}

func scan[R any](columns []column.Column[R]) func([][]byte) (R, error) {
	return func(values [][]byte) (row R, err error) {
		_, err = column.ScanRow(columns, &row, values)
		return row, err
	}
}
