package http

import (
	"net/http"
	"slices"

	"coresync/http/api"
	"coresync/http/web"

	"github.com/google/uuid"
)

// auditorOperations are what the browser of an auditor may ask of the API. What is not named
// here is closed to it.
var auditorOperations = []string{
	"getSession", "listAssets", "getAsset", "getAssetHistory", "whyAsset", "whyAssetField", "listAssetMerges", "listDuplicates",
	"getAssetWarranty", "listWarranties", "getWarranty", "listCustomers", "getCustomer", "compare", "search",
	"reportCompanies", "reportAges", "reportWarranties", "exportReport", "reportLedger", "listLedgerDevices", "exportLedger", "getBillableClasses",
	"listMovements", "exportMovements", "listRecommendations", "countRecommendations", "exportRecommendations", "forecastReplacements", "exportForecast",
	"listEvents", "getAuditHead", "proveEvent", "exportAudit", "getAuditFsck", "listRules", "getRules",
}

// readByLink refuses what an auditors' link does not show, whatever its permissions say.
func readByLink(who api.Identity, rt route) error {
	if who.Link == uuid.Nil || rt.method == get && slices.Contains(auditorOperations, rt.operation) {
		return nil
	}
	return web.ErrReadOnly()
}

// auditorLinkList is a list of links on the wire.
type auditorLinkList struct {
	Items []api.AuditorLink `json:"items"`
}

func (s *Server) listAuditorLinks(w http.ResponseWriter, r *request) error {
	found, err := s.services.AuditorLinks.List(r.Context(), r.who.Tenant)
	if err != nil {
		return err
	}
	filled(&found)
	return r.write(w, http.StatusOK, auditorLinkList{found})
}

func (s *Server) createAuditorLink(w http.ResponseWriter, r *request) error {
	var draft api.AuditorLinkDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	if err := api.MayMakeAuditorLink(r.who); err != nil {
		return err
	}
	made, err := s.services.AuditorLinks.Make(r.Context(), r.who.Tenant, r.who.Actor, draft)
	if err != nil {
		return err
	}
	made.Address = made.At(s.config.PublicURL)
	w.Header().Set("Location", "/api/v1/auditor-links/"+made.ID.String())
	return r.write(w, http.StatusCreated, made)
}

func (s *Server) getAuditorLink(w http.ResponseWriter, r *request) error {
	found, err := s.services.AuditorLinks.Get(r.Context(), r.who.Tenant, r.pathID())
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, found)
}

func (s *Server) revokeAuditorLink(w http.ResponseWriter, r *request) error {
	if err := s.services.AuditorLinks.Revoke(r.Context(), r.who.Tenant, r.who.Actor, r.pathID()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
