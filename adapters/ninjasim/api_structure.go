package ninjasim

import (
	"net/http"

	"coresync/adapters/ninjasim/filter"
	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// deviceRoles serves GET /v2/roles, the roles of devices.
func deviceRoles(c *call) *oauth.Problem {
	c.list(func() {
		roles := c.world.DeviceRoles()
		for i := range roles {
			wire.DeviceRole(c.out, &roles[i])
		}
	})
	return nil
}

// policies serves GET /v2/policies.
func policies(c *call) *oauth.Problem {
	c.list(func() {
		list := c.world.Policies()
		for i := range list {
			wire.Policy(c.out, &list[i])
		}
	})
	return nil
}

// savedSearches are the groups that the provider keeps.
var savedSearches = []wire.Group{
	{ID: 560, Name: "Windows servers", Filter: "class = WINDOWS_SERVER", Shared: true},
	{ID: 561, Name: "Offline devices", Filter: "offline", Shared: true},
	{ID: 563, Name: "Workstations", Filter: "class in (WINDOWS_WORKSTATION,MAC,LINUX_WORKSTATION)", Shared: true},
	{ID: 570, Name: "Pending approval", Filter: "status = PENDING", Description: "To be looked at on Mondays"},
}

// groupFilter gives the filter behind a saved search, for "df=group 563".
func groupFilter(id int) (string, bool) {
	for _, g := range savedSearches {
		if g.ID == id {
			return g.Filter, true
		}
	}
	return "", false
}

// groups serves GET /v2/groups. A group that nobody has looked at yet has no
// count.
func groups(c *call) *oauth.Problem {
	c.list(func() {
		for i, g := range savedSearches {
			g.Count = -1
			if i%2 == 0 {
				g.Count = len(c.matching(g.Filter))
			}
			wire.WriteGroup(c.out, g, c.cfg.Start.UnixMicro())
		}
	})
	return nil
}

// groupDevices serves GET /v2/group/{id}/device-ids.
func groupDevices(c *call) *oauth.Problem {
	id, p := c.pathID("id")
	if p != nil {
		return p
	}
	df, ok := groupFilter(id)
	if !ok {
		return c.failure(http.StatusNotFound, "HTTP 404 Not Found")
	}
	c.list(func() {
		for _, id := range c.matching(df) {
			c.out.Number(int64(id))
		}
	})
	return nil
}

// matching gives the devices of a filter of our own. The caller holds the lock.
func (c *call) matching(df string) []int {
	var ids []int
	f, err := filter.Parse(df, groupFilter)
	if err != nil {
		return nil // a test parses every saved search
	}
	c.world.Scan(0, func(_ int, row fleet.Row) bool {
		if f.Match(&row) {
			ids = append(ids, row.ID)
		}
		return true
	})
	return ids
}
