package fleet

// Organization is a customer of the managed service provider, as NinjaOne
// knows it.
type Organization struct {
	ID          int
	Name        string
	Description string
	Approval    string // AUTOMATIC, MANUAL or REJECT
	Locations   []Location
	profile     int // index of the profile that it was founded on
}

// Location is a site of an organization.
type Location struct {
	ID          int
	Name        string
	Address     string
	Description string
	city        int
}

// profile is what never changes about an organization's origin: its trade and
// the conventions that its hosts and logins follow, whoever owns them later.
type profile struct {
	draw     draw
	industry *industry
	trade    int  // index of industry
	branch   bool // a second site of another customer, which the provider bills apart or not at all
	name     orgName
	code     string
	domain   string
	netbios  string
	city     int
	hosts    hostStyle
	login    loginForm
	account  accountForm
	subnet   int
	publicIP string
	internal bool // the provider's own organization, or its spare pool
	weight   int
}

// provider is the managed service provider itself.
const (
	providerName   = "Northgate IT Services"
	providerDomain = "northgate-it.example"
	providerAD     = "NORTHGATE"
)

// newProfiles founds n organizations.
func newProfiles(seed uint64, n int) []profile {
	list := make([]profile, 0, n)
	taken := map[string]bool{}
	oftens := make([]int, len(industries))
	for i := range industries {
		oftens[i] = industries[i].often
	}
	for i := range n {
		d := drawFor(seed, saltOrgKind, int64(i))
		var p profile
		switch {
		case i == 0 && n >= 5:
			p = internalProfile(d, providerName, providerDomain, providerAD, 14)
		case i == n-1 && n >= 15:
			p = internalProfile(d, "_Spare Pool & Lab", providerDomain, providerAD, 4)
		default:
			p = customerProfile(d, weighted(d, saltOrgIndustry, oftens), taken, i)
			if i%12 == 7 {
				p = branchOf(&list[i-3], p, taken)
			}
		}
		p.subnet = 1 + i%250
		list = append(list, p)
	}
	return list
}

// internalProfile is an organization of the provider itself, which no customer
// list has: a client must be able to put it aside.
func internalProfile(d draw, name, domain, netbios string, weight int) profile {
	const accounting = 4 // the trade whose habits are nearest
	return profile{draw: d, industry: &industries[accounting], trade: accounting, name: orgName{base: name, inRMM: name}, code: "NG", domain: domain,
		netbios: netbios, hosts: hostCode, login: loginFLast, account: accountDomain, publicIP: "203.0.113.10",
		internal: true, weight: weight, city: 0}
}

// branchOf makes a customer a second site of another one: a name that must not
// be taken for the first.
func branchOf(first *profile, p profile, taken map[string]bool) profile {
	base := first.name.base + " - " + cities[p.city].name
	if first.internal || taken[base] {
		return p
	}
	taken[base] = true
	p.industry, p.trade, p.branch = first.industry, first.trade, true
	p.name = orgName{base: base, inRMM: base}
	p.code, p.domain, p.netbios, p.login, p.account = first.code+"2", first.domain, first.netbios, first.login, first.account
	return p
}

// customerProfile founds a customer of a trade. A name that is taken already is
// drawn again: equal names would make the truth of a matching undecidable.
func customerProfile(d draw, trade int, taken map[string]bool, i int) profile {
	ind := &industries[trade]
	city := d.n(saltOrgCity, len(cities))
	base := composeName(d, ind, cities[city].name)
	for try := 1; taken[base]; try++ {
		if try > 20 {
			base += " " + number(i, 1)
			break
		}
		sub := d.sub(saltOrgName, try)
		city = sub.n(saltOrgCity, len(cities))
		base = composeName(sub, ind, cities[city].name)
	}
	taken[base] = true
	p := profile{draw: d, industry: ind, trade: trade, city: city, domain: domainOf(base), code: codeOf(base),
		hosts: pick(d, saltName, ind.hosts), login: pick(d, saltOrgLogin, ind.login),
		account:  accountForm(weighted(d, saltLoginForm, []int{46, 22, 16, 16})),
		publicIP: publicNets[d.n(saltOrgPublicIP, len(publicNets))] + number(2+d.n(saltPublic, 250), 1),
		weight:   max(2, ind.weight*d.in(saltOrgWeight, 40, 260)/100)}
	p.netbios = netbiosOf(p.domain)
	p.name = orgName{base: base, suffix: pick(d, saltOrgSuffix, ind.suffixes)}
	p.name.inRMM = typedName(d, p.name)
	return p
}

// publicNets are the documentation networks of RFC 5737.
var publicNets = []string{"192.0.2.", "198.51.100.", "203.0.113."}

// typedName is how the name ended up in the RMM: mostly without legal form.
func typedName(d draw, n orgName) string {
	if n.suffix != "" && d.percent(saltOrgTag, 30) {
		return n.base + ", " + n.suffix
	}
	return n.base
}

// newOrganization lists a profile as NinjaOne shows it, with its sites.
func newOrganization(id, firstLocation, prof int, p *profile) *Organization {
	d := p.draw
	o := &Organization{ID: id, Name: p.name.inRMM, profile: prof, Approval: "AUTOMATIC"}
	if d.percent(saltOrgApproval, 20) {
		o.Approval = "MANUAL"
	}
	if d.percent(saltOrgDescription, 25) {
		o.Description = "Customer since " + number(2016+d.n(saltCustomer, 9), 4) + ", " + p.industry.id
	}
	sites := 1 + weighted(d, saltOrgLocations, []int{58, 24, 12, 6})
	for i := range sites {
		o.Locations = append(o.Locations, newLocation(firstLocation+i, i, p))
	}
	return o
}

// newLocation makes a site. The first one is called "Main Office" everywhere, as
// NinjaOne calls it.
func newLocation(id, i int, p *profile) Location {
	d := p.draw.sub(saltLocationKind, i)
	if i == 0 {
		return Location{ID: id, Name: "Main Office", Address: street(d, p.city), city: p.city}
	}
	city := d.n(saltOrgCity, len(cities))
	l := Location{ID: id, city: city, Name: cities[city].name}
	if d.percent(saltOrgTag, 40) {
		l.Name = pick(d, saltOrgNames, []string{"Warehouse", "Annex", "East Campus", "Downtown", "Remote Workers", "Branch 2"})
	}
	if d.percent(saltOrgDescription, 60) {
		l.Address = street(d, city)
	}
	return l
}

// street makes up an address.
func street(d draw, city int) string {
	name := pick(d, saltName, []string{"Main St", "Oak Ave", "Commerce Dr", "Industrial Pkwy", "Elm St", "Lake Rd", "Market St"})
	return number(100+d.n(saltNumber, 8900), 1) + " " + name + ", " + cities[city].name + ", " + cities[city].state
}
