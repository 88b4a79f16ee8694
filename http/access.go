package http

import (
	"net/http"

	"coresync/http/api"

	"github.com/google/uuid"
)

// accountPage is a page of accounts and how many there are in each view.
type accountPage struct {
	page[api.AccessAccount]
	Counts map[string]int `json:"counts"`
}

func (s *Server) listAccounts(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Access.Accounts(r.Context(), scope, api.AccessFilter{
		Connection: r.id("connection"), Kind: r.text("kind"), View: r.text("view"), Role: r.id("role"), Email: r.text("email"),
	}, list)
	if err != nil {
		return err
	}
	for i := range found.Data.Items {
		filled(&found.Data.Items[i].Roles)
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, accountPage{page: p, Counts: found.Data.Counts})
}

// asks is whose data a list asks for, of when, and which page.
func (r *request) asks() (api.Scope, api.List, error) {
	scope, err := r.scope()
	if err != nil {
		return scope, api.List{}, err
	}
	list, err := r.list()
	return scope, list, err
}

func (s *Server) getAccount(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Access.Account(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	filled(&found.Data.Roles)
	if scope.AsOf == nil {
		tag(w, found.Data.Version)
	}
	return writeAnswer(w, r, found)
}

func (s *Server) getAccountHistory(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Access.AccountHistory(r.Context(), scope, r.pathID(), list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}

// ownerBody says whose an account is; nil: nobody's.
type ownerBody struct {
	Contact *uuid.UUID `json:"contact"`
}

func (s *Server) setAccountOwner(w http.ResponseWriter, r *request) error {
	var body ownerBody
	if err := r.decode(&body); err != nil {
		return err
	}
	done, err := s.services.Access.SetOwner(r.Context(), r.command(), r.pathID(), body.Contact)
	return r.wrote(w, done, err)
}

func (s *Server) resetAccountOwner(w http.ResponseWriter, r *request) error {
	done, err := s.services.Access.ResetOwner(r.Context(), r.command(), r.pathID())
	return r.wrote(w, done, err)
}

// rolePage is a page of roles and how many nobody has.
type rolePage struct {
	page[api.AccessRole]
	Unheld int `json:"unheld"`
}

func (s *Server) listRoles(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Access.Roles(r.Context(), scope, api.AccessRoleFilter{Connection: r.id("connection"), Kind: r.text("kind"), Unheld: r.flag("unheld")}, list)
	if err != nil {
		return err
	}
	p, err := pageOf(r, found.Data.Page, found.Position.Epoch)
	if err != nil {
		return err
	}
	r.stand(w, found.Standing)
	return r.write(w, http.StatusOK, rolePage{p, found.Data.Unheld})
}

func (s *Server) getRole(w http.ResponseWriter, r *request) error {
	scope, err := r.scope()
	if err != nil {
		return err
	}
	found, err := s.services.Access.Role(r.Context(), scope, r.pathID())
	if err != nil {
		return err
	}
	return writeAnswer(w, r, found)
}

func (s *Server) listGrants(w http.ResponseWriter, r *request) error {
	scope, list, err := r.asks()
	if err != nil {
		return err
	}
	found, err := s.services.Access.Grants(r.Context(), scope, api.AccessGrantFilter{
		Connection: r.id("connection"), Role: r.id("role"), Account: r.id("account"), Former: r.flag("former"), ChangedSince: r.instant("changed_since"),
	}, list)
	if err != nil {
		return err
	}
	return writePage(w, r, found)
}
