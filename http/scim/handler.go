package scim

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// searched is the end of a path that a search is sent to.
const searched = ".search"

// Prefix is below which SCIM is answered.
const Prefix = "/scim/v2"

// Handler answers SCIM. Make it with New; it is safe for concurrent use.
type Handler struct {
	access   api.Access
	requests api.AccessRequests
	governed api.AccessConnectors

	provisioned api.Provisioning
	positions   api.Positions // nil: what was written is read at once
}

// New is a handler over the services; those that are nil are not offered.
func New(s api.Services) *Handler {
	return &Handler{access: s.Access, requests: s.AccessRequests, governed: s.AccessConnectors, provisioned: s.Provisioning, positions: s.Positions}
}

// Request is one request of an identity.
type Request struct {
	*http.Request
	Who         api.Identity
	Correlation uuid.UUID
	Origin      string // of absolute addresses, such as https://core.example.com

	// connection narrows to one NinjaOne; zero: all.
	connection uuid.UUID
	base       string // Origin, Prefix and the connection
}

// Serve answers one request or returns why not: a *Fault or an error of the services.
func (h *Handler) Serve(w http.ResponseWriter, r *Request) error {
	needs := permission.AccessView
	if r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.HasSuffix(r.URL.Path, "/"+searched) {
		needs = permission.AccessManage
	}
	if !r.Who.Permissions.Has(needs) {
		return &domain.Error{Code: domain.CodeForbidden, Reason: "permission_missing",
			Message: "This needs a token with the permission " + string(needs) + "."}
	}
	if h.access == nil || h.requests == nil || h.governed == nil || h.provisioned == nil {
		return unsupported("This process does not offer SCIM.")
	}
	resource, id, err := r.place()
	if err != nil {
		return err
	}
	if err := h.upToDate(r); err != nil {
		return err
	}
	switch strings.ToLower(resource) {
	case "users":
		return h.users(w, r, id)
	case "groups":
		return h.groups(w, r, id)
	case "serviceproviderconfig", "resourcetypes", "schemas":
		return discover(w, r, strings.ToLower(resource), id)
	case searched:
		return h.search(w, r, h.offerUsers, h.offerGroups)
	case "me", "bulk":
		return unsupported("/" + resource + " is not offered; /ServiceProviderConfig tells what is.")
	}
	return notFound("The endpoint", "/"+resource)
}

// patience is how long a request waits for the read models.
const patience = 2 * time.Second

// upToDate waits until what is read shows all that was written before the request came:
// clients of SCIM read what they wrote at once, and know no position to ask for. Where the
// read models are further behind, it is answered as of then.
func (h *Handler) upToDate(r *Request) error {
	if h.positions == nil {
		return nil
	}
	head, err := h.positions.Head(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := h.positions.Wait(ctx, r.Who.Tenant, head.N); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return r.Context().Err()
}

// place splits the path: an optional connection, the resource, and the id of one.
func (r *Request) place() (resource, id string, err error) {
	path := strings.Trim(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	first, rest, _ := strings.Cut(path, "/")
	r.base = r.Origin + Prefix
	if connection, err := uuid.Parse(first); err == nil {
		r.connection, r.base, path = connection, r.base+"/"+first, rest
	}
	resource, id, _ = strings.Cut(path, "/")
	if strings.Contains(id, "/") {
		return "", "", notFound("The path", r.URL.Path)
	}
	return resource, id, nil
}

func wrongMethod(w http.ResponseWriter, allowed string) error {
	w.Header().Set("Allow", allowed)
	return &Fault{Status: http.StatusMethodNotAllowed, Detail: "This path takes " + allowed + "."}
}

// users are the accounts.
func (h *Handler) users(w http.ResponseWriter, r *Request, id string) error {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case id == searched:
		return h.search(w, r, h.offerUsers)
	case reads && id == "":
		return h.list(w, r, h.offerUsers)
	case reads:
		return h.getUser(w, r, id)
	case id == "" && r.Method == http.MethodPost:
		return h.createUser(w, r)
	case id == "":
		return wrongMethod(w, "GET, POST")
	case r.Method == http.MethodPatch, r.Method == http.MethodPut:
		return h.changeUser(w, r, id)
	case r.Method == http.MethodDelete:
		return h.deleteUser(w, r, id)
	}
	return wrongMethod(w, "GET, PUT, PATCH, DELETE")
}

// groups are the roles.
func (h *Handler) groups(w http.ResponseWriter, r *Request, id string) error {
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	switch {
	case id == searched:
		return h.search(w, r, h.offerGroups)
	case reads && id == "":
		return h.list(w, r, h.offerGroups)
	case reads:
		return h.getGroup(w, r, id)
	case id == "" && r.Method == http.MethodPost, r.Method == http.MethodDelete && id != "":
		return unsupported("Groups are NinjaOne's roles, which can be made and deleted in NinjaOne alone. Link the group to one that is there.")
	case id == "":
		return wrongMethod(w, "GET")
	case r.Method == http.MethodPatch, r.Method == http.MethodPut:
		return h.changeGroup(w, r, id)
	}
	return wrongMethod(w, "GET, PUT, PATCH")
}
