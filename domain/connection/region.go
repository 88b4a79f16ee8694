package connection

import "slices"

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
