package ninjasim

import (
	"strconv"
	"strings"

	"coresync/adapters/ninjasim/fleet"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/ninjasim/wire"
)

// defaultAppUsers is the documented page size of the anchored listing.
const defaultAppUsers = 50

// appUsers serves GET /v2/ticketing/app-user-contact: technicians, end users
// and contacts in one list, paged by the naturalId of the last row. The form of
// a naturalId was never captured.
func appUsers(c *call) *oauth.Problem {
	size := defaultAppUsers
	if n, err := strconv.Atoi(c.q.Get("pageSize")); err == nil && n > 0 {
		size = min(n, maxPageSize)
	}
	anchor := c.q.Get("anchorNaturalId")
	passed, n := anchor == "", 0
	c.list(func() {
		c.eachAppUser(func(u wire.AppUser) {
			if passed && n < size && c.wantsAppUser(&u) {
				wire.WriteAppUser(c.out, u)
				n++
			}
			passed = passed || u.NaturalID() == anchor
		})
	})
	return nil
}

// eachAppUser calls f for technicians, end users and contacts, in this order,
// which stays the same from page to page.
func (c *call) eachAppUser(f func(wire.AppUser)) {
	user := func(u *fleet.User) {
		kind := "END_USER"
		if u.Technician {
			kind = "TECHNICIAN"
		}
		f(wire.AppUser{ID: u.ID, OrgID: u.OrgID, UID: u.UID, FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, Kind: kind})
	}
	for _, t := range c.world.Technicians() {
		user(t)
	}
	c.world.EndUsers(user)
	c.world.Contacts(func(k *fleet.Contact) {
		f(wire.AppUser{ID: k.ID, OrgID: k.OrgID, UID: k.UID, FirstName: k.FirstName, LastName: k.LastName, Email: k.Email, Kind: "CONTACT"})
	})
}

// wantsAppUser applies userType, clientId and searchCriteria.
func (c *call) wantsAppUser(u *wire.AppUser) bool {
	if kind := c.q.Get("userType"); kind != "" && kind != u.Kind {
		return false
	}
	if org, err := strconv.Atoi(c.q.Get("clientId")); err == nil && org != u.OrgID {
		return false
	}
	text := strings.ToLower(u.FirstName + " " + u.LastName + " " + u.Email)
	return strings.Contains(text, strings.ToLower(c.q.Get("searchCriteria")))
}
