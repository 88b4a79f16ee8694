package ninjasim

import (
	"net/http"

	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// organizations serves GET /v2/organizations.
func organizations(c *call) *oauth.Problem {
	return c.eachOrganization(func(o *fleet.Organization) { wire.Organization(c.out, o) })
}

// organizationsDetailed serves GET /v2/organizations-detailed.
func organizationsDetailed(c *call) *oauth.Problem {
	return c.eachOrganization(c.detailed)
}

// detailed writes an organization with all that hangs on it.
func (c *call) detailed(o *fleet.Organization) {
	wire.OrganizationDetailed(c.out, o, c.world.DeviceRoles(), c.world.PolicyOf)
}

// eachOrganization writes a page of organizations.
func (c *call) eachOrganization(write func(*fleet.Organization)) *oauth.Problem {
	l, p := c.listing()
	if p != nil {
		return p
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.page(l, func(after int, f func(int, func()) bool) {
		for _, o := range c.world.Organizations() {
			if o.ID > after && !f(o.ID, func() { write(o) }) {
				return
			}
		}
	})
	return nil
}

// organization serves GET /v2/organization/{id}.
func organization(c *call) *oauth.Problem {
	return c.withOrganization(c.detailed)
}

// withOrganization runs f on the organization of the route, under the lock.
func (c *call) withOrganization(f func(*fleet.Organization)) *oauth.Problem {
	id, p := c.pathID("id")
	if p != nil {
		return p
	}
	c.mu.RLock()
	o := c.world.Organization(id)
	if o != nil {
		f(o)
	}
	c.mu.RUnlock()
	if o == nil {
		return c.failure(http.StatusNotFound, "HTTP 404 Not Found")
	}
	return nil
}

// organizationLocations serves GET /v2/organization/{id}/locations, whose rows
// have no organizationId.
func organizationLocations(c *call) *oauth.Problem {
	return c.withOrganization(func(o *fleet.Organization) {
		c.out.Array()
		for i := range o.Locations {
			wire.Location(c.out, &o.Locations[i], 0)
		}
		c.out.Close()
	})
}

// locations serves GET /v2/locations, ordered by location id.
func locations(c *call) *oauth.Problem {
	l, p := c.listing()
	if p != nil {
		return p
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.page(l, func(after int, f func(int, func()) bool) {
		for _, at := range c.world.Locations() {
			if at.ID > after && !f(at.ID, func() { wire.Location(c.out, at.Location, at.OrgID) }) {
				return
			}
		}
	})
	return nil
}
