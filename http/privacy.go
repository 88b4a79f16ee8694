package http

import (
	"net/http"

	"coresync/http/api"
	p "coresync/http/permission"

	"github.com/google/uuid"
)

// privacyRoutes are about personal data: what is held, and its end.
func (s *Server) privacyRoutes() []route {
	has := s.services.Privacy != nil
	return []route{
		{"getHeldContact", get, "/api/v1/privacy/contacts/{id}", p.UsersManage, has, plain, s.getHeld(api.PersonContact)},
		{"getHeldAccount", get, "/api/v1/privacy/accounts/{id}", p.UsersManage, has, plain, s.getHeld(api.PersonAccount)},
		{"getPrivacyReport", get, "/api/v1/privacy", p.UsersManage, has, plain, s.getPrivacyReport},
		{"listLastUserRules", get, "/api/v1/privacy/last-users", p.IntegrationsView, has, plain, s.listLastUserRules},
		{"setLastUserRule", put, "/api/v1/privacy/last-users", p.IntegrationsManage, has, plain, s.setLastUserRule},
		{"previewLastUserRule", get, "/api/v1/privacy/last-users/effect", p.IntegrationsManage, has, plain, s.previewLastUserRule},
		{"forgetLastUsers", post, "/api/v1/privacy/last-users/forget", p.UsersManage, has, plain, s.forgetLastUsers},
		{"setLastUserRetention", put, "/api/v1/privacy/retention", p.UsersManage, has, plain, s.setLastUserRetention},
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

func (s *Server) getPrivacyReport(w http.ResponseWriter, r *request) error {
	found, err := s.services.Privacy.Report(r.Context(), api.Scope{Tenant: r.who.Tenant})
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, found)
}

func (s *Server) listLastUserRules(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Privacy.LastUsers(r.Context(), scope)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	if scope.AsOf == nil {
		tagAny(w, found.Data.Version)
	}
	return r.write(w, http.StatusOK, found.Data)
}

func (s *Server) setLastUserRule(w http.ResponseWriter, r *request) error {
	var draft api.KeepingDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Privacy.SetKeeping(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}

func (s *Server) previewLastUserRule(w http.ResponseWriter, r *request) error {
	var of api.LastUserScope
	if id := r.id("connection"); id != uuid.Nil {
		of.Connection = &id
	}
	if id := r.id("customer"); id != uuid.Nil {
		of.Customer = &id
	}
	found, err := s.services.Privacy.Effect(r.Context(), api.Scope{Tenant: r.who.Tenant}, of)
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, found)
}

func (s *Server) forgetLastUsers(w http.ResponseWriter, r *request) error {
	var f api.Forgetting
	if err := r.decode(&f); err != nil {
		return err
	}
	done, err := s.services.Privacy.Forget(r.Context(), r.command(), f)
	if err != nil {
		return err
	}
	w.Header().Set("Coresync-Position", done.Position.String())
	return r.write(w, http.StatusOK, done)
}

func (s *Server) setLastUserRetention(w http.ResponseWriter, r *request) error {
	var draft api.RetentionDraft
	if err := r.decode(&draft); err != nil {
		return err
	}
	done, err := s.services.Privacy.SetRetention(r.Context(), r.command(), draft)
	if err != nil {
		return err
	}
	return r.writeWritten(w, http.StatusOK, done, "")
}
