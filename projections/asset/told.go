package asset

import (
	"context"

	"coresync/projections"
	"coresync/projections/query"
)

// toldSQL are the fields of an asset that programs outside are told, by the names that the
// API gives them: what says how it is, not what moves by itself, and nothing personal.
const toldSQL = `jsonb_strip_nulls(jsonb_build_object(
	'name', nullif(a.name, ''), 'source', nullif(a.source, ''), 'external_id', nullif(a.external_id, ''),
	'manufacturer', nullif(a.manufacturer, ''), 'model', nullif(a.model, ''), 'serial_number', nullif(a.serial_number, ''),
	'category', nullif(a.category, ''), 'node_class', nullif(a.node_class, ''), 'os', nullif(a.os, ''), 'status', nullif(a.status, ''),
	'customer', ` + Customer + `, 'contact_id', a.contact,
	'connection', a.connection, 'device_id', nullif(a.device_id, 0), 'organization_id', nullif(a.organization_id, 0), 'location_id', nullif(a.location_id, 0),
	'warranty_start', a.warranty_start, 'warranty_end', a.warranty_end, 'purchased_on', a.purchased_on,
	'missing_since', to_char(a.missing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	'no_longer_synced_since', case when a.released in ('` + ReleasedMarked + `', '` + ReleasedArchived + `')
		then to_char(a.released_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end))`

// Told is a statement that gives id, connection and fields of each asset that List shows,
// for programs outside (GAP-06).
func Told(ctx context.Context, r *projections.Reading, w *query.Where) (sql string, err error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return "", err
	}
	Own(r, w)
	w.And("a.shown")
	hidden.seen(r, w, false)
	return "select coalesce(a.asset, a.id) as id, a.connection, " + toldSQL + " as fields from " + Placed(r) + " where " + w.SQL(), nil
}
