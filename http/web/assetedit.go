package web

import (
	"net/http"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// assetEdits are the forms that make an asset and change one. The page of an asset
// stands behind them, since "new" is no id.
func (s *Site) assetEdits() []Route {
	has, manage := s.Services.Assets != nil, permission.AssetsManage
	return []Route{
		{"page.asset.new", get, "/assets/new", manage, has, s.newAsset},
		{"page.asset.create", post, "/assets/new", manage, has, s.createAsset},
		{"page.asset", get, "/assets/{id}", permission.AssetsView, has, s.showAsset},
		{"page.asset.edit", get, "/assets/{id}/edit", manage, has, s.editAsset},
		{"page.asset.save", post, "/assets/{id}/edit", manage, has, s.saveAsset},
	}
}

// assetForm is the form about an asset; Asset without an id is a new one.
type assetForm struct {
	Asset    api.Asset
	Values   api.AssetDraft
	Customer api.Ref // that is chosen; zero: none
	Find     string  // customers looked for, without scripts
	Found    []api.Customer
	Faults   faults
}

func (f *assetForm) synced() bool { return f.Asset.Device != nil }

func (s *Site) newAsset(r *Request) error {
	f := &assetForm{Values: api.AssetDraft{Category: "Workstation", Status: "in_use"}}
	if id, err := uuid.Parse(r.URL.Query().Get("customer")); err == nil {
		f.Values.Customer = &id
	}
	return s.assetFormPage(r, http.StatusOK, f)
}

func (s *Site) editAsset(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	found, err := s.Services.Assets.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	return s.assetFormPage(r, http.StatusOK, &assetForm{Asset: found.Data, Values: valuesOf(found.Data)})
}

func valuesOf(a api.Asset) api.AssetDraft {
	d := api.AssetDraft{
		Name: a.Name, Manufacturer: a.Manufacturer, Model: a.Model, SerialNumber: a.SerialNumber, Category: a.Category, Status: a.Status, Notes: a.Notes,
	}
	if a.Customer != nil {
		d.Customer = &a.Customer.ID
	}
	return d
}

func (s *Site) assetFormPage(r *Request, status int, f *assetForm) error {
	if f.Values.Customer != nil {
		if c, err := s.Services.Customers.Get(r.Context(), r.scope(), *f.Values.Customer); err == nil {
			f.Customer = api.Ref{ID: c.Data.ID, Name: c.Data.Name}
		}
	}
	if f.Find = r.URL.Query().Get("find"); f.Find != "" {
		found, err := s.Services.Customers.List(r.Context(), r.scope(), api.CustomerFilter{}, api.List{Limit: 20, Q: f.Find, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		f.Found = found.Data.Items
	}
	title := "New asset"
	if f.Asset.ID != uuid.Nil {
		title = "Edit " + named(f.Asset.Name)
	}
	return r.pageWith(status, title, "assets", func(v *view) page { return assetFormPage(v, f) })
}

// draft reads the form.
func (r *Request) assetDraft() (api.AssetDraft, error) {
	d := api.AssetDraft{
		Name: r.field("name"), Manufacturer: r.field("manufacturer"), Model: r.field("model"), SerialNumber: r.field("serial_number"),
		Category: r.field("category"), Status: r.field("status"), Notes: r.field("notes"),
	}
	if text := r.field("customer"); text != "" {
		id, err := uuid.Parse(text)
		if err != nil {
			return d, formFault("customer")
		}
		d.Customer = &id
	}
	return d, nil
}

func (s *Site) createAsset(r *Request) error {
	draft, err := r.assetDraft()
	if err != nil {
		return err
	}
	f := faults{}
	if draft.Name == "" {
		f["name"] = "Give it a name."
	}
	if len(f) == 0 {
		done, err := s.Services.Assets.Create(r.Context(), r.command(), draft)
		if err == nil {
			if err := s.await(r, done); err != nil {
				return err
			}
			return r.undoable(assetPath(*done.ID), "The asset was added.")
		}
		if f = faultsOf(err); f == nil {
			return err
		}
	}
	return s.assetFormPage(r, http.StatusUnprocessableEntity, &assetForm{Values: draft, Faults: f})
}

// saveAsset changes only what the person changed: whatever is set by hand is locked.
func (s *Site) saveAsset(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	draft, err := r.assetDraft()
	if err != nil {
		return err
	}
	patch := api.AssetPatch{}
	for field, member := range map[string]**string{
		"name": &patch.Name, "manufacturer": &patch.Manufacturer, "model": &patch.Model, "serial_number": &patch.SerialNumber,
		"category": &patch.Category, "status": &patch.Status, "notes": &patch.Notes,
	} {
		if value := r.field(field); value != r.field("before."+field) {
			*member = &value
		}
	}
	if r.field("customer") != r.field("before.customer") {
		patch.Customer = new(uuid.UUID)
		if draft.Customer != nil {
			patch.Customer = draft.Customer
		}
	}
	if patch == (api.AssetPatch{}) {
		return r.done(assetPath(id), "Nothing was changed.")
	}
	done, err := s.Services.Assets.Update(r.Context(), r.command(), id, patch)
	if err == nil {
		if err := s.await(r, done); err != nil {
			return err
		}
		return r.undoable(assetPath(id), "The asset was changed.")
	}
	f := faultsOf(err)
	if f == nil {
		return err
	}
	found, err := s.Services.Assets.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	return s.assetFormPage(r, http.StatusUnprocessableEntity, &assetForm{Asset: found.Data, Values: draft, Faults: f})
}
