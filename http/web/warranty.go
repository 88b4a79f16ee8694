package web

import (
	"net/http"

	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// warranties are the forms of an asset's page about what covers it.
func (s *Site) warranties() []Route {
	has, manage := s.Services.Warranties != nil, permission.AssetsManage
	return []Route{
		{"page.warranty.add", post, "/assets/{id}/warranties", manage, has, s.addWarranty},
		{"page.warranty.change", post, "/assets/{id}/warranties/{warranty}", manage, has, s.changeWarranty},
		{"page.warranty.remove", post, "/assets/{id}/warranties/{warranty}/remove", manage, has, s.removeWarranty},
	}
}

// warrantyView is how an asset is covered, and the form that adds to it.
type warrantyView struct {
	api.AssetWarranty
	Draft  api.WarrantyDraft
	Faults faults
	// Changed is the entitlement that Draft and Faults are of; zero: of a new one.
	Changed uuid.UUID
}

// draft is what the form of an entitlement shows, and what is wrong with it.
func (w *warrantyView) draft(e api.Warranty) (api.WarrantyDraft, faults) {
	if w.Changed == e.ID && w.Faults != nil {
		return w.Draft, w.Faults
	}
	return api.WarrantyDraft{Name: e.Name, Start: e.Start, End: e.End}, nil
}

// loadWarranty adds how the asset is covered.
func (s *Site) loadWarranty(r *Request, a *assetView) error {
	if s.Services.Warranties == nil {
		return nil
	}
	found, err := s.Services.Warranties.Of(r.Context(), r.then(), a.ID)
	if err != nil {
		return err
	}
	a.Warranty = &warrantyView{AssetWarranty: found.Data}
	return nil
}

func (s *Site) addWarranty(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	draft := api.WarrantyDraft{Asset: id, Name: r.field("name"), Start: r.field("start"), End: r.field("end")}
	done, err := s.Services.Warranties.Create(r.Context(), r.command(), draft)
	if err == nil {
		if err := s.await(r, done); err != nil {
			return err
		}
		return r.undoable(tabPath(id, tabWarranty), "The entitlement was recorded.")
	}
	return s.warrantyAgain(r, draft, uuid.Nil, err)
}

func (s *Site) changeWarranty(r *Request) error {
	id, err := r.pathID("id", "asset")
	if err != nil {
		return err
	}
	warranty, err := r.pathID("warranty", "warranty")
	if err != nil {
		return err
	}
	draft := api.WarrantyDraft{Asset: id, Name: r.field("name"), Start: r.field("start"), End: r.field("end")}
	done, err := s.Services.Warranties.Update(r.Context(), r.command(), warranty, api.WarrantyPatch{Name: &draft.Name, Start: &draft.Start, End: &draft.End})
	if err == nil {
		if err := s.await(r, done); err != nil {
			return err
		}
		return r.undoable(tabPath(id, tabWarranty), "The entitlement was changed.")
	}
	return s.warrantyAgain(r, draft, warranty, err)
}

// warrantyAgain shows the form as it was sent, with what is wrong.
func (s *Site) warrantyAgain(r *Request, draft api.WarrantyDraft, changed uuid.UUID, err error) error {
	f := faultsOf(err)
	if f == nil {
		return err
	}
	a, err := s.loadAsset(r, draft.Asset)
	if err == nil {
		a.Tab = tabWarranty
		err = s.loadWarranty(r, a)
	}
	if err != nil {
		return err
	}
	a.Warranty.Draft, a.Warranty.Faults, a.Warranty.Changed = draft, f, changed
	return r.pageWith(http.StatusUnprocessableEntity, named(a.Name), "assets", func(v *view) page { return assetPage(v, a) })
}

func (s *Site) removeWarranty(r *Request) error {
	warranty, err := r.pathID("warranty", "warranty")
	if err != nil {
		return err
	}
	return s.assetVerb("The entitlement was removed.", func(r *Request, _ uuid.UUID) (api.Written, error) {
		return s.Services.Warranties.Remove(r.Context(), r.command(), warranty)
	})(r)
}

// warrantyTone shows the state of a warranty (REP-07 to REP-10).
func warrantyTone(state string) tone {
	switch w := lifetime.Warranty(state); w {
	case lifetime.WarrantyActive:
		return tone{"Active", "circle-check", "green"}
	case lifetime.WarrantyExpiring:
		return tone{"Expiring soon", "alert-triangle", "orange"}
	case lifetime.WarrantyExpired:
		return tone{"Expired", "circle-x", "red"}
	}
	return tone{"No warranty data", "question-mark", "secondary"}
}

// warrantySource says who knows of an entitlement.
func warrantySource(source string) string {
	switch source {
	case "hand":
		return "By hand"
	case "import":
		return "From a file"
	case "kept":
		return "Kept with the asset"
	}
	return "NinjaOne"
}

// through are days from a start that may not be known.
func (v *view) through(start, end string) string {
	if start == "" {
		return "until " + v.date(end)
	}
	if end == "" {
		return "since " + v.date(start)
	}
	return v.date(start) + " – " + v.date(end)
}

func entitlementName(name string) string {
	if name == "" {
		return "Warranty"
	}
	return name
}
