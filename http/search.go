package http

import (
	"net/http"
	"slices"

	"coresync/http/api"
	"coresync/http/permission"
)

// hits is what a search found, on the wire.
type hits struct {
	Items []api.Hit `json:"items"`
}

// searchable says which permission it takes to find which kind of thing.
func searchable() map[string]permission.Permission {
	return map[string]permission.Permission{
		"asset": permission.AssetsView, "customer": permission.AssetsView, "contact": permission.TicketsView,
		"contract": permission.AssetsView, "ticket": permission.TicketsView,
	}
}

// search looks in the kinds that were asked for and may be seen; the others are
// left out without a word, as if there were none.
func (s *Server) search(w http.ResponseWriter, r *request) error {
	asked := r.texts("kind")
	var kinds []string
	for kind, needs := range searchable() {
		if r.who.Permissions.Has(needs) && (len(asked) == 0 || slices.Contains(asked, kind)) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	list, err := r.list()
	if err != nil {
		return err
	}
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Search.Search(r.Context(), scope, list.Q, kinds, list.Limit)
	if err != nil {
		return err
	}
	filled(&found.Data)
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, hits{Items: found.Data})
}
