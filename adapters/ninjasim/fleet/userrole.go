package fleet

import "slices"

// UserRole is a role of people. The spellings of Type and of a member's Source
// were never captured from a live tenant.
type UserRole struct {
	ID                      int
	Name, Type, Description string
	Members                 []int32 // user ids, ascending
}

// UserRoles lists the roles by id.
func (w *World) UserRoles() []*UserRole { return w.roles }

// UserRole finds a role by id.
func (w *World) UserRole(id int) *UserRole {
	for _, r := range w.roles {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// RolesOf names the roles of a user.
func (w *World) RolesOf(user int) []string {
	var names []string
	for _, r := range w.roles {
		if _, ok := slices.BinarySearch(r.Members, int32(user)); ok {
			names = append(names, r.Name)
		}
	}
	return names
}

// Source tells how a member came to a role.
func (u *User) Source() string {
	if u.SCIM {
		return "SCIM"
	}
	return "MANUAL"
}

// assignRoles makes the roles and gives each user one or two. "Auditor" exists
// twice on purpose: names don't identify roles.
func (w *World) assignRoles() {
	w.roles = []*UserRole{
		{ID: 1, Name: "System Administrator", Type: "TECHNICIAN"},
		{ID: 2, Name: "Technician", Type: "TECHNICIAN", Description: "Default role of new technicians"},
		{ID: 3, Name: "Helpdesk", Type: "TECHNICIAN", Description: "First line"},
		{ID: 4, Name: "Project team", Type: "TECHNICIAN", Description: "Roll-outs, no scripting"},
		{ID: 5, Name: "Auditor", Type: "TECHNICIAN", Description: "Read only"},
		{ID: 10, Name: "End User", Type: "END_USER", Description: "Own devices"},
		{ID: 11, Name: "Portal Administrator", Type: "END_USER", Description: "All devices of the organization"},
		{ID: 12, Name: "Auditor", Type: "END_USER", Description: "Same name as a technician role"},
	}
	for _, t := range w.techs {
		d := drawFor(w.seed, saltTechKind, int64(t.ID))
		id := 2 + d.n(saltPersonType, 3)
		if t.Administrator {
			id = 1
		}
		w.join(id, t.ID)
		if d.percent(saltPersonType, 15) {
			w.join(5, t.ID)
		}
	}
	w.EndUsers(func(u *User) {
		switch {
		case u.FullPortal:
			w.join(11, u.ID)
		default:
			w.join(10, u.ID)
		}
	})
}

// join adds a member; it says whether that changed anything.
func (w *World) join(role, user int) bool {
	r := w.UserRole(role)
	at, found := slices.BinarySearch(r.Members, int32(user))
	if found {
		return false
	}
	r.Members = slices.Insert(r.Members, at, int32(user))
	return true
}

// leave removes a member; it says whether that changed anything.
func (w *World) leave(role, user int) bool {
	r := w.UserRole(role)
	at, found := slices.BinarySearch(r.Members, int32(user))
	if !found {
		return false
	}
	r.Members = slices.Delete(r.Members, at, at+1)
	return true
}
