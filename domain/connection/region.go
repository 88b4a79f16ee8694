package connection

import (
	"net/url"
	"slices"
	"strings"
)

// Simulator is the region of a simulator on this machine; it alone has a BaseURL.
const Simulator = "Simulator"

// hosts are the five regions that NinjaOne offers (REG-01 to REG-05); no other
// host is ever called, so a setting can't lead into a private network (REG-06).
var hosts = map[string]string{
	"US":      "app.ninjarmm.com",
	"EU":      "eu.ninjarmm.com",
	"Oceania": "oc.ninjarmm.com",
	"Canada":  "ca.ninjarmm.com",
	"US2":     "us2.ninjarmm.com",
}

// Regions lists the regions in the order in which people are offered them (SET-08).
func Regions() []string { return []string{"US", "EU", "Oceania", "Canada", "US2"} }

// Host is the host of a region; empty for an unknown one and for the simulator.
func Host(region string) string { return hosts[region] }

func knownRegion(region string) bool {
	return region == Simulator || slices.Contains(Regions(), region)
}

// Beta tells that nothing was tried against a real NinjaOne tenant yet, but for what its
// documents and recorded answers say; pages say so where it matters (C1G-01).
const Beta = true

// RegionOf finds the region of an address such as https://app.ninjarmm.com; one on this
// machine is a simulator's, which is then the second answer (C1G-04).
func RegionOf(address string) (region, simulator string, known bool) {
	address = strings.TrimRight(strings.TrimSpace(address), "/")
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", "", false
	}
	for region, host := range hosts {
		if u.Scheme == "https" && strings.EqualFold(u.Host, host) {
			return region, "", true
		}
	}
	if loopback(address) {
		return Simulator, address, true
	}
	return "", "", false
}

// Address is where the NinjaOne of a connection is reached.
func Address(s Settings) string {
	if s.Region == Simulator {
		return s.BaseURL
	}
	return "https://" + Host(s.Region)
}
