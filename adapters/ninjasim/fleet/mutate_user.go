package fleet

import (
	"fmt"
	"slices"
	"strings"
)

// NewUser describes a technician, or an end user of an organization.
type NewUser struct {
	FirstName, LastName, Email, Phone string
	OrgID                             int // 0: a technician
	FullPortal                        bool
}

// AddUser adds a technician or an end user and gives the id.
func (w *World) AddUser(n NewUser) (int, error) {
	if n.OrgID != 0 && w.Organization(n.OrgID) == nil {
		return 0, fmt.Errorf("organization %d: %w", n.OrgID, ErrNotFound)
	}
	if n.FirstName == "" || n.LastName == "" || len(n.FirstName) > 150 || len(n.LastName) > 150 || n.Email == "" {
		return 0, fmt.Errorf("first and last name of 1 to 150 characters and an e-mail are needed: %w", ErrInvalid)
	}
	if w.hasEmail(n.Email) {
		return 0, fmt.Errorf("the e-mail %s belongs to another user: %w", n.Email, ErrInvalid)
	}
	u := &User{ID: w.nextUser, UID: w.UserUID(w.nextUser), FirstName: n.FirstName, LastName: n.LastName, Email: n.Email, Phone: n.Phone,
		OrgID: n.OrgID, FullPortal: n.FullPortal, Enabled: true, MustChange: true, Invitation: "PENDING", Technician: n.OrgID == 0}
	w.nextUser++
	if u.Technician {
		w.techs = append(w.techs, u)
		w.noteUser("APP_USER_CREATED", "Technician created", u.ID, u.Email, "Technician '"+u.Email+"' was created")
	} else {
		w.added = append(w.added, u)
		w.noteUser("END_USER_CREATED_API", "End user created", u.ID, u.Email, "End user '"+u.Email+"' was created")
	}
	return u.ID, nil
}

// hasEmail says whether a user has an address, which NinjaOne lets only one have.
func (w *World) hasEmail(email string) bool {
	found := false
	same := func(u *User) { found = found || strings.EqualFold(u.Email, email) }
	for _, t := range w.techs {
		same(t)
	}
	w.EndUsers(same)
	return found
}

// UserChange says what to change of a user; nil leaves a member alone.
type UserChange struct {
	FirstName, LastName *string
	OrgID               *int
	FullPortal          *bool
}

// ChangeUser edits a user; the API can't change more than this.
func (w *World) ChangeUser(id int, c UserChange) error {
	u, ok := w.User(id)
	if !ok {
		return fmt.Errorf("user %d: %w", id, ErrNotFound)
	}
	if c.OrgID != nil && w.Organization(*c.OrgID) == nil {
		return fmt.Errorf("organization %d: %w", *c.OrgID, ErrNotFound)
	}
	edit := userEdit{first: c.FirstName, last: c.LastName, org: c.OrgID, portal: c.FullPortal}
	if w.generated(id) {
		w.edit(id).merge(edit)
	} else {
		edit.apply(u)
	}
	code := "END_USER_UPDATED_API"
	if u.Technician {
		code = "APP_USER_UPDATED"
	}
	w.noteUser(code, "User updated", id, u.Email, "User '"+u.Email+"' was updated")
	return nil
}

// generated says whether a user follows from the seed and is not stored.
func (w *World) generated(id int) bool {
	at := id - w.firstEnd
	return at >= 0 && at < len(w.endIndex)
}

// edit gives the overlay of a generated user.
func (w *World) edit(id int) *userEdit {
	e := w.edits[int32(id)]
	if e == nil {
		e = &userEdit{}
		w.edits[int32(id)] = e
	}
	return e
}

// merge lays a later edit over an earlier one.
func (e *userEdit) merge(n userEdit) {
	if n.first != nil {
		e.first = n.first
	}
	if n.last != nil {
		e.last = n.last
	}
	if n.org != nil {
		e.org = n.org
	}
	if n.portal != nil {
		e.portal = n.portal
	}
}

// DeleteUser removes a user for good, with memberships and assigned devices.
func (w *World) DeleteUser(id int) error {
	u, ok := w.User(id)
	if !ok {
		return fmt.Errorf("user %d: %w", id, ErrNotFound)
	}
	gone := *u
	for _, r := range w.roles {
		w.leave(r.ID, id)
	}
	for _, device := range slices.Clone(w.owned[int32(id)]) {
		if i := w.find(int(device)); i >= 0 {
			w.disown(&w.devices[i])
		}
	}
	same := func(u *User) bool { return u.ID == id }
	w.techs, w.added = slices.DeleteFunc(w.techs, same), slices.DeleteFunc(w.added, same)
	if w.generated(id) {
		w.edit(id).deleted = true
	}
	code := "END_USER_DELETED_API"
	if gone.Technician {
		code = "APP_USER_DELETED"
	}
	w.noteUser(code, "User deleted", id, gone.Email, "User '"+gone.Email+"' was deleted")
	return nil
}

// SetMembers adds users to a role or removes them. A user who is, or is not, a
// member already is no error.
func (w *World) SetMembers(role int, users []int, member bool) error {
	r := w.UserRole(role)
	if r == nil {
		return fmt.Errorf("role %d: %w", role, ErrNotFound)
	}
	for _, id := range users {
		u, ok := w.User(id)
		if !ok || member && u.Technician != (r.Type == "TECHNICIAN") {
			return fmt.Errorf("user %d of the kind of role %d: %w", id, role, ErrNotFound)
		}
	}
	code := r.Type + "_ROLE_ASSIGNMENT_CHANGED"
	for _, id := range users {
		changed := false
		if member {
			changed = w.join(role, id)
		} else {
			changed = w.leave(role, id)
		}
		if changed {
			w.noteUser(code, "Role assignment changed", id, r.Name, "Members of role '"+r.Name+"' changed")
		}
	}
	return nil
}

// LogIn writes a user's sign-in to the log.
func (w *World) LogIn(id int) error {
	u, ok := w.User(id)
	if !ok {
		return fmt.Errorf("user %d: %w", id, ErrNotFound)
	}
	if u.Technician {
		w.noteUser("APP_USER_LOGGED_IN", "Technician logged in", id, u.Email, "Technician '"+u.FirstName+" "+u.LastName+"' logged in")
	} else {
		w.noteUser("END_USER_LOGGED_IN", "End user logged in", id, u.Email, "End user '"+u.FirstName+" "+u.LastName+"' logged in")
	}
	return nil
}

// SetEnabled switches a user off or on, as SCIM does; no call of the API can.
func (w *World) SetEnabled(id int, enabled bool) error {
	for _, t := range w.techs {
		if t.ID == id {
			t.Enabled = enabled
			w.noteUser("APP_USER_UPDATED", "Technician updated", id, t.Email, "Technician '"+t.Email+"' was updated")
			return nil
		}
	}
	return fmt.Errorf("technician %d: %w", id, ErrNotFound)
}
