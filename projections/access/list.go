package access

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// Accounts reads all accounts of a tenant, vanished ones too, in order of id.
func Accounts(ctx context.Context, r *projections.Reading) ([]Account, error) {
	all, err := rows(ctx, r, "account", accountColumns(), uuid.Nil)
	kept := all[:0]
	for _, a := range all {
		if a.Kind != "" { // else only a decision is known
			kept = append(kept, a)
		}
	}
	return kept, err
}

// Roles reads all roles of a tenant, vanished ones too, in order of id.
func Roles(ctx context.Context, r *projections.Reading) ([]Role, error) {
	return rows(ctx, r, "role", roleColumns(), uuid.Nil)
}

// Connectors reads how access is governed and how reading it goes, by connection.
func Connectors(ctx context.Context, r *projections.Reading) (map[uuid.UUID]Connector, error) {
	all, err := rows(ctx, r, "connector", connectorTable().Columns, uuid.Nil)
	by := make(map[uuid.UUID]Connector, len(all))
	for _, s := range all {
		by[s.ID] = s
	}
	return by, err
}

// Requests reads all requests of a tenant, in order of id.
func Requests(ctx context.Context, r *projections.Reading) ([]Request, error) {
	return rows(ctx, r, "request", requestColumns(), uuid.Nil)
}

// rows reads a whole table, or one row of it.
func rows[R any](ctx context.Context, r *projections.Reading, table string, columns []column.Column[R], id uuid.UUID) ([]R, error) {
	found, err := r.Tx.Query(ctx, "select "+column.List(columns, "x")+" from "+r.Table(Name, table)+
		" x where x.tenant_id = $1 and x.variant = $2 and ($3 = '00000000-0000-0000-0000-000000000000'::uuid or x.id = $3) order by x.id",
		r.Tenant, r.Variant(Name), id)
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
