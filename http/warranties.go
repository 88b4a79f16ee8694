package http

import (
	"net/http"

	"coresync/domain/lifetime"
	"coresync/http/api"
)

func (s *Server) warranties() directory[api.Warranty, api.WarrantyFilter, api.WarrantyDraft, api.WarrantyPatch] {
	return directory[api.Warranty, api.WarrantyFilter, api.WarrantyDraft, api.WarrantyPatch]{
		service: s.services.Warranties,
		path:    "/api/v1/warranties",
		filter: func(r *request) api.WarrantyFilter {
			f := api.WarrantyFilter{Asset: r.id("asset"), Customers: r.ids("customer"), Sources: r.texts("source")}
			for _, state := range r.texts("state") {
				f.States = append(f.States, lifetime.Warranty(state))
			}
			return f
		},
		version: func(w api.Warranty) int64 { return w.Version },
	}
}

// getAssetWarranty tells how an asset is covered.
func (s *Server) getAssetWarranty(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Warranties.Of(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}
