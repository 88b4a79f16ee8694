package ninjaone

import (
	"fmt"
	"slices"
	"strings"
)

// Region is the NinjaOne instance that a tenant lives in. A tenant exists in
// exactly one, and its client ID is unknown in all others (REG-06).
type Region string

// The five regions that can be chosen (REG-01 to REG-05). They are also the
// allow-list of hosts: no other host is ever asked, so a setting can't make the
// program send requests into a private network.
const (
	US      Region = "US"
	EU      Region = "EU"
	Oceania Region = "Oceania"
	Canada  Region = "Canada"
	US2     Region = "US2"
)

// Regions returns all regions in the order in which a user is offered them.
func Regions() []Region { return []Region{US, EU, Oceania, Canada, US2} }

// ParseRegion reads a region by its name ("US2", "oceania") or by its host
// ("us2.ninjarmm.com"), in any case. The error lists what is allowed.
func ParseRegion(s string) (Region, error) {
	want := strings.TrimSpace(s)
	for _, r := range Regions() {
		if strings.EqualFold(want, string(r)) || strings.EqualFold(want, r.Host()) {
			return r, nil
		}
	}
	return "", fmt.Errorf("NinjaOne region: %q is not one of US, EU, Oceania, Canada, US2", s)
}

// Valid reports whether r is one of [Regions].
func (r Region) Valid() bool { return slices.Contains(Regions(), r) }

// Host is the name of the region's host, for API, sign-in and dashboard alike. It
// is empty for an invalid region.
func (r Region) Host() string {
	switch r {
	case US:
		return "app.ninjarmm.com"
	case EU:
		return "eu.ninjarmm.com"
	case Oceania:
		return "oc.ninjarmm.com"
	case Canada:
		return "ca.ninjarmm.com"
	case US2:
		return "us2.ninjarmm.com"
	}
	return ""
}

// BaseURL is the address that every path of the API is put behind, without a
// slash at the end.
func (r Region) BaseURL() string { return "https://" + r.Host() }

// String is the name as shown to users.
func (r Region) String() string { return string(r) }

// mistakenFor is the region that a tenant is most likely to be in when its client
// ID is unknown in r. US2 is the usual answer, since its users say "US", and
// since it also took tenants that were set up for the other regions.
func (r Region) mistakenFor() Region {
	switch r {
	case US2, Canada:
		return US
	case US, EU, Oceania:
		return US2
	}
	return ""
}
