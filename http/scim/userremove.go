package scim

import (
	"errors"
	"net/http"
	"slices"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// deleteUser asks to delete the account.
func (h *Handler) deleteUser(w http.ResponseWriter, r *Request, id string) error {
	u, err := h.userBy(r, id)
	if err != nil {
		return err
	}
	now := r.showUser(u)
	if err := r.unchanged(now); err != nil {
		return err
	}
	if err := h.remove(w, r, &u); err != nil {
		return err
	}
	u.said, u.Deleted = u.base(now), true // from now on it is not found (RFC 7644 §3.6)
	if err := h.say(w, r, u); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// deactivate takes the account away. The user stays, and can be made active again.
func (h *Handler) deactivate(w http.ResponseWriter, r *Request, u *user) error {
	if err := h.remove(w, r, u); err != nil {
		return err
	}
	u.Inactive = true
	return h.say(w, r, *u)
}

// remove asks to delete an account, or takes the request back that would make it.
func (h *Handler) remove(w http.ResponseWriter, r *Request, u *user) error {
	if q, asked := u.asked(actionDelete, uuid.Nil); asked {
		w.Header().Add(requestHeader, q.ID.String()+"; action="+q.Action+"; status="+q.Status)
		return nil
	}
	d := api.AccessDraft{Action: actionDelete}
	made, making := u.asked(actionCreate, uuid.Nil)
	switch {
	case u.Account != nil:
		d.Account = &u.Account.ID
	case u.Inactive || u.deleting():
		return nil
	case making:
		if err := h.withdraw(w, r, made); !begun(err) {
			u.forget(made)
			return err
		}
		fallthrough
	case len(u.Requests) > 0: // it is being made at this moment, or was just now
		d.Of = &u.Requests[0].ID
	}
	q, err := h.ask(r.Context(), w, r, d)
	if err == nil && q.ID != uuid.Nil {
		u.Requests = append(u.Requests, q)
	}
	return err
}

// begun tells that a request could not be taken back, since it is carried out.
func begun(err error) bool {
	var known *domain.Error
	return errors.As(err, &known) && (known.Reason == "request_running" || known.Reason == "request_done")
}

func (u *user) forget(q api.AccessRequest) {
	u.Requests = slices.DeleteFunc(slices.Clone(u.Requests), func(other api.AccessRequest) bool { return other.ID == q.ID })
}

// activate takes back a request to delete that was not carried out yet, or asks for an
// account for a user who has none.
func (h *Handler) activate(w http.ResponseWriter, r *Request, u *user) error {
	q, asked := u.asked(actionDelete, uuid.Nil)
	switch {
	case asked:
		if err := h.withdraw(w, r, q); begun(err) {
			return busy()
		} else if err != nil {
			return err
		}
		u.forget(q)
		u.Inactive = false
		return h.say(w, r, *u)
	case u.deleting():
		return busy()
	case u.Account != nil:
		return invalid("mutability", "NinjaOne's interface has no way to enable an account. Enable it in NinjaOne.")
	}
	u.Inactive, u.Requests = false, nil
	d, err := u.draft()
	if err != nil {
		return err
	}
	return h.make(w, r, u, d)
}

func busy() error {
	return &Fault{Status: http.StatusConflict, Detail: "The account is being deleted at this moment. Try again in a minute."}
}

// withdraw cancels an open request.
func (h *Handler) withdraw(w http.ResponseWriter, r *Request, q api.AccessRequest) error {
	done, err := h.requests.Cancel(r.Context(), r.command(), q.ID)
	if err != nil {
		return err
	}
	w.Header().Add(requestHeader, q.ID.String()+"; action="+q.Action+"; status=cancelled")
	w.Header().Set("Coresync-Position", done.Position.String())
	return nil
}
