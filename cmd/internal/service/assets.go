package service

import (
	"context"

	decision "coresync/domain/asset"
	"coresync/domain/connection"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	read "coresync/projections/connection"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// assets implements api.Assets.
type assets struct {
	directoryWriter
	reads
	people opener
	models *projections.Engine
}

// List implements api.Directory.
func (s assets) List(ctx context.Context, scope api.Scope, f api.AssetFilter, l api.List) (api.Answer[api.Page[api.Asset]], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Page[api.Asset], error) {
		f, err := s.dated(ctx, scope, r, f)
		if err != nil {
			return api.Page[api.Asset]{}, err
		}
		rows, err := asset.List(ctx, r, asset.Filter(f), asked(l))
		if err != nil {
			return api.Page[api.Asset]{}, err
		}
		life, err := s.lives(ctx, r)
		if err != nil {
			return api.Page[api.Asset]{}, err
		}
		blocked, err := r.Blocked(ctx, asset.Name)
		if err != nil {
			return api.Page[api.Asset]{}, err
		}
		page, err := paged(rows, nil, s.view)
		for i := range page.Items {
			page.Items[i].Life, page.Items[i].Degraded = life(rows.Items[i]), blocked[rows.Items[i].ID]
		}
		if err == nil {
			err = s.versions(ctx, scope.Tenant, rows.Items, page.Items)
		}
		return page, err
	})
}

// Facets implements api.Assets.
func (s assets) Facets(ctx context.Context, scope api.Scope, f api.AssetFilter, q string, most api.MostFacets) (api.Answer[api.AssetFacets], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (out api.AssetFacets, err error) {
		f, err := s.dated(ctx, scope, r, f)
		if err != nil {
			return out, err
		}
		if q == "" {
			asset.CountOnly(r)
		}
		found, err := asset.FacetsOf(ctx, r, asset.Filter(f), q, asset.Most(most))
		for _, c := range found.Cells {
			out.Counts = append(out.Counts, api.AssetCount(c))
		}
		for _, c := range found.Customers {
			out.Customers = append(out.Customers, api.CustomerCount(c))
		}
		for _, c := range found.Tags {
			out.Tags = append(out.Tags, api.TagCount(c))
		}
		return out, err
	})
}

// dated sets the day that the filter's ages are reckoned on.
func (s assets) dated(ctx context.Context, scope api.Scope, r *projections.Reading, f api.AssetFilter) (_ api.AssetFilter, err error) {
	if len(f.Ages)+len(f.Warranties) > 0 {
		f.Today, err = s.dayOf(ctx, scope, r.Standing(asset.Models()...))
	}
	return f, err
}

// Get implements api.Directory. The last user is opened here, not in lists.
func (s assets) Get(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.Asset], error) {
	return answer(ctx, s.reads, scope, append(asset.Models(), read.Name), func(r *projections.Reading) (api.Asset, error) {
		row, err := asset.Get(ctx, r, id)
		if err != nil {
			return api.Asset{}, err
		}
		view := s.view(row)
		if err := s.whole(ctx, r, row, &view); err != nil {
			return view, err
		}
		blocked, err := r.Blocked(ctx, asset.Name)
		if err != nil {
			return view, err
		}
		view.Degraded = blocked[row.ID]
		user, err := s.people.lastUser(ctx, scope.Tenant, row.UserEvent, row.User)
		if err != nil {
			return view, err
		}
		view.LastUser, view.LastUserErased, view.LastUserWithheld = user.Text(), user.Erased(), string(row.UserWithheld)
		if view.Device != nil {
			if c, err := read.Get(ctx, r, row.Connection); err == nil {
				view.Device.DashboardURL = connection.DashboardURL(c.Region, c.DashboardDomain, c.BaseURL, row.DeviceID)
			}
		}
		return view, nil
	})
}

func (s assets) view(a asset.Asset) api.Asset {
	view := api.Asset{
		ID: a.AssetID(), Source: a.Source, ExternalID: a.ExternalID, Name: a.Name, Names: names(a),
		Manufacturer: a.Manufacturer, Model: a.Model, SerialNumber: a.Serial, BIOSSerial: a.BIOSSerial,
		Category: string(a.Category), NodeClass: a.NodeClass, OS: a.OS, Tags: a.TagList(), Notes: a.Notes,
		Status: string(a.Status), Connectivity: string(a.Connectivity), LastContact: when(a.LastContact),
		WarrantyStart: day(a.WarrantyStart), WarrantyEnd: day(a.WarrantyEnd), PurchasedOn: day(a.PurchasedOn),
		FirstSeenAt: when(a.FirstSeenAt), MissingSince: when(a.MissingSince), Version: a.Version, Life: string(asset.LifePresent),
	}
	if a.NoLongerSynced() {
		view.NoLongerSyncedSince = when(a.ReleasedAt)
	}
	born, estimated := a.Born()
	view.BornOn, view.AgeEstimated = day(born), estimated
	if a.Source == asset.SourceNinjaOne {
		view.Version = 0 // of the decisions about it, see versions
	}
	for _, l := range a.Locks() {
		view.Locks = append(view.Locks, api.AssetLock{Field: string(l.Field), Value: l.Value, Ninja: l.Own, Position: l.Position})
	}
	if a.CustomerID != uuid.Nil {
		view.Customer = &api.Ref{ID: a.CustomerID, Name: a.CustomerName}
	}
	if a.Contact != uuid.Nil {
		view.Contact = &a.Contact
	}
	if a.Source == asset.SourceNinjaOne {
		view.Device = &api.DeviceRef{
			Connection: a.Connection, ID: a.DeviceID, OrganizationID: a.OrganizationID, OrganizationName: a.OrganizationName,
			LocationID: a.LocationID, LocationName: a.LocationName,
		}
	}
	return view
}

// names are the present name and the former ones, newest first: all find the asset.
func names(a asset.Asset) []string {
	var former []string
	_ = json.Unmarshal(a.FormerNames, &former) // written by the read model; an empty one reads as none
	return append([]string{a.Name}, former...)
}

// Create implements api.Directory: an asset that people keep by hand (AST-01).
func (s assets) Create(ctx context.Context, c api.Command, d api.AssetDraft) (api.Written, error) {
	external := externalID(c, d.ExternalID)
	id := directory.ID(c.Tenant, directory.Assets, external)
	e := &event.ManualAssetRecorded{
		ID: id, ExternalID: external, Name: d.Name, Manufacturer: d.Manufacturer, Model: d.Model,
		SerialNumber: d.SerialNumber, Category: d.Category, Status: d.Status, Notes: d.Notes,
		PurchasedOn: d.PurchasedOn, WarrantyEnd: d.WarrantyEnd,
	}
	set(&e.Customer, d.Customer)
	return s.create(ctx, c, directory.Assets, id, e, assetRefs(e)...)
}

// Update implements api.Directory: an asset kept by hand is recorded anew, fields of
// a synced one are set and locked.
func (s assets) Update(ctx context.Context, c api.Command, id uuid.UUID, p api.AssetPatch) (api.Written, error) {
	shown, synced, err := s.synced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	if synced {
		return s.setFields(ctx, c, shown, p)
	}
	return s.change(ctx, c, directory.Assets, id, func(current event.Payload) []directory.Reference {
		e := current.(*event.ManualAssetRecorded)
		set(&e.Customer, p.Customer)
		set(&e.Name, p.Name)
		set(&e.Manufacturer, p.Manufacturer)
		set(&e.Model, p.Model)
		set(&e.SerialNumber, p.SerialNumber)
		set(&e.Category, p.Category)
		set(&e.Status, p.Status)
		set(&e.Notes, p.Notes)
		set(&e.PurchasedOn, p.PurchasedOn)
		set(&e.WarrantyEnd, p.WarrantyEnd)
		return assetRefs(e)
	})
}

// Remove implements api.Directory: a synced asset is ignored from then on.
func (s assets) Remove(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	shown, synced, err := s.synced(ctx, c.Tenant, id)
	if err != nil {
		return api.Written{}, err
	}
	if synced {
		return s.decide(ctx, c, shown.AssetID(), decision.Command{Remove: true})
	}
	return s.remove(ctx, c, directory.Assets, id)
}

func assetRefs(e *event.ManualAssetRecorded) []directory.Reference {
	if e.Customer == uuid.Nil {
		return nil
	}
	return []directory.Reference{customerRef(e.Customer)}
}
