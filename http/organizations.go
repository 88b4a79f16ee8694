package http

import (
	"net/http"

	"coresync/http/api"
)

// organizationPage is a page and how many organizations there are of each status.
type organizationPage struct {
	page[api.Organization]
	Counts api.OrganizationCounts `json:"counts"`
}

func (s *Server) listOrganizations(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	filter := api.OrganizationFilter{Connection: r.id("connection"), Status: r.text("status")}
	found, err := s.services.Organizations.List(r.Context(), scope, filter, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Suggestions)
		filled(&found.Data.Items[i].FormerNames)
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, organizationPage{page: p, Counts: found.Data.Counts})
}

func (s *Server) listLocations(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	filter := api.LocationFilter{Connection: r.id("connection"), OrganizationID: r.number("organization_id"), Status: r.text("status")}
	found, err := s.services.Organizations.Locations(r.Context(), scope, filter, list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found.Data, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, p)
}
