package wire

import "coresync/adapters/ninjasim/fleet"

// User writes a row of /v2/users. This endpoint sends explicit nulls, unlike
// the devices.
func User(w *Writer, u *fleet.User, roles []string, withRoles bool) {
	w.Object()
	w.Int("id", int64(u.ID))
	w.String("uid", u.UID)
	w.String("firstName", u.FirstName)
	w.String("lastName", u.LastName)
	w.String("email", u.Email)
	w.String("phone", u.Phone)
	w.Bool("enabled", u.Enabled)
	w.Bool("administrator", u.Administrator)
	w.Bool("permitAllClients", u.PermitAll)
	w.Bool("notifyAllClients", u.NotifyAll)
	w.Bool("mustChangePw", u.MustChange)
	w.Bool("mfaConfigured", u.MFA)
	w.String("userType", userType(u))
	w.String("invitationStatus", u.Invitation)
	if u.Technician {
		w.Null("organizationId")
	} else {
		w.Int("organizationId", int64(u.OrgID))
		w.Ints("deviceIds", u.Assigned)
		w.Ints("assignedDeviceIds", u.Assigned)
	}
	if withRoles {
		w.Strings("roles", roles)
	}
	w.Null("tags")
	w.Null("fields")
	w.End()
}

// userType spells the kind of user.
func userType(u *fleet.User) string {
	if u.Technician {
		return "TECHNICIAN"
	}
	return "END_USER"
}

// authType spells how a user signs in; the spelling on the wire was never
// captured.
func authType(u *fleet.User) string {
	if u.SSO {
		return "SSO"
	}
	return "NATIVE"
}

// Technician writes a row of /v2/user/technicians.
func Technician(w *Writer, u *fleet.User) {
	w.Object()
	account(w, u)
	w.String("userType", "TECHNICIAN")
	w.String("invitationStatus", u.Invitation)
	w.Bool("notifyAllClients", u.NotifyAll)
	w.Bool("administrator", u.Administrator)
	w.Ints("assignedDeviceIds", u.Assigned)
	w.End()
}

// EndUser writes a row of /v2/user/end-users.
func EndUser(w *Writer, u *fleet.User) {
	w.Object()
	account(w, u)
	w.Int("organizationId", int64(u.OrgID))
	w.Bool("fullPortalAccess", u.FullPortal)
	w.String("invitationStatus", u.Invitation)
	w.Ints("assignedDeviceIds", u.Assigned)
	w.Ints("accessibleDeviceIds", u.Assigned)
	w.End()
}

// account writes what technicians and end users have in common.
func account(w *Writer, u *fleet.User) {
	w.Int("id", int64(u.ID))
	w.String("uid", u.UID)
	w.Bool("enabled", u.Enabled)
	w.String("firstName", u.FirstName)
	w.String("lastName", u.LastName)
	w.String("email", u.Email)
	w.String("phone", u.Phone)
	w.Bool("mustChangePw", u.MustChange)
	w.Bool("mfaConfigured", u.MFA)
	w.Bool("scimUser", u.SCIM)
	w.String("authType", authType(u))
}

// Contact writes a row of /v2/contacts.
func Contact(w *Writer, c *fleet.Contact) {
	w.Object()
	w.Int("id", int64(c.ID))
	w.Int("organizationId", int64(c.OrgID))
	w.String("uid", c.UID)
	w.String("firstName", c.FirstName)
	w.String("lastName", c.LastName)
	w.String("email", c.Email)
	w.String("phone", c.Phone)
	w.String("jobTitle", c.JobTitle)
	w.End()
}

// UserRole writes a role with its members; find gives a member's account.
func UserRole(w *Writer, r *fleet.UserRole, find func(int) (*fleet.User, bool)) {
	w.Object()
	w.Int("id", int64(r.ID))
	w.String("name", r.Name)
	w.String("type", r.Type)
	w.String("description", r.Description)
	w.Key("members")
	w.Array()
	for _, id := range r.Members {
		if u, ok := find(int(id)); ok {
			w.Object()
			w.Int("id", int64(u.ID))
			w.String("email", u.Email)
			w.String("name", u.FirstName+" "+u.LastName)
			w.String("source", u.Source())
			w.End()
		}
	}
	w.Close()
	w.End()
}
