package http

import (
	"net/http"
	"net/url"

	"coresync/domain"
	"coresync/http/api"
	p "coresync/http/permission"

	"github.com/google/uuid"
)

// exportRoutes are tables as files.
func (s *Server) exportRoutes() []route {
	return []route{
		{"exportTable", get, "/api/v1/exports/{table}", p.AssetsView, s.services.Exports != nil, plain, s.exportTable},
	}
}

// exportTable answers with a file of a table. Each takes the permission of its page.
func (s *Server) exportTable(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	q, err := url.ParseQuery(r.text("filter"))
	if err != nil {
		return domain.Invalid([]domain.Fault{{Pointer: "?filter", Code: "invalid", Message: "is no query, such as category=Server&sort=-name"}})
	}
	t, there := api.ExportTableOf(r.vars["table"])
	if !there {
		return domain.NotFound("table")
	}
	if needs := t.NeededFor(q); !r.who.Permissions.Has(needs) {
		return missing(needs)
	}
	if t.Name == api.TableInbox && r.who.User != uuid.Nil { // a token, which is nobody's, sees all
		q.Set("recipient", r.who.User.String())
	}
	found, err := s.services.Exports.Export(r.Context(), scope, api.ExportAsk{
		Table: t.Name, Query: q, Format: r.text("format"),
	})
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.writeFile(w, found.Data)
}
