package asset

import (
	"context"
	"fmt"

	"coresync/projections"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// IDs are the ids of the assets that List shows under a filter, in their own order, so
// many at most.
func IDs(ctx context.Context, r *projections.Reading, f Filter, q string, most int) ([]uuid.UUID, error) {
	hidden, err := HiddenBy(ctx, r)
	if err != nil {
		return nil, err
	}
	w := &query.Where{}
	Own(r, w)
	f.apply(r, w)
	w.And("a.shown")
	hidden.seen(r, w, f.Ignored)
	query.Search(w, "a.search", q)
	rows, err := r.Tx.Query(ctx, `select coalesce(a.asset, a.id) from `+Placed(r)+` where `+w.SQL()+` order by 1 limit `+w.Add(most), w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("read the ids of assets under a filter: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, fmt.Errorf("read the ids of assets under a filter: %w", err)
	}
	return ids, nil
}

// These are the assets with these ids, by id; whatever ignore rules say.
func These(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]Asset, error) {
	w := &query.Where{}
	spec := spec(r, w)
	w.And("(a.id = any(" + w.Add(ids) + ") or a.asset = any(" + w.Add(ids) + "))")
	w.And("a.shown")
	found, err := query.Run(ctx, r.Tx, spec, w, query.Page{Whole: true})
	if err != nil {
		return nil, err
	}
	assets := make(map[uuid.UUID]Asset, len(found.Items))
	for _, a := range found.Items {
		assets[a.AssetID()] = a
	}
	return assets, nil
}

// Synced tells which of these assets have a device of NinjaOne among their records.
func Synced(ctx context.Context, r *projections.Reading, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	w := &query.Where{}
	Own(r, w)
	w.And("(a.id = any(" + w.Add(ids) + ") or a.asset = any(" + w.Add(ids) + "))")
	w.And("a.source = " + w.Add(SourceNinjaOne))
	rows, err := r.Tx.Query(ctx, `select coalesce(a.asset, a.id) from `+r.Table(Name, "asset")+` a where `+w.SQL(), w.Values()...)
	if err != nil {
		return nil, fmt.Errorf("read which of %d assets are synced: %w", len(ids), err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil {
		return nil, fmt.Errorf("read which of %d assets are synced: %w", len(ids), err)
	}
	synced := make(map[uuid.UUID]bool, len(found))
	for _, id := range found {
		synced[id] = true
	}
	return synced, nil
}
