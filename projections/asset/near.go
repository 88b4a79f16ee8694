package asset

import (
	"strconv"

	"coresync/projections"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// Near lets the indexes on places find the rows or cells of customers: it leaves out only
// what the condition on Customer leaves out, too.
func Near(r *projections.Reading, w *query.Where, customers []uuid.UUID) {
	if len(customers) > 0 {
		w.And(NearSQL(r, w, customers))
	}
}

// NearSQL is the condition that Near adds.
func NearSQL(r *projections.Reading, w *query.Where, customers []uuid.UUID) string {
	of := func(table, alias string) string {
		return r.Table(mapping.Name, table) + " " + alias + " where " + alias + ".tenant_id = " + w.Add(r.Tenant) +
			" and " + alias + ".variant = " + strconv.Itoa(int(r.Variant(mapping.Name)))
	}
	wanted := w.Add(customers)
	return "(a.customer = any(" + wanted + ") or a.organization = any(array(select x.id from " + of("status", "x") + " and x.customer = any(" + wanted + ")" +
		" union all select l.organization from " + of("location", "l") + " and l.id in (select y.id from " + of("location_status", "y") + " and y.customer = any(" + wanted + ")))))"
}
