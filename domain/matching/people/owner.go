package people

// owner answers by the owner that NinjaOne has for a device, a better source than the
// last user (CON-15): by address, else by a name that one contact alone has. An owner
// who is no contact of the customer leaves the question to the last user.
func (m *Matcher) owner(q Query) (Verdict, bool) {
	a := attempt{matcher: m}
	if local, domain := splitAddress(q.OwnerEmail); len(local) > 1 {
		a.pass(func(i int) {
			if p := &m.persons[i]; p.local == local && p.domain == domain {
				a.add(p, fit{form: Owner})
			}
		}, startOf(local))
	}
	reader := nameReader{rules: m.rules}
	if n := reader.read(q.OwnerName); len(n.words) > 1 && len(n.words[0].text) > 1 {
		a.pass(func(i int) {
			if p := &m.persons[i]; n.same(&p.name) {
				a.add(p, fit{form: OwnerName})
			}
		}, startOf(n.words[0].text))
	}
	v := m.conclude(a.fits)
	return v, v.Outcome == High
}

// same tells that two names have the same words, initials apart, in any order.
func (n *name) same(other *name) bool {
	return n.within(other) && other.within(n)
}

func (n *name) within(other *name) bool {
	for i := range n.words {
		if n.words[i].kind != initial && !other.has(n.words[i].text) {
			return false
		}
	}
	return len(n.words) > 0
}
