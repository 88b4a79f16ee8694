package fleet

// hire fills the customers with people and the provider with technicians.
// Of total users some are technicians, the rest end users; contacts and people
// whom NinjaOne has never heard of come on top.
func (w *World) hire(total int) {
	techs := min(max(total/40, 5), 40, total)
	w.hireTechnicians(techs)
	listed := w.share(total - techs)
	w.turns = make([]uint32, len(w.profiles))
	for i := range w.profiles {
		w.spans = append(w.spans, w.staff(i, listed[i]))
	}
}

// staff adds the people of one customer.
func (w *World) staff(profile, listed int) span {
	used := map[string]uint8{}
	s := span{from: int32(len(w.people))}
	for range listed {
		w.addPerson(profile, personEndUser, used)
	}
	s.contacts = int32(len(w.people))
	for range 1 + listed/8 {
		w.addPerson(profile, personContact, used)
	}
	s.others = int32(len(w.people))
	for range 1 + listed/12 {
		w.addPerson(profile, personUnlisted, used)
	}
	s.to = int32(len(w.people))
	return s
}

// addPerson adds somebody to a customer. used counts the mail addresses there,
// which must differ even where names don't.
func (w *World) addPerson(profile int, kind personKind, used map[string]uint8) {
	d := drawFor(w.seed, saltPersonKind, int64(len(w.people)))
	p := person{home: int32(profile), kind: kind, first: uint16(skewed(d, saltFirst, len(firstNames))),
		last: uint16(skewed(d, saltLast, len(lastNames)))}
	mail := p.email(&w.profiles[profile])
	p.twin = used[mail]
	used[mail]++
	switch kind {
	case personEndUser:
		p.id = int32(w.nextUser)
		w.nextUser++
		w.endIndex = append(w.endIndex, int32(len(w.people)))
	case personContact:
		p.id = int32(w.nextContact)
		w.nextContact++
	}
	w.people = append(w.people, p)
}

// skewed prefers the head of a list, as names do.
func skewed(d draw, s salt, n int) int {
	a := d.n(s, n)
	if d.bits(s)&3 == 0 {
		return a
	}
	return min(a, d.sub(s, 1).n(s, n))
}

// draw gives the choices about person i.
func (w *World) personDraw(i int32) draw { return drawFor(w.seed, saltPersonKind, int64(i)) }

// somebody hands out the people of a customer in turn, so that most have one
// device and some have two.
func (w *World) somebody(profile int32) int32 {
	s := w.spans[profile]
	n := s.to - s.from
	if n == 0 {
		return 0
	}
	turn := w.turns[profile]
	w.turns[profile]++
	return s.from + int32(turn%uint32(n)) + 1
}
