package scim

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Actions of requests, and how the log names where these come from.
const (
	actionCreate = "create"
	actionDelete = "delete"
	actionAdd    = "add_member"
	actionRemove = "remove_member"

	origin = "scim"
)

func (r *Request) command() api.Command {
	return api.Command{Tenant: r.Who.Tenant, Actor: r.Who.Actor, Correlation: r.Correlation}
}

// ask makes a request and names it in the header of the answer.
func (h *Handler) ask(ctx context.Context, w http.ResponseWriter, r *Request, d api.AccessDraft) (api.AccessRequest, error) {
	d.Origin, d.Reason = origin, "Asked by the identity provider"
	asked, err := h.requests.Ask(ctx, r.command(), d)
	if alreadyAsked(err) {
		w.Header().Add("Coresync-Access-Request", "action="+d.Action+"; status=open")
		return api.AccessRequest{}, nil
	}
	if err != nil {
		return asked.Request, err
	}
	w.Header().Add("Coresync-Access-Request", asked.Request.ID.String()+"; action="+d.Action+"; status="+asked.Request.Status)
	w.Header().Set("Coresync-Position", asked.Position.String())
	return asked.Request, nil
}

// alreadyAsked tells that an open request of a person asks for the same.
func alreadyAsked(err error) bool {
	var known *domain.Error
	return errors.As(err, &known) && known.Reason == "request_open"
}

// createUser asks for an account. Its id is that of the request.
func (h *Handler) createUser(w http.ResponseWriter, r *Request) error {
	body, err := r.body()
	if err != nil {
		return err
	}
	d, err := draftOf(body)
	if err != nil {
		return err
	}
	if d.Connection, err = h.provisioned(r); err != nil {
		return err
	}
	known, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	for _, u := range known.users {
		if strings.EqualFold(u.Email, d.Email) && u.Connection.ID == *d.Connection {
			return &Fault{Status: http.StatusConflict, Type: "uniqueness", Detail: "An account of this userName is there already, or asked for."}
		}
	}
	word, err := wordsIn(body, d)
	if err != nil {
		return err
	}
	q, err := h.ask(r.Context(), w, r, d)
	if err != nil {
		return err
	}
	if q.ID == uuid.Nil {
		return &Fault{Status: http.StatusConflict, Type: "uniqueness", Detail: "An account of this userName is asked for already, by a person."}
	}
	if word != (api.ClientWord{}) {
		if err := h.say(w, r, q.ID, q.Email, word); err != nil {
			return err
		}
		q.ClientWord = word
	}
	return r.one(w, http.StatusCreated, r.showUser(user{AccessAccount: coming(q), id: q.ID, coming: true, requests: []api.AccessRequest{q}}))
}

// wordsIn are what the client says of a user that it creates.
func wordsIn(body resource, d api.AccessDraft) (w api.ClientWord, err error) {
	if w.ExternalID, err = wordIn("externalId", body.member("externalId")); err != nil {
		return w, err
	}
	w.DisplayName, err = wordIn("displayName", body.member("displayName"))
	if w.DisplayName == (api.AccessAccount{FirstName: d.FirstName, LastName: d.LastName}).Name() {
		w.DisplayName = "" // as it is anyway
	}
	return w, err
}

func draftOf(body resource) (api.AccessDraft, error) {
	first := func(name string) string {
		for _, item := range listed(body.member(name)) {
			if part, is := item.(resource); is {
				return text(part.member("value"))
			}
		}
		return ""
	}
	name, _ := body.member("name").(resource)
	enterprise, _ := body.member(enterpriseSchema).(resource)
	d := api.AccessDraft{
		Action: actionCreate, Kind: strings.ToUpper(text(body.member("userType"))), Email: strings.TrimSpace(text(body.member("userName"))),
		FirstName: text(name.member("givenName")), LastName: text(name.member("familyName")), Phone: first("phoneNumbers"),
	}
	if d.Kind == "" {
		d.Kind = "TECHNICIAN"
	}
	if d.Email == "" {
		return d, invalid("invalidValue", "userName is required: the e-mail address.")
	}
	if active := body.member("active"); active != nil && !strings.EqualFold(text(active), "true") {
		return d, invalid("invalidValue", "NinjaOne has no way to make an account that is not active.")
	}
	if organization := text(enterprise.member("organization")); organization != "" {
		id, err := strconv.ParseInt(organization, 10, 64)
		if err != nil {
			return d, invalid("invalidValue", "organization is the id of one in NinjaOne, a number.")
		}
		d.OrganizationID = id
	}
	return d, nil
}

// listed are the items of decoded JSON, of which one may stand alone.
func listed(value any) []any {
	if items, is := value.([]any); is {
		return items
	}
	return spread(value)
}

// provisioned is the connection that new accounts go to.
func (h *Handler) provisioned(r *Request) (*uuid.UUID, error) {
	if r.connection != uuid.Nil {
		return &r.connection, nil
	}
	found, err := h.governed.List(r.Context(), api.Scope{Tenant: r.Who.Tenant})
	if err != nil {
		return nil, err
	}
	open := slices.DeleteFunc(slices.Clone(found.Data), func(c api.AccessConnector) bool { return !c.Provisioning })
	switch len(open) {
	case 1:
		return &open[0].Connection.ID, nil
	case 0:
		return nil, &Fault{Status: http.StatusConflict, Detail: "No connection to NinjaOne has provisioning switched on. Do that first: coresync access connector --provisioning on."}
	}
	return nil, invalid("invalidValue", "Several connections have provisioning switched on. Use the address "+Prefix+"/{id of the connection} for each.")
}

// changeUser answers PATCH and PUT. Only active, and what is kept here, externalId and displayName, can be changed; what else differs from
// what is there is refused.
func (h *Handler) changeUser(w http.ResponseWriter, r *Request, id string) error {
	known, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	u, err := known.user(id)
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
	word, err := said(u.ClientWord, changes)
	if err != nil {
		return err
	}
	if word != u.ClientWord {
		if err := h.say(w, r, u.id, u.Email, word); err != nil {
			return err
		}
		u.ClientWord = word
		now = r.showUser(u)
	}
	switch {
	case active == nil || *active == (now["active"] == true):
		return r.one(w, http.StatusOK, now)
	case *active:
		err = h.reactivate(w, r, &u)
	default:
		err = h.remove(w, r, &u)
	}
	if err != nil {
		return err
	}
	u.Enabled = *active
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
var immutable = []string{"username", "name", "usertype", "emails", "phonenumbers", "organization"}

// activeOf is what the changes make of active; nil: they leave it.
func activeOf(now resource, changes []change) (*bool, error) {
	var active *bool
	for _, c := range changes {
		if c.about() == "active" {
			value, err := strconv.ParseBool(strings.ToLower(text(c.value))) // Entra may send "False"
			if err != nil || c.op == opRemove {
				return nil, invalid("invalidValue", "active is true or false.")
			}
			active = &value
			continue
		}
		if !slices.Contains(immutable, c.about()) {
			continue // what we don't keep, such as a title; the answer shows what is kept
		}
		if there := now.atPath(c.path); c.op == opRemove && len(there) > 0 || c.op != opRemove && !includes(there, c.value) {
			return nil, invalid("mutability", c.path.String()+" can't be changed: NinjaOne's interface has no way to change an account. Change it in NinjaOne.")
		}
	}
	return active, nil
}

// deleteUser asks to delete the account.
func (h *Handler) deleteUser(w http.ResponseWriter, r *Request, id string) error {
	known, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	u, err := known.user(id)
	if err != nil {
		return err
	}
	if err := r.unchanged(r.showUser(u)); err != nil {
		return err
	}
	if err := h.remove(w, r, &u); err != nil {
		return err
	}
	u.Deleted = true // from now on it is not found (RFC 7644 §3.6)
	if err := h.say(w, r, u.id, u.Email, u.ClientWord); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// remove asks to delete an account, or takes the request back that would make it.
func (h *Handler) remove(w http.ResponseWriter, r *Request, u *user) error {
	if q, asked := u.asked(actionDelete, uuid.Nil); asked {
		w.Header().Add("Coresync-Access-Request", q.ID.String()+"; action="+q.Action+"; status="+q.Status)
		return nil
	}
	d := api.AccessDraft{Action: actionDelete, Account: &u.ID}
	if u.coming {
		if q, asked := u.asked(actionCreate, uuid.Nil); asked && q.Status != "running" {
			return h.withdraw(w, r, u, actionCreate, uuid.Nil)
		}
		d = api.AccessDraft{Action: actionDelete, Of: &u.id} // it is being made at this moment
	}
	q, err := h.ask(r.Context(), w, r, d)
	if err == nil && q.ID != uuid.Nil {
		u.requests = append(u.requests, q)
	}
	return err
}

// reactivate takes back a request to delete that was not carried out yet.
func (h *Handler) reactivate(w http.ResponseWriter, r *Request, u *user) error {
	if _, asked := u.asked(actionDelete, uuid.Nil); !asked {
		return invalid("mutability", "NinjaOne's interface has no way to enable an account. Enable it in NinjaOne.")
	}
	return h.withdraw(w, r, u, actionDelete, uuid.Nil)
}

// withdraw cancels an open request.
func (h *Handler) withdraw(w http.ResponseWriter, r *Request, u *user, action string, role uuid.UUID) error {
	q, asked := u.asked(action, role)
	if !asked {
		return &Fault{Status: http.StatusConflict, Detail: "The account is being made at this moment. Try again in a minute."}
	}
	done, err := h.requests.Cancel(r.Context(), r.command(), q.ID)
	if err != nil {
		return err
	}
	u.requests = slices.DeleteFunc(slices.Clone(u.requests), func(other api.AccessRequest) bool { return other.ID == q.ID })
	w.Header().Add("Coresync-Access-Request", q.ID.String()+"; action="+q.Action+"; status=cancelled")
	w.Header().Set("Coresync-Position", done.Position.String())
	return nil
}
