package people

import "strings"

// Customer is what the users of one customer's devices are looked for in: its own
// contacts, nobody else's (CON-15).
type Customer struct {
	Contacts []Contact
	// Accounts are the last users of the customer's devices, one a device, as NinjaOne
	// gave them; empty ones don't matter.
	Accounts []string
	// Domains are domains of its e-mail addresses that are known otherwise.
	Domains []string
	// Technicians are the e-mail addresses of the MSP's own people.
	Technicians []string
}

// Matcher answers for one customer. It may be used by many at once.
type Matcher struct {
	scorer
	persons     []person
	domains     []string // the customer's own
	index       index
	seen        *tally
	accounts    map[string]struct{} // every account once, by AccountKey
	devices     map[string]int      // by the account's name without its domain
	technicians map[string]struct{} // whole addresses, and local parts
	provider    map[string]struct{} // names of the MSP, as its own e-mail domains have them
}

// Query asks for the user of one device.
type Query struct {
	// Account is the last user as NinjaOne gave it.
	Account string
	// OwnerEmail and OwnerName are the owner that NinjaOne has for the device, if any.
	OwnerEmail string
	OwnerName  string
	// OtherCustomers is how many other customers the same account was seen at, for
	// accounts whose AccountKey is the same everywhere.
	OtherCustomers int
}

// Matcher prepares a customer: it reads the contacts, counts the devices of each
// account and learns how the customer's accounts are made.
func (r *Rules) Matcher(c Customer) *Matcher {
	m := &Matcher{scorer: scorer{rules: r}}
	m.persons, m.domains = r.prepare(c.Contacts, c.Domains)
	m.index = makeIndex(m.persons)
	m.accounts = make(map[string]struct{}, len(c.Accounts))
	m.devices = make(map[string]int, len(c.Accounts))
	for _, raw := range c.Accounts {
		if key := AccountKey(raw); key != "" {
			m.accounts[key] = struct{}{}
			m.devices[readAccount(key).local]++
		}
	}
	m.technicians, m.provider = r.prepareTechnicians(c.Technicians)
	m.seen = m.observe()
	m.habit = r.learn(m.seen)
	return m
}

// AccountKey is the same for every spelling of one account: case, the way in which
// diacritics are encoded, spaces around. "" is no account.
func AccountKey(raw string) string {
	return strings.ToLower(strings.TrimSpace(canonical(clip(raw, 4*maxName))))
}

// observe counts the forms of what surely belongs to somebody: contacts' addresses
// at the customer's domains, and accounts that lead to one contact only. Accounts are
// judged without a habit, so that their order doesn't matter.
func (m *Matcher) observe() *tally {
	var t tally
	for i := range m.persons {
		p := &m.persons[i]
		if !p.own || p.local == "" {
			continue
		}
		if b, _ := letters(p.local, false); len(b.text) > 1 && len(b.text) <= maxAccount {
			if f := m.name(&b, &p.name); f.form.named() && f.notes&NewInitial == 0 {
				t.addresses[f.form]++
			}
		}
	}
	for key := range m.accounts {
		acc := readAccount(key)
		if m.devices[acc.local] >= m.rules.many {
			continue
		}
		if v := m.lastUser(&acc); v.Kind == Person && v.Outcome == High && v.Candidates[0].Others == 0 {
			t.accounts[m.formOf(&acc, v.Candidates[0])]++
		}
	}
	return &t
}

// Match answers for one device: the owner that NinjaOne has first, then the last user.
func (m *Matcher) Match(q Query) Verdict {
	if v, ok := m.owner(q); ok {
		return v
	}
	acc := readAccount(q.Account)
	v := m.lastUser(&acc)
	v.Devices = m.devices[acc.local]
	if v.Kind != Person {
		return v
	}
	switch best, _ := v.Best(); {
	case m.isTechnician(&acc, q, best.Form):
		return Verdict{Kind: Technician, Devices: v.Devices}
	case v.Devices >= m.rules.many, acc.upn && q.OtherCustomers >= m.rules.elsewhere:
		v.Kind, v.Outcome = Shared, NoSuggestion
	}
	return v
}

// prepareTechnicians reads the addresses of the MSP's own people, and what the MSP is
// called: northgate, or northgate-it, where they are at northgate-it.example.
func (r *Rules) prepareTechnicians(addresses []string) (technicians, provider map[string]struct{}) {
	technicians, provider = make(map[string]struct{}, 2*len(addresses)), make(map[string]struct{}, 4)
	for _, address := range addresses {
		local, domain := splitAddress(address)
		if local == "" {
			continue
		}
		technicians[local] = struct{}{}
		technicians[local+"@"+domain] = struct{}{}
		if has(r.freeMail, domain) {
			continue
		}
		label, _, _ := strings.Cut(domain, ".")
		first, _, _ := strings.Cut(label, "-")
		for _, name := range []string{label, alike(label), first} {
			if len(name) >= shortestProvider {
				provider[name] = struct{}{}
			}
		}
	}
	return technicians, provider
}

// shortestProvider is how many letters the name of an MSP has at least, to be told from
// somebody's initials.
const shortestProvider = 5

// isTechnician tells one of the MSP's own people: by the whole address, or by its
// local part where the account is seen at other customers, too, or fits no contact.
// Where nobody fits, the local part may have a sign of administration, and the account
// may have the MSP's own name.
func (m *Matcher) isTechnician(acc *account, q Query, found Form) bool {
	if len(m.technicians) == 0 || found == Address {
		return false
	}
	if acc.upn {
		return has(m.technicians, acc.local+"@"+acc.domain)
	}
	switch {
	case has(m.technicians, acc.local):
		return found == NoForm || q.OtherCustomers > 0
	case found != NoForm:
		return false
	case has(m.provider, acc.local):
		return true
	}
	is := false
	m.rules.accounts.withoutAdmin(acc.local, func(rest string, sure bool) {
		is = is || sure && has(m.technicians, rest)
	})
	return is
}
