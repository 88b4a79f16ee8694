package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"
)

// privacyRoutes are about personal data: what is held, and its end.
func (s *Server) privacyRoutes() []route {
	has := s.services.Privacy != nil
	return []route{
		{"getHeldContact", get, "/api/v1/privacy/contacts/{id}", p.UsersManage, has, plain, s.getHeld(api.PersonContact)},
		{"getHeldAccount", get, "/api/v1/privacy/accounts/{id}", p.UsersManage, has, plain, s.getHeld(api.PersonAccount)},
		{"erasePerson", post, "/api/v1/privacy/erasures", p.UsersManage, has, plain, s.erasePerson},
	}
}

func (s *Server) getHeld(kind string) handler {
	return func(w http.ResponseWriter, r *request) error {
		found, err := s.services.Privacy.Person(r.Context(), api.Scope{Tenant: r.who.Tenant}, kind, r.pathID())
		if err != nil {
			return err
		}
		return r.write(w, http.StatusOK, found)
	}
}

func (s *Server) erasePerson(w http.ResponseWriter, r *request) error {
	var e api.Erasure
	if err := r.decode(&e); err != nil {
		return err
	}
	done, err := s.services.Privacy.Erase(r.Context(), r.command(), e)
	if err != nil {
		return err
	}
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, done)
}
