package scim

import (
	"net/http"

	"coresync/http/api"
)

func (h *Handler) listGroups(w http.ResponseWriter, r *Request) error {
	d, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	all := make([]resource, len(d.roles))
	for i, role := range d.roles {
		all[i] = r.showGroup(role, d.members(role.ID))
	}
	return r.list(w, all)
}

func (h *Handler) getGroup(w http.ResponseWriter, r *Request, id string) error {
	d, err := h.directory(r.Context(), r)
	if err != nil {
		return err
	}
	role, err := d.role(id)
	if err != nil {
		return err
	}
	return r.one(w, http.StatusOK, r.showGroup(role, d.members(role.ID)))
}

// showGroup is a role as SCIM has it.
func (r *Request) showGroup(role api.AccessRole, who []user) resource {
	members := []resource{}
	for _, u := range who {
		m := member(u)
		m["$ref"] = r.base + "/Users/" + u.id.String()
		members = append(members, m)
	}
	v := resource{
		"schemas": []string{groupSchema}, "id": role.ID.String(), "displayName": role.Name, "members": members,
		"meta": resource{"lastModified": instant(role.ChangedAt)},
	}
	r.versioned(v, "Group", "/Groups")
	return v
}

// member is a user as a group lists it, without its address.
func member(u user) resource {
	return resource{"value": u.id.String(), "display": u.Name(), "type": "User"}
}
