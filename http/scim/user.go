package scim

import (
	"net/http"
	"strconv"
	"time"

	"coresync/http/api"
)

func (h *Handler) getUser(w http.ResponseWriter, r *Request, id string) error {
	u, err := h.userBy(r, id)
	if err != nil {
		return err
	}
	tell(w, u.Requests)
	return r.one(w, http.StatusOK, r.showUser(u))
}

// showUser is a user as SCIM has it: what NinjaOne knows where it has an account, what the
// client said else. What is not known is left out.
func (r *Request) showUser(u user) resource {
	v := resource{"schemas": []string{userSchema}, "id": u.ID.String(), "active": u.active(), "meta": resource{}}
	if u.Account != nil {
		v.account(u.Account)
	}
	if u.said != nil {
		v.say(u.said, u.Account == nil)
	}
	if v["userName"] == nil || v["userName"] == "" { // erased
		v["userName"] = u.ID.String()
		delete(v, "emails")
	}
	groups := []resource{}
	for _, m := range u.roles() {
		groups = append(groups, resource{
			"value": m.Role.ID.String(), "display": m.Role.Name, "type": "direct", "$ref": r.base + "/Groups/" + m.Role.ID.String(),
		})
	}
	v["groups"] = groups
	r.versioned(v, "User", "/Users") // without the times
	v.dated(u)
	return v
}

// account shows what NinjaOne knows.
func (v resource) account(a *api.AccessAccount) {
	v["userName"], v["displayName"], v["userType"] = a.Email, a.Name(), a.Kind
	v["name"] = resource{"givenName": a.FirstName, "familyName": a.LastName, "formatted": a.Name()}
	v["emails"] = []resource{{"value": a.Email, "type": "work", "primary": true}}
	if a.Phone != "" {
		v["phoneNumbers"] = []resource{{"value": a.Phone, "type": "work"}}
	}
	if a.OrganizationID != 0 {
		v.organize(strconv.FormatInt(a.OrganizationID, 10))
	}
}

// say shows what the client said; of a user without an account also what NinjaOne would know.
func (v resource) say(said resource, alone bool) {
	for _, name := range []string{"externalId", "displayName", "phoneNumbers"} {
		delete(v, name)
		if said[name] != nil {
			v[name] = said[name]
		}
	}
	for _, name := range []string{"userName", "emails"} {
		if said[name] != nil {
			v[name] = said[name]
		}
	}
	if organization := text(said["organization"]); organization != "" && v[enterpriseSchema] == nil {
		v.organize(organization)
	}
	if !alone {
		return
	}
	name, _ := said["name"].(resource)
	first, last := text(name.member("givenName")), text(name.member("familyName"))
	v["name"] = resource{"givenName": first, "familyName": last, "formatted": (api.AccessAccount{FirstName: first, LastName: last}).Name()}
	v["userType"] = kindIn(said)
	if v["emails"] == nil {
		v["emails"] = []resource{{"value": addressIn(said), "type": "work", "primary": true}}
	}
}

func (v resource) organize(organization string) {
	v["schemas"] = append(v["schemas"].([]string), enterpriseSchema)
	v[enterpriseSchema] = resource{"organization": organization}
}

// dated tells when the user came about and was changed, as far as that is known.
func (v resource) dated(u user) {
	created, changed := u.SaidFirst, u.SaidLast
	for _, q := range u.Requests {
		if created.IsZero() && q.Action == actionCreate && q.AskedAt != nil {
			created, changed = *q.AskedAt, *q.AskedAt
		}
	}
	if a := u.Account; a != nil {
		if created.IsZero() || a.FirstSeenAt.Before(created) {
			created = a.FirstSeenAt
		}
		if a.ChangedAt.After(changed) {
			changed = a.ChangedAt
		}
	}
	if meta, is := v["meta"].(resource); is && !created.IsZero() {
		meta["created"], meta["lastModified"] = instant(created), instant(changed)
	}
}

// tell names the open requests about a user, and where they stand.
func tell(w http.ResponseWriter, requests []api.AccessRequest) {
	for _, q := range requests {
		if open(q) {
			w.Header().Add(requestHeader, q.ID.String()+"; action="+q.Action+"; status="+q.Status)
		}
	}
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
