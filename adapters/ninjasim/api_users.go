package ninjasim

import (
	"net/http"

	"coresync/adapters/ninjasim/fault"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// users serves GET /v2/users: technicians, then end users, with nulls.
func users(c *call) *oauth.Problem {
	withRoles := c.q.Get("includeRoles") == "true"
	kind := c.q.Get("userType")
	c.list(func() {
		write := func(u *fleet.User) {
			var roles []string
			if withRoles {
				roles = c.world.RolesOf(u.ID)
			}
			wire.User(c.out, u, roles, withRoles)
		}
		if kind != "END_USER" {
			c.eachTechnician(write)
		}
		if kind != "TECHNICIAN" {
			c.world.EndUsers(write)
		}
	})
	return nil
}

// eachTechnician calls f for each technician with the devices that are
// assigned now.
func (c *call) eachTechnician(f func(*fleet.User)) {
	for _, t := range c.world.Technicians() {
		u := *t
		u.Assigned = c.world.Assigned(u.ID)
		f(&u)
	}
}

// list writes a bare array under the lock, and an empty one when a fault says
// so.
func (c *call) list(f func()) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.out.Array()
	if _, empty := c.fired[fault.EmptyListing]; !empty {
		f()
	}
	c.out.Close()
}

// technicians serves GET /v2/user/technicians.
func technicians(c *call) *oauth.Problem {
	c.list(func() { c.eachTechnician(func(u *fleet.User) { wire.Technician(c.out, u) }) })
	return nil
}

// endUsers serves GET /v2/user/end-users.
func endUsers(c *call) *oauth.Problem {
	c.list(func() { c.world.EndUsers(func(u *fleet.User) { wire.EndUser(c.out, u) }) })
	return nil
}

// technician serves GET /v2/user/technician/{id}.
func technician(c *call) *oauth.Problem {
	return c.withUser(true, func(u *fleet.User) { wire.Technician(c.out, u) })
}

// endUser serves GET /v2/user/end-user/{id}.
func endUser(c *call) *oauth.Problem {
	return c.withUser(false, func(u *fleet.User) { wire.EndUser(c.out, u) })
}

// withUser runs f on the user of the route, under the lock. A user of the
// other kind is a 400 as documented.
func (c *call) withUser(tech bool, f func(*fleet.User)) *oauth.Problem {
	id, p := c.pathID("id")
	if p != nil {
		return p
	}
	c.mu.RLock()
	u, ok := c.world.User(id)
	right := ok && u.Technician == tech
	if right {
		v := *u
		v.Assigned = c.world.Assigned(id)
		f(&v)
	}
	c.mu.RUnlock()
	switch {
	case !ok && tech:
		return c.failure(http.StatusNotFound, "Technician not found")
	case !ok:
		return c.failure(http.StatusNotFound, "End user not found")
	case !right:
		return c.failure(http.StatusBadRequest, "Bad request or invalid user type")
	}
	return nil
}

// organizationEndUsers serves GET /v2/organization/{id}/end-users.
func organizationEndUsers(c *call) *oauth.Problem {
	withRoles := c.q.Get("includeRoles") == "true"
	return c.withOrganization(func(o *fleet.Organization) {
		c.out.Array()
		c.world.EndUsers(func(u *fleet.User) {
			if u.OrgID != o.ID {
				return
			}
			var roles []string
			if withRoles {
				roles = c.world.RolesOf(u.ID)
			}
			wire.User(c.out, u, roles, withRoles)
		})
		c.out.Close()
	})
}

// userRoles serves GET /v2/user/roles.
func userRoles(c *call) *oauth.Problem {
	kind := c.q.Get("roleType")
	c.list(func() {
		for _, r := range c.world.UserRoles() {
			if kind == "" || kind == r.Type {
				wire.UserRole(c.out, r, c.world.User)
			}
		}
	})
	return nil
}

// contacts serves GET /v2/contacts.
func contacts(c *call) *oauth.Problem {
	c.list(func() { c.world.Contacts(func(k *fleet.Contact) { wire.Contact(c.out, k) }) })
	return nil
}

// contact serves GET /v2/contact/{id}.
func contact(c *call) *oauth.Problem {
	id, p := c.pathID("id")
	if p != nil {
		return p
	}
	found := false
	c.mu.RLock()
	c.world.Contacts(func(k *fleet.Contact) {
		if k.ID == id {
			found = true
			wire.Contact(c.out, k)
		}
	})
	c.mu.RUnlock()
	if !found {
		return c.failure(http.StatusNotFound, "HTTP 404 Not Found")
	}
	return nil
}
