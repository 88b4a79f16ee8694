package scim

import (
	"net/http"

	"coresync/http/api"
)

func (h *Handler) getGroup(w http.ResponseWriter, r *Request, id string) error {
	role, err := h.roleBy(r, id)
	if err != nil {
		return err
	}
	members, err := h.membersOf(r, role.ID)
	if err != nil {
		return err
	}
	return r.one(w, http.StatusOK, r.showGroup(role, members[role.ID], true))
}

// showGroup is a role as SCIM has it. Where its members were not read it has no version,
// which tells them, too.
func (r *Request) showGroup(role api.AccessRole, who []api.ProvisionedMember, read bool) resource {
	v := resource{
		"schemas": []string{groupSchema}, "id": role.ID.String(), "displayName": role.Name, "meta": resource{},
	}
	if read {
		members := []resource{}
		for _, u := range who {
			m := member(u)
			m["$ref"] = r.base + "/Users/" + u.ID.String()
			members = append(members, m)
		}
		v["members"] = members
	}
	r.versioned(v, "Group", "/Groups")
	meta := v["meta"].(resource)
	meta["lastModified"] = instant(role.ChangedAt)
	if !read {
		delete(meta, "version")
	}
	return v
}

// member is a user as a group lists it, without its address.
func member(u api.ProvisionedMember) resource {
	return resource{"value": u.ID.String(), "display": u.Name, "type": "User"}
}
