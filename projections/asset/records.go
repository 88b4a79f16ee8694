package asset

import (
	"context"
	"fmt"
	"slices"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/column"
	"coresync/projections/mapping"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Records are the source records of an asset, the oldest first: it may be named by
// any of them.
func Records(ctx context.Context, r *projections.Reading, id uuid.UUID) ([]Row, error) {
	w := &query.Where{}
	table := r.Table(Name, "asset")
	tenant, variant, of := w.Add(r.Tenant), w.Add(r.Variant(Name)), w.Add(id)
	asset := "(select coalesce(m.asset, m.id) from " + table + " m where m.tenant_id = " + tenant + " and m.variant = " + variant + " and m.id = " + of + ")"
	columns := columns()
	rows, err := r.Tx.Query(ctx, "select "+column.List(columns, "a")+" from "+table+" a where a.tenant_id = "+tenant+
		" and a.variant = "+variant+" and (a.id = "+asset+" or a.asset = "+asset+")", w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("read the records of asset %s: %w", id, err)
	}
	defer rows.Close()
	var records []Row
	for rows.Next() {
		var row Row
		if _, err := column.ScanRow(columns, &row, rows.RawValues()); err != nil {
			return nil, fmt.Errorf("read the records of asset %s: %w", id, err)
		}
		records = append(records, row)
	}
	slices.SortFunc(records, func(a, b Row) int { return a.Decided().Rank - b.Decided().Rank })
	return records, rows.Err()
}

// Older orders records as assets are made of them: the oldest gives the asset its id.
func Older(a, b *Row) int {
	x, y := member(nil, a), member(nil, b)
	return rule.Older(&x, &y)
}

// Doubted is one page of assets about which there is a question, by name.
func Doubted(ctx context.Context, r *projections.Reading, p query.Page) (query.Result[Asset], error) {
	w := &query.Where{}
	spec := spec(r, w)
	w.And("a.shown")
	w.And("a.doubts is not null")
	return query.Run(ctx, r.Tx, spec, w, p)
}

// maxTwins bounds the suggestions about manual assets.
const maxTwins = 200

// Twins are devices that look like an asset that people keep for the same customer:
// equal name and model, and nothing else that identifies it (A.2 rung 5). Customers
// are the mapping's, so that this is asked and not settled.
func Twins(ctx context.Context, r *projections.Reading) (map[uuid.UUID]rule.Doubt, error) {
	w := &query.Where{}
	table := r.Table(Name, "asset")
	tenant, variant := w.Add(r.Tenant), w.Add(r.Variant(Name))
	rows, err := r.Tx.Query(ctx, `select coalesce(d.asset, d.id), coalesce(m.asset, m.id)
		from `+table+` m join `+table+` d on d.tenant_id = m.tenant_id and d.variant = m.variant and d.shown
			and d.name_key collate "C" = m.name_key collate "C" and lower(d.model) = lower(m.model) and d.source <> m.source
		left join `+r.Table(mapping.Name, "status")+` s on s.tenant_id = d.tenant_id and s.variant = `+w.Add(r.Variant(mapping.Name))+` and s.id = d.organization
		where m.tenant_id = `+tenant+` and m.variant = `+variant+` and m.shown and m.source = `+w.Add(SourceManual)+`
			and m.serial_key is null and m.customer is not distinct from coalesce(d.customer, s.customer)
			and coalesce(d.state::jsonb->'pairs'->>m.id::text, '') = ''
		order by 1, 2 limit `+w.Add(maxTwins), w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("look for manual assets that were synced: %w", err)
	}
	twins := make(map[uuid.UUID]rule.Doubt)
	var device, kept uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&device, &kept}, func() error {
		d := twins[device]
		d.Kind, d.Rule, d.Reason = rule.DoubtTwin, "A.2 rung 5", "an asset that is kept by hand has the same name and model"
		d.Others = append(d.Others, kept)
		twins[device] = d
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for manual assets that were synced: %w", err)
	}
	return twins, nil
}

// Names are the names of assets, by id.
func Names(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	w := &query.Where{}
	rows, err := r.Tx.Query(ctx, `select coalesce(a.asset, a.id), a.name from `+r.Table(Name, "asset")+` a
		where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+` and a.shown
		and (a.id = any(`+w.Add(ids)+`) or a.asset = any(`+w.Add(ids)+`))`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("read names of assets: %w", err)
	}
	names := make(map[uuid.UUID]string)
	var id uuid.UUID
	var name string
	if _, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error { names[id] = name; return nil }); err != nil {
		return nil, fmt.Errorf("read names of assets: %w", err)
	}
	return names, nil
}

// NamesOf are the names of assets by the id of any of their records; of those that are not
// shown, too.
func NamesOf(ctx context.Context, r *projections.Reading, records []uuid.UUID) (map[uuid.UUID]string, error) {
	w := &query.Where{}
	table := r.Table(Name, "asset")
	rows, err := r.Tx.Query(ctx, `select a.id, coalesce(h.name, a.name) from `+table+` a
		left join `+table+` h on h.tenant_id = a.tenant_id and h.variant = a.variant and h.id = a.asset
		where a.tenant_id = `+w.Add(r.Tenant)+` and a.variant = `+w.Add(r.Variant(Name))+` and a.id = any(`+w.Add(records)+`)`, w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("read names of %d records: %w", len(records), err)
	}
	names := make(map[uuid.UUID]string, len(records))
	var id uuid.UUID
	var name string
	if _, err := pgx.ForEachRow(rows, []any{&id, &name}, func() error { names[id] = name; return nil }); err != nil {
		return nil, fmt.Errorf("read names of %d records: %w", len(records), err)
	}
	return names, nil
}

// Life is where an asset is in its life with NinjaOne (A.5).
type Life string

// The lives.
const (
	LifePresent  Life = "present"
	LifeMissing  Life = "missing"
	LifeProposed Life = "retirement_proposed"
	LifeRetired  Life = "retired"
	LifeUnseen   Life = "out_of_sight"     // its organization vanished, too
	LifeReleased Life = "no_longer_synced" // its connection was ended (GAP-01)
)

// LifeOf tells where an asset is in its life when the log stood at a time: it is
// the log's time, never a clock's. unseen: its organization is no longer listed.
func LifeOf(r *rule.Rules, row *Row, unseen bool, at time.Time) Life {
	const day = 24 * time.Hour
	switch {
	case row.NoLongerSynced():
		return LifeReleased
	case row.MissingSince.IsZero():
		return LifePresent
	case row.Status == rule.StatusRetired:
		return LifeRetired
	case unseen:
		return LifeUnseen
	case at.Sub(row.MissingSince) >= time.Duration(r.Identity.RetireAfter)*day:
		return LifeProposed
	}
	return LifeMissing
}

// Streams are the names of the streams that hold the history of an asset: those of
// its devices, of what people decided about its records, and of their assignments.
func Streams(records []Row) []string {
	var streams []string
	for i := range records {
		row := &records[i]
		streams = append(streams, event.AssetStream(row.ID), event.AssignmentStream(row.ID))
		for id := range row.Decided().Warranties {
			streams = append(streams, event.WarrantyStream(id))
		}
		if row.Source == SourceNinjaOne {
			streams = append(streams, event.DeviceStream(row.Connection, row.DeviceID), event.DeviceUserStream(row.Connection, row.DeviceID))
		}
		if row.Released != "" {
			streams = append(streams, event.ReleaseStream(row.Connection))
		}
	}
	return streams
}
