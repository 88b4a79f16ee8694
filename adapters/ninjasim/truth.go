package ninjasim

import (
	"slices"

	"coresync/adapters/ninjasim/fleet"
)

// Device, Organization, User and UserRole are what the simulator holds to be true.
type (
	Device       = fleet.Device
	Organization = fleet.Organization
	User         = fleet.User
	UserRole     = fleet.UserRole
)

// Devices lists all devices, of any approval status, by id. With a large
// world this is a large answer.
func (s *Sim) Devices() []Device {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Device, 0, s.world.Len())
	s.world.Scan(0, func(i int, _ fleet.Row) bool {
		var d Device
		s.world.Describe(i, &d, fleet.Full)
		out = append(out, d)
		return true
	})
	return out
}

// Device finds a device of any status.
func (s *Sim) Device(id int) (Device, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d, ok := s.world.Device(id)
	if !ok {
		return Device{}, false
	}
	return *d, true
}

// Organizations lists the organizations by id.
func (s *Sim) Organizations() []Organization {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Organization
	for _, o := range s.world.Organizations() {
		c := *o
		c.Locations = append([]fleet.Location(nil), o.Locations...)
		out = append(out, c)
	}
	return out
}

// Users lists technicians, then end users.
func (s *Sim) Users() []User {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []User
	for _, t := range s.world.Technicians() {
		out = append(out, *t)
	}
	s.world.EndUsers(func(u *User) { out = append(out, *u) })
	return out
}

// UserRoles lists the roles of people with their members, by id.
func (s *Sim) UserRoles() []UserRole {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []UserRole
	for _, r := range s.world.UserRoles() {
		c := *r
		c.Members = slices.Clone(r.Members)
		out = append(out, c)
	}
	return out
}

// Requests lists the requests that were served, oldest first: the last 10,000.
// Secrets that stood in a query are blotted out; headers and bodies are never
// kept.
func (s *Sim) Requests() []Request { return s.log.list() }

// Customer and its parts are what the provider's PSA holds.
type (
	Customer = fleet.Customer
	Contact  = fleet.CustomerContact
	Contract = fleet.Contract
	Ticket   = fleet.Ticket
)

// Customers gives a plausible list of the PSA's customers, with contacts,
// contracts and tickets; see fleet.World.Customers.
func (s *Sim) Customers() []Customer {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.world.Customers()
}
