package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// importFile answers uploads of one kind of CSV file. Each kind has a route of its
// own, since what is imported decides which permission it needs.
func (s *Server) importFile(kind string) handler {
	return func(w http.ResponseWriter, r *request) error {
		if _, err := r.mediaType(); err != nil {
			return err
		}
		done, err := s.services.Imports.Import(r.Context(), r.command(), api.Import{
			Kind: kind, Preview: r.flag("preview"), RemoveMissing: r.flag("remove_missing"), File: r.Body,
		})
		if err != nil {
			return err
		}
		filled(&done.Faults)
		w.Header().Set("Coresync-Position", done.Position.String())
		return r.write(w, http.StatusOK, done)
	}
}

// importFaults answers with the rows of a file that are wrong. The kind is in the path, since
// each takes the permission of its import.
func (s *Server) importFaults(kind string) handler {
	return func(w http.ResponseWriter, r *request) error {
		if _, err := r.mediaType(); err != nil {
			return err
		}
		found, err := s.services.Imports.Faults(r.Context(), api.Scope{Tenant: r.who.Tenant}, api.Import{Kind: kind, File: r.Body})
		if err != nil {
			return err
		}
		return r.writeFile(w, found)
	}
}

// importRoutes take CSV files.
func (s *Server) importRoutes() []route {
	var all []route
	for _, k := range []struct {
		kind, word string
		needs      p.Permission
	}{
		{"customers", "Customers", p.ContactsManage}, {"contacts", "Contacts", p.ContactsManage}, {"contracts", "Contracts", p.ContactsManage},
		{"tickets", "Tickets", p.ContactsManage}, {"assets", "Assets", p.AssetsManage}, {"warranties", "Warranties", p.AssetsManage}, {"apps", "Apps", p.AccessManage},
	} {
		there := s.services.Imports != nil
		all = append(all,
			route{"import" + k.word, post, "/api/v1/imports/" + k.kind, k.needs, there, upload, s.importFile(k.kind)},
			route{"import" + k.word + "Faults", post, "/api/v1/imports/" + k.kind + "/faults", k.needs, there, upload, s.importFaults(k.kind)})
	}
	return all
}
