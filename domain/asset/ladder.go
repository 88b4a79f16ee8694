package asset

import (
	"slices"
	"time"
)

// climb finds the asset that a member belongs to by rule: the first rung that gives
// exactly one asset without a competing id. Where a rung gives more, or one that
// competes, people are asked and nothing is linked.
func (l *ladder) climb(i int) (*hit, string) {
	m := &l.members[i]
	if m.Manual {
		return nil, ""
	}
	hits := l.having(i, func(o *Member) bool { return m.Serial != "" && o.Serial == m.Serial })
	if len(hits) > 0 && l.rules.Identity.Serial != ModeOff {
		return l.bySerial(i, hits)
	}
	hits = l.having(i, func(o *Member) bool {
		return !o.Manual && m.Model != "" && o.Model == m.Model &&
			(m.BIOS != "" && o.BIOS == m.BIOS || m.MAC != "" && o.MAC == m.MAC)
	})
	if len(hits) > 0 && l.rules.Identity.Hardware != ModeOff {
		return l.byHardware(i, hits)
	}
	return nil, ""
}

// hit is an asset with the members of it that are such as is asked for, and with those
// that rules linked to them, both the oldest first. All of these have a say in whether a
// rule links to the asset; what people joined to them has none.
type hit struct {
	*group
	same, line []int
}

// having lists the assets of which a member is such, but for those that people keep
// apart from this one.
func (l *ladder) having(i int, such func(*Member) bool) []hit {
	var hits []hit
	for _, g := range l.groups {
		h, apart := hit{group: g}, false
		for _, j := range g.members {
			if such(&l.members[j]) {
				h.same = append(h.same, j)
			}
			apart = apart || l.apart[[2]int{i, j}]
		}
		if len(h.same) == 0 || apart {
			continue
		}
		for _, j := range g.members {
			if slices.ContainsFunc(h.same, func(k int) bool { return l.line[k] == l.line[j] }) {
				h.line = append(h.line, j)
			}
		}
		hits = append(hits, h)
	}
	return hits
}

// newest is the youngest of the members.
func (l *ladder) newest(h hit) *Member { return &l.members[h.same[len(h.same)-1]] }

// bySerial is rungs 2 and 3: a serial number that several assets have no longer
// identifies, until the cause is gone.
func (l *ladder) bySerial(i int, hits []hit) (*hit, string) {
	const rule = "A.2 rung 2"
	m := &l.members[i]
	for _, h := range hits {
		g, o, foreign := h.group, l.newest(h), l.foreign(i, h)
		competing, listed := l.competing(i, h)
		switch {
		case competing && listed:
			l.doubt(i, DoubtTwoLive, g, "A.3", "both are listed with the serial number %s", m.Serial)
		case competing: // two things that lived side by side; one has gone
		case foreign != nil && foreign.Manual:
			l.doubt(i, DoubtTwin, g, "A.2 rung 3", "an asset that is kept by hand has the serial number %s; say whether they are the same", m.Serial)
		case foreign != nil:
			l.doubt(i, DoubtMoved, g, "A.2 rung 3", "the serial number %s is known %s", m.Serial, elsewhere(m, foreign))
		case m.Maker != o.Maker && !(o.Manual && o.Maker == ""):
			l.doubt(i, DoubtSerial, g, rule, "the serial number %s is the same, the makers are %q and %q", m.Serial, o.Maker, m.Maker)
		case m.Virtual && !l.secondSignal(i, h):
			l.doubt(i, DoubtSerial, g, "A.3", "a virtual machine's serial number is copied with its disk, and nothing else agrees")
		case len(hits) > 1:
			l.doubt(i, DoubtSerial, g, rule, "%d assets have the serial number %s", len(hits), m.Serial)
		case l.rules.Identity.Serial == ModeReview:
			l.doubt(i, DoubtSerial, g, rule, "serial number and maker are the same, and the former id fell silent")
		default:
			return &h, LinkedBySerial
		}
	}
	return nil, ""
}

// byHardware is rung 4.
func (l *ladder) byHardware(i int, hits []hit) (*hit, string) {
	const rule = "A.2 rung 4"
	m := &l.members[i]
	for _, h := range hits {
		g, foreign := h.group, l.foreign(i, h)
		competing, listed := l.competing(i, h)
		switch {
		case competing && listed:
			l.doubt(i, DoubtTwoLive, g, rule, "both are listed with the same hardware")
		case competing:
		case foreign != nil:
			l.doubt(i, DoubtMoved, g, "A.2 rung 3", "the hardware is known %s", elsewhere(m, foreign))
		case len(hits) > 1:
			l.doubt(i, DoubtHardware, g, rule, "%d assets have such hardware", len(hits))
		case !l.gone(h):
			l.doubt(i, DoubtHardware, g, rule, "the model is the same, and the BIOS serial number or a network card; the former id is still listed")
		case l.rules.Identity.Hardware == ModeReview:
			l.doubt(i, DoubtHardware, g, rule, "the hardware is the same, and the former id is gone")
		default:
			return &h, LinkedByHardware
		}
	}
	return nil, ""
}

// competing tells whether an id of the asset and this one were alive side by side;
// listed, whether both are listed still.
func (l *ladder) competing(i int, h hit) (competing, listed bool) {
	m := &l.members[i]
	for _, j := range h.line {
		if o := &l.members[j]; l.rules.overlap(o, m) {
			competing = true
			listed = listed || !o.Missing && !m.Missing
		}
	}
	return competing, listed
}

// overlap tells whether an older id was still heard of when a newer one had been
// there for longer than setting a machine up anew takes.
func (r *Rules) overlap(old, new *Member) bool {
	if old.Manual || new.Manual || old.releasedBefore(new) || new.releasedBefore(old) {
		return false
	}
	if old.Online && !old.Missing {
		return true
	}
	return old.AliveAt.After(new.Begin.Add(time.Duration(r.Identity.SilentWithin) * time.Hour))
}

func (m *Member) releasedBefore(o *Member) bool {
	return !m.ReleasedAt.IsZero() && !m.ReleasedAt.After(o.FirstSeen)
}

func (l *ladder) gone(h hit) bool {
	for _, j := range h.line {
		if o := &l.members[j]; !o.Manual && !o.Missing {
			return false
		}
	}
	return true
}

// foreign is the youngest of the asset that another owner has; nil: none is.
func (l *ladder) foreign(i int, h hit) *Member {
	for _, j := range slices.Backward(h.line) {
		if !sameOwner(&l.members[i], &l.members[j]) {
			return &l.members[j]
		}
	}
	return nil
}

func sameOwner(a, b *Member) bool { return a.Owner == b.Owner || a.Owner == "" || b.Owner == "" }

// elsewhere says where a record of another owner is.
func elsewhere(a, b *Member) string {
	if a.Owned && b.Owned {
		return "at another customer"
	}
	return "in another organization, and both are not known to be one customer's"
}

// secondSignal tells whether something beside the serial number agrees.
func (l *ladder) secondSignal(i int, h hit) bool {
	m := &l.members[i]
	for _, j := range h.same {
		o := &l.members[j]
		if m.Name != "" && m.Name == o.Name || m.MAC != "" && m.MAC == o.MAC {
			return true
		}
	}
	return false
}
