package scim

import (
	"cmp"
	"net/http"
	"strconv"
	"time"

	"coresync/http/api"
)

func (h *Handler) listUsers(w http.ResponseWriter, r *Request) error {
	d, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	all := make([]resource, len(d.users))
	for i, u := range d.users {
		all[i] = r.showUser(u)
	}
	return r.list(w, all)
}

func (h *Handler) getUser(w http.ResponseWriter, r *Request, id string) error {
	d, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	u, err := d.user(id)
	if err != nil {
		return err
	}
	return r.one(w, http.StatusOK, r.showUser(u))
}

// showUser is an account as SCIM has it. What is not known is left out.
func (r *Request) showUser(u user) resource {
	v := resource{
		"schemas": []string{userSchema}, "id": u.id.String(), "userName": u.Email, "displayName": cmp.Or(u.DisplayName, u.Name()), "userType": u.Kind,
		"active": u.Enabled && u.VanishedAt == nil,
		"name":   resource{"givenName": u.FirstName, "familyName": u.LastName, "formatted": u.Name()},
		"emails": []resource{{"value": u.Email, "type": "work", "primary": true}},
		"meta":   resource{},
	}
	if !u.ChangedAt.IsZero() { // of an account that was asked for just now nothing is recorded yet
		v["meta"] = resource{"created": instant(u.FirstSeenAt), "lastModified": instant(u.ChangedAt)}
	}
	if u.Email == "" { // erased
		v["userName"] = u.id.String()
		delete(v, "emails")
	}
	if u.ExternalID != "" {
		v["externalId"] = u.ExternalID
	}
	if u.Phone != "" {
		v["phoneNumbers"] = []resource{{"value": u.Phone, "type": "work"}}
	}
	if u.OrganizationID != 0 {
		v["schemas"] = append(v["schemas"].([]string), enterpriseSchema)
		v[enterpriseSchema] = resource{"organization": strconv.FormatInt(u.OrganizationID, 10)}
	}
	groups := []resource{}
	for _, m := range u.Roles {
		groups = append(groups, resource{
			"value": m.Role.ID.String(), "display": m.Role.Name, "type": "direct", "$ref": r.base + "/Groups/" + m.Role.ID.String(),
		})
	}
	v["groups"] = groups
	r.versioned(v, "User", "/Users") // without the requests, which go on by themselves
	v.tell(u.requests)
	return v
}

// tell names the requests and where they stand.
func (v resource) tell(requests []api.AccessRequest) {
	if len(requests) == 0 {
		return
	}
	all := make([]resource, len(requests))
	for i, q := range requests {
		all[i] = resource{"value": q.ID.String(), "action": q.Action, "status": q.Status}
	}
	v["schemas"] = append(v["schemas"].([]string), requestSchema)
	v[requestSchema] = resource{"requests": all}
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
