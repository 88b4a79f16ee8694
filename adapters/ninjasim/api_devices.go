package ninjasim

import (
	"net/http"
	"strings"

	"coresync/adapters/ninjasim/filter"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// devices serves GET /v2/devices.
func devices(c *call) *oauth.Problem { return c.deviceListing(fleet.Basic) }

// devicesDetailed serves GET /v2/devices-detailed.
func devicesDetailed(c *call) *oauth.Problem { return c.deviceListing(fleet.Full) }

// deviceListing serves both listings; they differ in the detail of a row alone.
func (c *call) deviceListing(detail fleet.Detail) *oauth.Problem {
	f, p := c.filter()
	if p != nil {
		return p
	}
	return c.listDevices(detail, f.Match)
}

// filter reads df. Bad syntax is a 500, as on the real service.
func (c *call) filter() (filter.Filter, *oauth.Problem) {
	f, err := filter.Parse(c.q.Get("df"), groupFilter)
	if err != nil {
		return f, c.failure(http.StatusInternalServerError, "NullPointerException")
	}
	return f, nil
}

// listDevices writes a page of the devices that pass keep. One Device is filled
// again and again: a page then costs some allocations a row and no garbage of
// row size.
func (c *call) listDevices(detail fleet.Detail, keep func(*fleet.Row) bool) *oauth.Problem {
	l, p := c.listing()
	if p != nil {
		return p
	}
	expand := c.expand()
	// References need what a full description computes, warranty above all.
	level := detail
	if expand != 0 {
		level = fleet.Full
	}
	var dev fleet.Device
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.page(l, func(after int, f func(int, func()) bool) {
		c.world.Scan(after, func(i int, row fleet.Row) bool {
			if !keep(&row) {
				return true
			}
			return f(row.ID, func() {
				c.world.Describe(i, &dev, level)
				wire.Device(c.out, &dev, detail == fleet.Full, expand, c.world)
			})
		})
	})
	return nil
}

// expand reads the comma list of references; unknown names are ignored.
func (c *call) expand() wire.Expand {
	var e wire.Expand
	for _, list := range c.q["expand"] {
		for _, name := range strings.Split(list, ",") {
			e |= wire.ExpandNamed(strings.TrimSpace(name))
		}
	}
	return e
}

// organizationDevices serves GET /v2/organization/{id}/devices.
func organizationDevices(c *call) *oauth.Problem {
	id := 0
	if p := c.withOrganization(func(o *fleet.Organization) { id = o.ID }); p != nil {
		return p
	}
	return c.listDevices(fleet.Basic, func(r *fleet.Row) bool { return r.OrgID == id && r.Status == fleet.Approved })
}

// device serves GET /v2/device/{id}: a detailed row of any approval status,
// without references.
func device(c *call) *oauth.Problem {
	return c.withDevice(func(d *fleet.Device) { wire.Device(c.out, d, true, 0, c.world) })
}

// withDevice runs f on the device of the route, under the lock.
func (c *call) withDevice(f func(*fleet.Device)) *oauth.Problem {
	id, p := c.pathID("id")
	if p != nil {
		return p
	}
	c.mu.RLock()
	d, ok := c.world.Device(id)
	if ok {
		f(d)
	}
	c.mu.RUnlock()
	if !ok {
		return c.failure(http.StatusNotFound, "HTTP 404 Not Found")
	}
	return nil
}

// lastLoggedOnUser serves GET /v2/device/{id}/last-logged-on-user.
func lastLoggedOnUser(c *call) *oauth.Problem {
	return c.withDevice(func(d *fleet.Device) { wire.LoggedOnUser(c.out, d, false) })
}
