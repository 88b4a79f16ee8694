package http

import (
	"net/http"

	"coresync/domain/lifetime"
	"coresync/http/api"
)

func (s *Server) assets() directory[api.Asset, api.AssetFilter, api.AssetDraft, api.AssetPatch] {
	return directory[api.Asset, api.AssetFilter, api.AssetDraft, api.AssetPatch]{
		service: s.services.Assets,
		path:    "/api/v1/assets",
		filter:  assetFilter,
		version: func(a api.Asset) int64 { return a.Version },
		tidy:    tidyAsset,
	}
}

func tidyAsset(a *api.Asset) {
	filled(&a.Names)
	filled(&a.Locks)
	filled(&a.Tags)
}

func assetFilter(r *request) api.AssetFilter {
	return api.AssetFilter{
		Customers:    r.ids("customer"),
		NoCustomer:   r.flag("no_customer"),
		Connections:  r.ids("connection"),
		Organization: r.number("organization"),
		Categories:   r.texts("category"),
		Statuses:     r.texts("status"),
		Connectivity: r.texts("connectivity"),
		Tags:         r.texts("tag"),
		Source:       r.text("source"),
		Missing:      r.choice("missing"),
		Released:     r.flag("no_longer_synced"),
		Ignored:      r.flag("ignored"),
		Contact:      r.id("contact"),
		Unassigned:   r.flag("unassigned"),
		Ages:         textsAs[lifetime.Band](r, "age"),
		Warranties:   textsAs[lifetime.Warranty](r, "warranty"),
		Estimated:    r.flag("age_estimated"),
		Ends:         monthOf(r.text("warranty_ends")),
		Physical:     r.flag("physical"),
	}
}

// monthOf is the range of a month's days; the description refuses what is none.
func monthOf(text string) lifetime.Range {
	days, _ := lifetime.Month(text)
	return days
}

func (s *Server) getAssetHistory(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Assets.History(r.Context(), scope, r.pathID(), list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Fields)
	}
	return writePage(w, r, found)
}
