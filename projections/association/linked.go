package association

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// LinkedTo are the people in NinjaOne that are linked to a contact of the directory.
func LinkedTo(ctx context.Context, r *projections.Reading, contact uuid.UUID) ([]Person, error) {
	columns := PersonColumns()
	rows, err := r.Tx.Query(ctx, "select "+column.List(columns, "x")+" from "+r.Table(Name, "person")+` x
		where x.tenant_id = $1 and x.variant = $2 and x.contact = $3 and x.link = 'linked' order by x.id`, r.Tenant, r.Variant(Name), contact)
	if err != nil {
		return nil, fmt.Errorf("read who is linked to contact %s: %w", contact, err)
	}
	defer rows.Close()
	var all []Person
	for rows.Next() {
		var p Person
		if _, err := column.ScanRow(columns, &p, rows.RawValues()); err != nil {
			return nil, fmt.Errorf("read who is linked to contact %s: %w", contact, err)
		}
		all = append(all, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read who is linked to contact %s: %w", contact, err)
	}
	return all, nil
}
