package web

import (
	"slices"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// privacy are the pages about what is held of a person, and its end (GAP-07).
func (s *Site) privacy() []Route {
	has, may := s.Services.Privacy != nil, permission.UsersManage
	return []Route{
		{"page.contact.privacy", get, "/contacts/{id}/privacy", may, has && s.Services.Contacts != nil, s.showHeld(api.PersonContact)},
		{"page.contact.erase", post, "/contacts/{id}/privacy", may, has && s.Services.Contacts != nil, s.erasePerson(api.PersonContact)},
		{"page.account.privacy", get, "/access/accounts/{id}/privacy", may, has && s.Services.Access != nil, s.showHeld(api.PersonAccount)},
		{"page.account.erase", post, "/access/accounts/{id}/privacy", may, has && s.Services.Access != nil, s.erasePerson(api.PersonAccount)},
	}
}

// heldView is what the page about a person's data shows.
type heldView struct {
	api.HeldPerson
	Path   string // of the person's page
	Faults faults
	Picked map[uuid.UUID]bool
	Reason string
}

// called is what is typed to confirm an erasure.
func (h *heldView) called() string {
	if name := strings.TrimSpace(h.Name); name != "" {
		return name
	}
	if h.Email != "" {
		return h.Email
	}
	return "erase"
}

func (s *Site) held(r *Request, kind string) (*heldView, error) {
	id, err := r.pathID("id", kind)
	if err != nil {
		return nil, err
	}
	found, err := s.Services.Privacy.Person(r.Context(), r.scope(), kind, id)
	if err != nil {
		return nil, err
	}
	h := &heldView{HeldPerson: found, Path: contactPath(id), Picked: make(map[uuid.UUID]bool)}
	if kind == api.PersonAccount {
		h.Path = accountPath(id)
	}
	for _, of := range found.Subjects {
		h.Picked[of.Subject] = of.Preselected
	}
	return h, nil
}

func (s *Site) showHeld(kind string) func(*Request) error {
	return func(r *Request) error {
		h, err := s.held(r, kind)
		if err != nil {
			return err
		}
		return r.page("Personal data", h.section(), func(v *view) page { return heldPage(v, h) })
	}
}

func (h *heldView) section() string {
	if h.Kind == api.PersonAccount {
		return "access"
	}
	return "contacts"
}

func (s *Site) erasePerson(kind string) func(*Request) error {
	return func(r *Request) error {
		h, err := s.held(r, kind)
		if err != nil {
			return err
		}
		e := api.Erasure{Kind: kind, ID: h.ID, Include: r.ids("include"), Reason: r.field("reason")}
		if e.Include == nil {
			e.Include = []uuid.UUID{}
		}
		for i := range h.Picked {
			h.Picked[i] = slices.Contains(e.Include, i)
		}
		h.Reason = e.Reason
		var done api.ErasureDone
		if r.field("name") != h.called() {
			err = domain.Invalid([]domain.Fault{{Pointer: "/name", Code: "name", Message: "Type the name as it is written: " + h.called()}})
		} else {
			done, err = s.Services.Privacy.Erase(r.Context(), r.command(), e)
		}
		if h.Faults = faultsOf(err); len(h.Faults) > 0 {
			return r.pageWith(422, "Personal data", h.section(), func(v *view) page { return heldPage(v, h) })
		}
		if err == nil {
			err = s.await(r, done.Written)
		}
		if err != nil {
			return err
		}
		return r.done(h.Path+"/privacy", "The person was erased. Nothing of what was chosen can be read any more.")
	}
}
