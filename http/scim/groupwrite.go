package scim

import (
	"bytes"
	"net/http"
	"slices"

	"coresync/http/api"

	"github.com/google/uuid"
)

// changeGroup answers PATCH and PUT: who shall have the role. All is tried before any of
// it is asked, so that a refusal leaves nothing half done.
func (h *Handler) changeGroup(w http.ResponseWriter, r *Request, id string) error {
	role, err := h.roleBy(r, id)
	if err != nil {
		return err
	}
	found, err := h.membersOf(r, role.ID)
	if err != nil {
		return err
	}
	before := found[role.ID]
	now := r.showGroup(role, before, true)
	if err := r.unchanged(now); err != nil {
		return err
	}
	changes, err := r.wanted()
	if err != nil {
		return err
	}
	wanted, err := h.wantedMembers(r, now, before, changes)
	if err != nil {
		return err
	}
	steps, err := h.stepsTo(r, role.ID, before, wanted)
	if err != nil {
		return err
	}
	if err := h.take(w, r, steps); err != nil {
		return err
	}
	after := make([]api.ProvisionedMember, 0, len(wanted))
	for _, u := range wanted {
		after = append(after, u)
	}
	slices.SortFunc(after, func(a, b api.ProvisionedMember) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return r.one(w, http.StatusOK, r.showGroup(role, after, true))
}

// membership is who has a role, by the id that the client knows.
type membership map[uuid.UUID]api.ProvisionedMember

// wantedMembers is who shall have the role after the changes.
func (h *Handler) wantedMembers(r *Request, now resource, before []api.ProvisionedMember, changes []change) (membership, error) {
	set := make(membership, len(before))
	for _, u := range before {
		set[u.ID] = u
	}
	known, err := h.usersIn(r, changes)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		switch {
		case c.about() == "displayname" && (c.op == opRemove || !includes(now.atPath(c.path), c.value)):
			return nil, invalid("mutability", "The name of a role can be changed in NinjaOne alone.")
		case c.about() != "members":
			continue // an id that is the same, or what we don't keep
		}
		named, err := set.named(known, c)
		if err != nil {
			return nil, err
		}
		if c.op == opReplace && c.path.ValueExpression == nil {
			clear(set)
		}
		for _, u := range named {
			if c.op == opRemove {
				delete(set, u.ID)
			} else {
				set[u.ID] = u
			}
		}
	}
	return set, nil
}

// usersIn are the users whose ids the changes of members have, by id.
func (h *Handler) usersIn(r *Request, changes []change) (membership, error) {
	ids := []uuid.UUID{}
	for _, c := range changes {
		for _, item := range listed(c.value) {
			if id, err := uuid.Parse(memberID(item)); err == nil && c.about() == "members" {
				ids = append(ids, id)
			}
		}
	}
	known := make(membership, len(ids))
	if len(ids) == 0 {
		return known, nil
	}
	found, _, err := h.usersOf(r, api.ProvisionedFilter{IDs: ids})
	for _, u := range found {
		named := api.ProvisionedMember{ID: u.ID}
		if known[u.ID] = named; u.Account != nil {
			named.Name = u.Account.Name()
			known[u.ID], known[u.Account.ID] = named, named
		}
	}
	return known, err
}

func memberID(item any) string {
	if part, is := item.(resource); is {
		return text(part.member("value"))
	}
	return text(item)
}

// named are the users that a change of members is about: by a filter in its path, by its
// value, or, of a removal without either, all. A filter looks at the members as the changes
// before it leave them.
func (m membership) named(known membership, c change) (users []api.ProvisionedMember, err error) {
	if c.path.ValueExpression != nil || c.op == opRemove && len(listed(c.value)) == 0 {
		for _, u := range m {
			if c.path.ValueExpression == nil || holds(c.path.ValueExpression, member(u)) {
				users = append(users, u)
			}
		}
		return users, nil
	}
	for _, item := range listed(c.value) {
		id, _ := uuid.Parse(memberID(item))
		u, there := known[id]
		switch {
		case there:
			users = append(users, u)
		case c.op != opRemove: // who is gone has no role
			return nil, invalid("invalidValue", "The member "+memberID(item)+" is no User.")
		}
	}
	return users, nil
}

// step is one membership to be asked for, or an open request to be taken back.
type step struct {
	user   user
	role   uuid.UUID
	action string
}

// undoes is the action of the request that a step takes back, where it is open.
func (s step) undoes() string {
	if s.action == actionAdd {
		return actionRemove
	}
	return actionAdd
}

// stepsTo are what makes those who have the role those who shall have it.
func (h *Handler) stepsTo(r *Request, role uuid.UUID, before []api.ProvisionedMember, wanted membership) ([]step, error) {
	actions := make(map[uuid.UUID]string)
	for _, u := range before {
		actions[u.ID] = actionRemove
	}
	for id := range wanted {
		if actions[id] == actionRemove {
			delete(actions, id)
		} else {
			actions[id] = actionAdd
		}
	}
	if len(actions) == 0 {
		return nil, nil
	}
	ids := make([]uuid.UUID, 0, len(actions))
	for id := range actions {
		ids = append(ids, id)
	}
	concerned, _, err := h.usersOf(r, api.ProvisionedFilter{IDs: ids})
	if err != nil {
		return nil, err
	}
	steps := make([]step, 0, len(concerned))
	for _, u := range concerned {
		if action := actions[u.ID]; u.Account != nil {
			steps = append(steps, step{u, role, action})
		} else if action == actionAdd {
			return nil, absent(u)
		}
	}
	return steps, nil
}

// absent says why a user can be given no role yet.
func absent(u user) error {
	if u.Inactive {
		return &Fault{Status: http.StatusConflict, Detail: "User " + u.ID.String() + " has no account in NinjaOne: make it active first."}
	}
	return &Fault{Status: http.StatusConflict, Detail: "NinjaOne does not list User " + u.ID.String() +
		" yet (the request to make it is " + u.Requests[0].Status + "). Try again in a minute."}
}

// take tries all steps, then takes them.
func (h *Handler) take(w http.ResponseWriter, r *Request, steps []step) error {
	for _, s := range steps {
		if _, open := s.user.asked(s.undoes(), s.role); open {
			continue
		}
		_, err := h.requests.Ask(r.Context(), r.command(), s.draft(true))
		if err != nil && !alreadyAsked(err) {
			return err
		}
	}
	for _, s := range steps {
		if q, open := s.user.asked(s.undoes(), s.role); open {
			if err := h.withdraw(w, r, q); err != nil {
				return err
			}
		} else if _, err := h.ask(r.Context(), w, r, s.draft(false)); err != nil {
			return err
		}
	}
	return nil
}

func (s step) draft(dry bool) api.AccessDraft {
	return api.AccessDraft{Action: s.action, Account: &s.user.Account.ID, Role: &s.role, Origin: origin, DryRun: dry}
}
