package ninjasim

import (
	"net/http"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// mayEditUsers plays the refusals that changes of users can meet.
func (c *call) mayEditUsers() *oauth.Problem {
	if _, ok := c.fired[fault.MustBeAdmin]; ok {
		return c.failure(http.StatusForbidden, "Must be a System Administrator")
	}
	return c.mayWrite()
}

// ofSCIM refuses to change or delete a user whom SCIM made, as the console does. What the
// API answers was never captured.
func (c *call) ofSCIM(id int) *oauth.Problem {
	c.mu.RLock()
	u, ok := c.world.User(id)
	c.mu.RUnlock()
	if ok && u.SCIM {
		return c.failure(http.StatusForbidden, "User is managed by SCIM")
	}
	return nil
}

// createTechnician serves POST /v2/user/technicians.
func createTechnician(c *call) *oauth.Problem {
	return c.createUser(true, func(u *fleet.User) { wire.Technician(c.out, u) })
}

// createEndUser serves POST /v2/user/end-users.
func createEndUser(c *call) *oauth.Problem {
	return c.createUser(false, func(u *fleet.User) { wire.EndUser(c.out, u) })
}

// createUser adds a user. An end user without an organization is refused, since
// that is what would make a technician of it.
func (c *call) createUser(tech bool, write func(*fleet.User)) *oauth.Problem {
	var in struct {
		FirstName, LastName, Email, Phone string
		OrganizationID                    int
		FullPortalAccess                  bool
	}
	p := c.mayEditUsers()
	if p == nil {
		p = c.body(&in)
	}
	if p == nil && !tech && in.OrganizationID == 0 {
		p = c.failure(http.StatusBadRequest, "HTTP 400 Bad Request")
	}
	if p != nil {
		return p
	}
	n := NewUser{FirstName: in.FirstName, LastName: in.LastName, Email: in.Email, Phone: in.Phone, FullPortal: in.FullPortalAccess}
	if !tech {
		n.OrgID = in.OrganizationID
	}
	return c.mutate("Organization not found", func(w *fleet.World) error {
		id, err := w.AddUser(n)
		if err != nil {
			return err
		}
		u, _ := w.User(id)
		write(u)
		return nil
	})
}

// patchTechnician serves PATCH /v2/user/technician/{id}: names only, and an
// empty answer.
func patchTechnician(c *call) *oauth.Problem { return c.patchUser(true, nil) }

// patchEndUser serves PATCH /v2/user/end-user/{id}.
func patchEndUser(c *call) *oauth.Problem {
	return c.patchUser(false, func(u *fleet.User) { wire.EndUser(c.out, u) })
}

// patchUser changes what the API can change of a user; members of the other
// kind of user are ignored like unknown ones.
func (c *call) patchUser(tech bool, write func(*fleet.User)) *oauth.Problem {
	var in struct {
		FirstName, LastName *string
		OrganizationID      *int
		FullPortalAccess    *bool
	}
	p := c.mayEditUsers()
	if p == nil {
		p = c.body(&in)
	}
	if p == nil {
		p = c.withUser(tech, func(*fleet.User) {})
	}
	if p != nil {
		return p
	}
	change := UserChange{FirstName: in.FirstName, LastName: in.LastName}
	if !tech {
		change.OrgID, change.FullPortal = in.OrganizationID, in.FullPortalAccess
	}
	id, _ := c.pathID("id") // withUser has read it
	if p := c.ofSCIM(id); p != nil {
		return p
	}
	return c.mutate("Organization not found", func(w *fleet.World) error {
		if err := w.ChangeUser(id, change); err != nil {
			return err
		}
		if u, ok := w.User(id); ok && write != nil {
			write(u)
		}
		return nil
	})
}

// deleteTechnician serves DELETE /v2/user/technician/{id}.
func deleteTechnician(c *call) *oauth.Problem { return c.deleteUser(true) }

// deleteEndUser serves DELETE /v2/user/end-user/{id}.
func deleteEndUser(c *call) *oauth.Problem { return c.deleteUser(false) }

// deleteUser removes a user of the kind that the route names.
func (c *call) deleteUser(tech bool) *oauth.Problem {
	p := c.mayEditUsers()
	if p == nil {
		p = c.withUser(tech, func(*fleet.User) {})
	}
	if p != nil {
		return p
	}
	id, _ := c.pathID("id") // withUser has read it
	if p := c.ofSCIM(id); p != nil {
		return p
	}
	c.status = http.StatusNoContent
	return c.mutate("User not found", func(w *fleet.World) error { return w.DeleteUser(id) })
}

// addMembers and removeMembers serve PATCH /v2/user/role/{roleId}/…-members:
// a bare array of user ids, answered by the whole role.
func addMembers(c *call) *oauth.Problem    { return c.members(true) }
func removeMembers(c *call) *oauth.Problem { return c.members(false) }

// members changes who has a role. All users must exist, or nothing is changed.
func (c *call) members(member bool) *oauth.Problem {
	var ids []int
	role, p := c.pathID("roleId")
	if p == nil {
		p = c.mayEditUsers()
	}
	if p == nil {
		p = c.body(&ids)
	}
	if p != nil {
		return p
	}
	return c.mutate("Role or members not found", func(w *fleet.World) error {
		if err := w.SetMembers(role, ids, member); err != nil {
			return err
		}
		wire.UserRole(c.out, w.UserRole(role), w.User)
		return nil
	})
}
