package fleet

// Policy is a set of rules for devices of a class.
type Policy struct {
	ID      int
	Parent  int // 0 for none
	Name    string
	Class   Class
	Default bool
	Updated int64 // µs since 1970
}

// Policies lists the policies by id: a default for each class, and some that
// the provider made for certain trades.
func (w *World) Policies() []Policy { return policies }

var policies = newPolicies()

const (
	firstPolicy  = 50  // of the defaults; policy of a class is firstPolicy + class
	tradePolicy  = 100 // first of those made for trades
	singlePolicy = 240 // first of those assigned to single devices
)

// newPolicies lists the default of each class, one for each trade, and a few for
// single devices.
func newPolicies() []Policy {
	var list []Policy
	for c := range classCount {
		list = append(list, Policy{ID: firstPolicy + int(c), Name: title(c.String()) + " Policy", Class: c, Default: true, Updated: epoch2020 + 900*day})
	}
	for i, ind := range industries {
		list = append(list, Policy{ID: tradePolicy + i, Parent: firstPolicy + int(WindowsWorkstation), Class: WindowsWorkstation,
			Name: "Workstations - " + ind.id, Updated: epoch2020 + 1500*day})
	}
	return append(list,
		Policy{ID: singlePolicy, Parent: firstPolicy + int(WindowsServer), Class: WindowsServer, Name: "Server - no auto reboot", Updated: epoch2020 + 1700*day},
		Policy{ID: singlePolicy + 1, Parent: firstPolicy + int(WindowsWorkstation), Class: WindowsWorkstation, Name: "Executive laptops", Updated: epoch2020 + 1700*day},
		Policy{ID: singlePolicy + 2, Parent: firstPolicy + int(Mac), Class: Mac, Name: "Mac - FileVault", Updated: epoch2020 + 1700*day})
}

// Policy finds one by id.
func (w *World) Policy(id int) *Policy {
	for i := range policies {
		if policies[i].ID == id {
			return &policies[i]
		}
	}
	return nil
}

// PolicyOf gives the policy that an organization maps to a device role.
func (w *World) PolicyOf(o *Organization, role *DeviceRole) int {
	p := &w.profiles[o.profile]
	if role.Class == WindowsWorkstation && p.draw.percent(saltOrgPolicy, 40) {
		return tradePolicy + p.trade
	}
	return firstPolicy + int(role.Class)
}

// ownPolicy is the policy assigned to one device, 0 for none.
func ownPolicy(d draw, c Class) int {
	if !d.percent(saltPolicy, 5) {
		return 0
	}
	switch c {
	case WindowsServer:
		return singlePolicy
	case WindowsWorkstation:
		return singlePolicy + 1
	case Mac:
		return singlePolicy + 2
	}
	return 0
}
