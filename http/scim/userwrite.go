package scim

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/http/api"
)

// Actions of requests, and how the log names where these come from.
const (
	actionCreate = "create"
	actionDelete = "delete"
	actionAdd    = "add_member"
	actionRemove = "remove_member"

	origin = "scim"

	// requestHeader names each request that a change became, and where it stands.
	requestHeader = "Coresync-Access-Request"
)

func (r *Request) command() api.Command {
	return api.Command{Tenant: r.Who.Tenant, Actor: r.Who.Actor, Correlation: r.Correlation}
}

// ask makes a request and names it in the header of the answer.
func (h *Handler) ask(ctx context.Context, w http.ResponseWriter, r *Request, d api.AccessDraft) (api.AccessRequest, error) {
	d.Origin, d.Reason = origin, "Asked by the identity provider"
	asked, err := h.requests.Ask(ctx, r.command(), d)
	if alreadyAsked(err) {
		w.Header().Add(requestHeader, "action="+d.Action+"; status=open")
		return api.AccessRequest{}, nil
	}
	if err != nil {
		return asked.Request, err
	}
	w.Header().Add(requestHeader, asked.Request.ID.String()+"; action="+d.Action+"; status="+asked.Request.Status)
	w.Header().Set("Coresync-Position", asked.Position.String())
	return asked.Request, nil
}

// alreadyAsked tells that an open request of a person asks for the same.
func alreadyAsked(err error) bool {
	var known *domain.Error
	return errors.As(err, &known) && known.Reason == "request_open"
}

// changeUser answers PATCH and PUT. What NinjaOne has no place for is kept here, active asks
// to make or delete the account; what else differs from what is there is refused.
func (h *Handler) changeUser(w http.ResponseWriter, r *Request, id string) error {
	u, err := h.userBy(r, id)
	if err != nil {
		return err
	}
	now := r.showUser(u)
	if err := r.unchanged(now); err != nil {
		return err
	}
	changes, err := r.wanted()
	if err != nil {
		return err
	}
	active, err := activeOf(now, changes)
	if err != nil {
		return err
	}
	said := u.base(now)
	for _, c := range changes {
		if slices.Contains(changeable, c.about()) {
			said.take(c)
		}
	}
	if err := said.check(); err != nil {
		return err
	}
	if u.base(now)["emails"] != nil && said["emails"] == nil { // RFC 7644 §3.5.2.2
		return invalid("mutability", "A user has an e-mail address.")
	}
	differs := !reflect.DeepEqual(said, u.base(now))
	switch {
	case active == nil || *active == u.active():
		if !differs {
			tell(w, u.Requests)
			return r.one(w, http.StatusOK, now)
		}
		u.said = said
		err = h.say(w, r, u)
	case *active:
		u.said = said
		err = h.activate(w, r, &u)
	default:
		u.said = said
		err = h.deactivate(w, r, &u)
	}
	if err != nil {
		return err
	}
	return r.one(w, http.StatusOK, r.showUser(u))
}

// wanted are the changes of PATCH, or of PUT, which names all that it wants.
func (r *Request) wanted() ([]change, error) {
	if r.Method == http.MethodPatch {
		return r.changes()
	}
	body, err := r.body()
	if err != nil {
		return nil, err
	}
	return changesIn(opReplace, body)
}

// immutable are the attributes of a user that are set when it is made.
var immutable = []string{"username", "name", "usertype"}

// activeOf is what the changes make of active; nil: they leave it.
func activeOf(now resource, changes []change) (*bool, error) {
	var active *bool
	for _, c := range changes {
		if c.about() == "active" {
			value, err := strconv.ParseBool(strings.ToLower(text(c.value)))
			if err != nil || c.op == opRemove {
				return nil, invalid("invalidValue", "active is true or false.")
			}
			active = &value
			continue
		}
		fixed := slices.Contains(immutable, c.about()) || c.about() == "organization" && now["userType"] != technician
		if !fixed {
			continue // kept, or what we don't keep, such as a title; the answer shows what is kept
		}
		if there := now.atPath(c.path); c.op == opRemove && len(there) > 0 || c.op != opRemove && !includes(there, c.value) {
			return nil, invalid("mutability", c.path.String()+" can't be changed: NinjaOne's interface has no way to change an account. Change it in NinjaOne.")
		}
	}
	return active, nil
}
