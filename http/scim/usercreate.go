package scim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"coresync/http/api"

	"github.com/google/uuid"
)

// createUser asks for an account. One that is not active gets none until it is.
func (h *Handler) createUser(w http.ResponseWriter, r *Request) error {
	body, err := r.body()
	if err != nil {
		return err
	}
	u := user{said: saidIn(body)}
	u.ID = uuid.New()
	if err := u.said.check(); err != nil {
		return err
	}
	if u.Inactive, err = inactiveIn(body); err != nil {
		return err
	}
	d, err := u.draft()
	if err != nil {
		return err
	}
	if d.Connection, err = h.connectionOf(r); err != nil {
		return err
	}
	u.Connection.ID = *d.Connection
	if err := h.unique(r, u); err != nil {
		return err
	}
	if u.Inactive {
		err = h.keep(w, r, u, d)
	} else {
		err = h.make(w, r, &u, d)
	}
	if err != nil {
		return err
	}
	return r.one(w, http.StatusCreated, r.showUser(u))
}

func inactiveIn(body resource) (bool, error) {
	value := body.member("active")
	if value == nil {
		return false, nil
	}
	active, err := strconv.ParseBool(strings.ToLower(text(value))) // Entra may send "False"
	if err != nil {
		return false, invalid("invalidValue", "active is true or false.")
	}
	return !active, nil
}

// unique refuses a user of a userName or address that another one has.
func (h *Handler) unique(r *Request, u user) error {
	for _, f := range []api.ProvisionedFilter{{UserName: text(u.said["userName"])}, {Email: addressIn(u.said)}} {
		if f.UserName == "" && f.Email == "" {
			continue
		}
		f.Limit = atOnce
		found, _, err := h.usersOf(r, f)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(found, func(other user) bool { return other.Connection.ID == u.Connection.ID && other.ID != u.ID }) {
			return &Fault{Status: http.StatusConflict, Type: "uniqueness", Detail: "A user of this userName or e-mail address is there already, or asked for."}
		}
	}
	return nil
}

// make asks for the account of a user, and keeps what the client said with the request.
func (h *Handler) make(w http.ResponseWriter, r *Request, u *user, d api.AccessDraft) error {
	kept, err := u.kept()
	if err != nil {
		return err
	}
	d.Of, d.User = &u.ID, &kept
	q, err := h.ask(r.Context(), w, r, d)
	if err != nil {
		return err
	}
	if q.ID == uuid.Nil {
		return &Fault{Status: http.StatusConflict, Type: "uniqueness", Detail: "An account of this address is asked for already, by a person."}
	}
	u.Requests = append(u.Requests, q)
	return nil
}

// keep keeps a user without an account, once it is known that it could have one.
func (h *Handler) keep(w http.ResponseWriter, r *Request, u user, d api.AccessDraft) error {
	d.DryRun, d.Origin = true, origin
	if _, err := h.requests.Ask(r.Context(), r.command(), d); err != nil {
		return err
	}
	return h.say(w, r, u)
}

// draft is the request to make the account of a user.
func (u user) draft() (api.AccessDraft, error) {
	name, _ := u.said["name"].(resource)
	phone := ""
	for _, item := range listed(u.said["phoneNumbers"]) {
		if part, is := item.(resource); is && phone == "" {
			phone = text(part.member("value"))
		}
	}
	d := api.AccessDraft{
		Action: actionCreate, Connection: &u.Connection.ID, Kind: kindIn(u.said), Email: addressIn(u.said),
		FirstName: text(name.member("givenName")), LastName: text(name.member("familyName")), Phone: phone,
	}
	switch organization := text(u.said["organization"]); {
	case text(u.said["userName"]) == "":
		return d, invalid("invalidValue", "userName is required.")
	case d.Email == "":
		return d, invalid("invalidValue", "An e-mail address is required: as userName, or in emails.")
	case d.Kind != technician: // of a technician it is kept, as NinjaOne has no place for it
		id, err := strconv.ParseInt(organization, 10, 64)
		if err != nil {
			return d, invalid("invalidValue", "An end user needs an organization: its id in NinjaOne, a number.")
		}
		d.OrganizationID = id
	}
	return d, nil
}

const technician = "TECHNICIAN"

// kindIn is the kind of account; left out, it is a technician's.
func kindIn(said resource) string {
	if kind := strings.ToUpper(text(said["userType"])); kind != "" {
		return kind
	}
	return technician
}

// listed are the items of decoded JSON, of which one may stand alone.
func listed(value any) []any {
	if items, is := value.([]any); is {
		return items
	}
	return spread(value)
}

// connectionOf is the connection that new accounts go to.
func (h *Handler) connectionOf(r *Request) (*uuid.UUID, error) {
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
