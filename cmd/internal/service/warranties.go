package service

import (
	"context"
	"time"

	"coresync/adapters/importer"
	"coresync/domain"
	rule "coresync/domain/asset"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/domain/lifetime"
	"coresync/domain/warranty"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// warranties implements api.Warranties.
type warranties struct {
	directoryWriter
	reads
}

// on is the day that a scope is asked on.
func (s warranties) on(ctx context.Context, scope api.Scope, r *projections.Reading) (time.Time, error) {
	return s.dayOf(ctx, scope, r.Standing(asset.Models()...))
}

// List implements api.Directory.
func (s warranties) List(ctx context.Context, scope api.Scope, f api.WarrantyFilter, l api.List) (api.Answer[api.Page[api.Warranty]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Page[api.Warranty], error) {
		today, err := s.on(ctx, scope, r)
		if err != nil {
			return api.Page[api.Warranty]{}, err
		}
		rows, err := asset.Entitlements(ctx, r, asset.EntitlementFilter{
			Asset: f.Asset, Customers: f.Customers, Sources: f.Sources, States: f.States, Today: today,
		}, asked(l))
		return paged(rows, err, func(e asset.Entitled) api.Warranty { return entitlement(e, today) })
	})
}

// Get implements api.Directory.
func (s warranties) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Warranty], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Warranty, error) {
		today, err := s.on(ctx, scope, r)
		if err != nil {
			return api.Warranty{}, err
		}
		e, err := asset.GetEntitlement(ctx, r, id)
		return entitlement(e, today), err
	})
}

func entitlement(e asset.Entitled, today time.Time) api.Warranty {
	w := api.Warranty{
		ID: e.ID, ExternalID: e.ExternalID, Asset: api.Ref{ID: e.Asset, Name: e.AssetName}, Source: string(e.Source), Name: e.Name,
		Start: day(e.Start), End: day(e.End), State: string(lifetime.WarrantyOf(e.End, today)), Counts: e.Counts, Version: e.Version,
	}
	if e.Customer != uuid.Nil {
		w.Customer = &api.Ref{ID: e.Customer, Name: e.CustomerName}
	}
	return w
}

// Of implements api.Warranties.
func (s warranties) Of(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.AssetWarranty], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (found api.AssetWarranty, err error) {
		shown, err := asset.Get(ctx, r, id)
		if err != nil {
			return found, err
		}
		records, err := asset.Records(ctx, r, id)
		if err != nil {
			return found, err
		}
		today, err := s.on(ctx, scope, r)
		if err != nil {
			return found, err
		}
		found = api.AssetWarranty{
			On: day(today), End: day(shown.WarrantyEnd), State: string(lifetime.WarrantyOf(shown.WarrantyEnd, today)),
			Entitlements: []api.Warranty{}, Gaps: []api.DayRange{},
		}
		for _, l := range shown.Locks() {
			found.SetByHand = found.SetByHand || l.Field == rule.FieldWarrantyEnd
		}
		var all []warranty.Entitlement
		for _, c := range asset.Coverings(records) {
			all = append(all, c.Entitlement)
			found.Entitlements = append(found.Entitlements, entitlement(asset.Entitled{
				Covering: c, Asset: shown.AssetID(), AssetName: shown.Name, Customer: shown.CustomerID, CustomerName: shown.CustomerName,
			}, today))
		}
		found.CoveredToday = warranty.Covered(all, today)
		for _, g := range warranty.Gaps(all) {
			found.Gaps = append(found.Gaps, api.DayRange{From: day(g.From), To: day(g.To)})
		}
		return found, nil
	})
}

// Create implements api.Directory: an entitlement that a person enters.
func (s warranties) Create(ctx context.Context, c api.Command, d api.WarrantyDraft) (api.Written, error) {
	shown, err := answer(ctx, s.reads, api.Scope{Tenant: c.Tenant}, asset.Models(), func(r *projections.Reading) (asset.Asset, error) {
		return asset.Get(ctx, r, d.Asset)
	})
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/asset", Code: "unknown", Message: "There is no such asset."}})
	}
	if err != nil {
		return api.Written{}, err
	}
	external := externalID(c, d.ExternalID)
	id := directory.ID(c.Tenant, directory.Warranties, external)
	return s.create(ctx, c, directory.Warranties, id, &event.WarrantyRecorded{
		ID: id, ExternalID: external, Asset: shown.Data.AssetID(), Source: string(warranty.SourceHand), Name: d.Name, Start: d.Start, End: d.End,
	})
}

// Update implements api.Directory. What a person changes is entered by hand from then on,
// so that no file overrules it.
func (s warranties) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.WarrantyPatch) (api.Written, error) {
	return s.change(ctx, c, directory.Warranties, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.WarrantyRecorded)
		e.Source = string(warranty.SourceHand)
		set(&e.Name, p.Name)
		set(&e.Start, p.Start)
		set(&e.End, p.End)
		return nil
	})
}

// Remove implements api.Directory.
func (s warranties) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	_, current, err := s.load(ctx, c.Tenant, directory.Warranties, id)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return s.remove(ctx, c, directory.Warranties, id) // which knows whether that was done before
	}
	if err != nil {
		return api.Written{}, err
	}
	return s.end(ctx, c, directory.Warranties, id, &event.WarrantyRemoved{ID: id, Asset: current.(*event.WarrantyRecorded).Asset})
}

// AssetsNamed finds the assets that rows of a file name, in the live read models.
func AssetsNamed(pool *pgxpool.Pool, tenant uuid.UUID, now func() time.Time) importer.FindAssets {
	return func(ctx context.Context, serials []string, ids []uuid.UUID) (bySerial map[string][]uuid.UUID, known map[uuid.UUID]bool, err error) {
		err = projections.Read(ctx, pool, tenant, now(), func(reading *projections.Reading) (err error) {
			bySerial, known, err = asset.BySerial(ctx, reading, serials, ids)
			return err
		})
		return bySerial, known, err
	}
}
