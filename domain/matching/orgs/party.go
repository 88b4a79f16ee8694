package orgs

import "github.com/google/uuid"

// Party is an organization or a customer, and what is known about it beside its name.
type Party struct {
	ID   uuid.UUID
	Name string
	// Aliases are other names of the same party.
	Aliases []string
	// Domains are its own e-mail domains: a customer's as they were entered, an
	// organization's as its contacts and last users have them. Those of free mail
	// services count for nothing.
	Domains []string
	// City is where it sits; "" if that is not known.
	City string
}

// Pair is an organization and a customer.
type Pair struct{ Organization, Customer uuid.UUID }

// NamePair is the name of an organization and a customer.
type NamePair struct {
	Name     string
	Customer uuid.UUID
}

// Evidence is what is known beyond names. All of it may be missing.
type Evidence struct {
	// Devices is how many of an organization's devices belong to the customer already,
	// by their serial numbers; OrgDevices is how many devices the organization has.
	Devices    map[Pair]int
	OrgDevices map[uuid.UUID]int
	// Confirmed and Rejected are what people decided before about organizations of a
	// name, whatever became of those organizations.
	Confirmed, Rejected []NamePair
}
