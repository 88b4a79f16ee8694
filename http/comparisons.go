package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// comparisonPage is a page of differences, and what was compared.
type comparisonPage struct {
	page[api.Difference]
	api.ComparisonHead
}

// compare answers with what is not the same at two moments.
func (s *Server) compare(w http.ResponseWriter, r *request) error {
	q, err := r.compareQuery()
	if err != nil {
		return err
	}
	list, err := r.list()
	if err != nil {
		return err
	}
	found, err := s.services.Comparisons.Compare(r.Context(), api.Scope{Tenant: r.who.Tenant}, q, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Fields)
	}
	out, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, comparisonPage{out, found.Data.ComparisonHead})
}

func (r *request) compareQuery() (q api.CompareQuery, err error) {
	q = api.CompareQuery{Of: r.vars["name"], Kinds: r.texts("kind"), Fields: r.texts("field")}
	if q.Of != api.CompareAssets && !r.who.Permissions.Has(p.IntegrationsView) {
		return q, missing(p.IntegrationsView)
	}
	if q.From, err = r.moment(r.text("from")); err != nil {
		return q, err
	}
	q.From.Rules = r.text("rules")
	if text := r.text("to"); text != "" {
		to, err := r.moment(text)
		if err != nil {
			return q, err
		}
		to.Rules = q.From.Rules
		q.To = &to
	}
	return q, nil
}
