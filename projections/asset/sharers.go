package asset

import (
	"context"
	"fmt"

	rule "coresync/domain/asset"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/query"

	"github.com/google/uuid"
)

// StandingOfSerial tells what the serial number of an asset is worth as an identity,
// given its records; false where it has none. It is asked of the records as they are,
// so the first device with a serial number that turned out to be junk is told so as
// well as the last, and so is who has it alone again (A.3).
func StandingOfSerial(ctx context.Context, r *projections.Reading, rules *rule.Rules, records []Row) (rule.SerialStanding, bool, error) {
	key := ""
	for i := range records {
		if records[i].Shown {
			key = records[i].SerialKey
		}
	}
	if key == "" {
		return rule.SerialStanding{}, false, nil
	}
	var own []rule.Member
	asset := records[0].AssetID()
	for i := range records {
		if records[i].SerialKey == key {
			own = append(own, member(nil, &records[i]))
		}
	}
	others, err := sharers(ctx, r, key, asset)
	return rules.StandingOfSerial(own, others), true, err
}

// sharers are records of other assets that have a serial number or had it, those that
// have it first.
func sharers(ctx context.Context, r *projections.Reading, key string, asset uuid.UUID) ([]rule.Sharer, error) {
	w := &query.Where{}
	columns := columns()
	from := "select " + column.List(columns, "a") + " from " + r.Table(Name, "asset") + " a where a.tenant_id = " + w.Add(r.Tenant) +
		" and a.variant = " + w.Add(r.Variant(Name)) + " and coalesce(a.asset, a.id) <> " + w.Add(asset) + " and "
	serial, most := w.Add(key), " limit "+w.Add(rule.MaxSharers)
	rows, err := r.Tx.Query(ctx, "("+from+"a.serial_key = "+serial+most+") union all ("+from+
		`a.former_serials is not null and a.serial_key is distinct from `+serial+` and exists (
			select from json_array_elements_text(a.former_serials) f where upper(regexp_replace(f, '[^[:alnum:]]', '', 'g')) = `+serial+")"+most+")", w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("look for assets with the serial number of asset %s: %w", asset, err)
	}
	defer rows.Close()
	var found []rule.Sharer
	for rows.Next() {
		var row Row
		if _, err := column.ScanRow(columns, &row, rows.RawValues()); err != nil {
			return nil, fmt.Errorf("look for assets with the serial number of asset %s: %w", asset, err)
		}
		found = append(found, rule.Sharer{Member: member(nil, &row), Asset: row.AssetID(), Former: row.SerialKey != key})
	}
	return found, rows.Err()
}
