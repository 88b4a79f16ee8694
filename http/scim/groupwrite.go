package scim

import (
	"net/http"

	"coresync/http/api"

	"github.com/google/uuid"
)

// changeGroup answers PATCH and PUT: who shall have the role. All is tried before any of
// it is asked, so that a refusal leaves nothing half done.
func (h *Handler) changeGroup(w http.ResponseWriter, r *Request, id string) error {
	known, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	role, err := known.role(id)
	if err != nil {
		return err
	}
	before := known.members(role.ID)
	now := r.showGroup(role, before)
	if err := r.unchanged(now); err != nil {
		return err
	}
	changes, err := r.wanted()
	if err != nil {
		return err
	}
	wanted, err := known.wanted(now, before, changes)
	if err != nil {
		return err
	}
	steps, err := stepsTo(role.ID, before, wanted)
	if err != nil {
		return err
	}
	requests, err := h.take(w, r, steps)
	if err != nil {
		return err
	}
	after := make([]user, 0, len(wanted))
	for _, u := range known.users {
		if _, has := wanted[u.id]; has {
			after = append(after, u)
		}
	}
	shown := r.showGroup(role, after)
	shown.tell(requests)
	return r.one(w, http.StatusOK, shown)
}

// wanted is who shall have the role after the changes, by id.
func (d directory) wanted(now resource, before []user, changes []change) (map[uuid.UUID]user, error) {
	set := make(map[uuid.UUID]user, len(before))
	for _, u := range before {
		set[u.id] = u
	}
	for _, c := range changes {
		switch {
		case c.about() == "displayname" && (c.op == opRemove || !includes(now.atPath(c.path), c.value)):
			return nil, invalid("mutability", "The name of a role can be changed in NinjaOne alone.")
		case c.about() != "members":
			continue // an id that is the same, or what we don't keep
		}
		named, err := d.named(set, c)
		if err != nil {
			return nil, err
		}
		if c.op == opReplace && c.path.ValueExpression == nil {
			clear(set)
		}
		for _, u := range named {
			if c.op == opRemove {
				delete(set, u.id)
			} else {
				set[u.id] = u
			}
		}
	}
	return set, nil
}

// named are the users that a change of members is about: by a filter in its path, by its
// value, or, of a removal without either, all. A filter looks at the members as the changes
// before it leave them.
func (d directory) named(members map[uuid.UUID]user, c change) (users []user, err error) {
	if c.path.ValueExpression != nil || c.op == opRemove && len(listed(c.value)) == 0 {
		for _, u := range members {
			if c.path.ValueExpression == nil || holds(c.path.ValueExpression, member(u)) {
				users = append(users, u)
			}
		}
		return users, nil
	}
	for _, item := range listed(c.value) {
		id := text(item)
		if part, is := item.(resource); is {
			id = text(part.member("value"))
		}
		u, err := d.user(id)
		switch {
		case err == nil:
			users = append(users, u)
		case c.op != opRemove: // who is gone has no role
			return nil, invalid("invalidValue", "The member "+id+" is no User.")
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

func stepsTo(role uuid.UUID, before []user, wanted map[uuid.UUID]user) ([]step, error) {
	var steps []step
	there := make(map[uuid.UUID]bool, len(before))
	for _, u := range before {
		there[u.id] = true
		if _, stays := wanted[u.id]; !stays {
			steps = append(steps, step{u, role, actionRemove})
		}
	}
	for id, u := range wanted {
		if there[id] {
			continue
		}
		if u.coming {
			return nil, &Fault{Status: http.StatusConflict, Detail: "NinjaOne does not list User " + id.String() +
				" yet (the request to make it is " + u.requests[0].Status + "). Try again in a minute."}
		}
		steps = append(steps, step{u, role, actionAdd})
	}
	return steps, nil
}

// take tries all steps, then takes them.
func (h *Handler) take(w http.ResponseWriter, r *Request, steps []step) (requests []api.AccessRequest, err error) {
	for _, s := range steps {
		if _, open := s.user.asked(s.undoes(), s.role); open {
			continue
		}
		_, err := h.requests.Ask(r.Context(), r.command(), s.draft(true))
		if err != nil && !alreadyAsked(err) {
			return nil, err
		}
	}
	for _, s := range steps {
		if _, open := s.user.asked(s.undoes(), s.role); open {
			if err := h.withdraw(w, r, &s.user, s.undoes(), s.role); err != nil {
				return nil, err
			}
			continue
		}
		q, err := h.ask(r.Context(), w, r, s.draft(false))
		if err != nil {
			return nil, err
		}
		if q.ID != uuid.Nil {
			requests = append(requests, q)
		}
	}
	return requests, nil
}

func (s step) draft(dry bool) api.AccessDraft {
	return api.AccessDraft{Action: s.action, Account: &s.user.ID, Role: &s.role, Origin: origin, DryRun: dry}
}
