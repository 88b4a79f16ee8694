package fleet

import "sort"

// history is how long ago the first device was enrolled.
const history = 7 * 365 * day

// Shares of special devices, per thousand.
const (
	pendingShare        = 12
	decommissionedShare = 28
	reimagedShare       = 14
	clonedShare         = 6
	laptopShare         = 55 // percent
)

// enrol makes n approved devices and, in between, some pending and
// decommissioned ones that a plain listing hides.
func (w *World) enrol(n int) {
	if n <= 0 || len(w.profiles) == 0 {
		return
	}
	hidden := n * (pendingShare + decommissionedShare) / 1000
	total := n + hidden
	w.devices = make([]record, 0, total+total/64+16)
	pick := w.orgChooser()
	plan := everyClass(total)
	for i := range total {
		hide := drawFor(w.seed, saltGap, int64(i)).n(saltGap, total-i) < hidden // selection sampling: exactly that many
		if hide {
			hidden--
		}
		w.enrolOne(i, total, pick, plan, hide)
	}
}

// enrolOne adds the i-th device of total.
func (w *World) enrolOne(i, total int, pick func(draw) int, plan map[int]Class, hide bool) {
	d := w.gen(int32(w.nextGen))
	profile := pick(d)
	class, forced := plan[i]
	if !forced {
		class = w.hosted(int32(profile), w.profiles[profile].industry.class(d))
	}
	at := w.start - history + history/int64(total)*int64(i) + int64(d.bits(saltCreated)%uint64(max(history/int64(total), 1)))
	r := w.place(d, w.orgs[profile], class, at)
	if hide {
		r.status = Decommissioned
		r.flags |= flagOffline | flagStale
		if d.n(saltChance, pendingShare+decommissionedShare) < pendingShare {
			r.status, r.flags = Pending, 0
		}
	}
	w.inherit(&r, d, forced || hide)
	w.devices = append(w.devices, r)
	w.own(&r, d)
}

// hosted buys the host first where a customer has none for a guest.
func (w *World) hosted(profile int32, class Class) Class {
	switch {
	case class == VMwareGuest && w.seqs[seqKey{profile, VMwareHost}] == 0:
		return VMwareHost
	case class == HyperVGuest && w.seqs[seqKey{profile, HyperVHost}] == 0:
		return HyperVHost
	}
	return class
}

// gen gives the choices about the hardware of a device.
func (w *World) gen(gen int32) draw { return drawFor(w.seed, saltDeviceKind, int64(gen)) }

// place makes the record of a new device at a customer.
func (w *World) place(d draw, org *Organization, class Class, created int64) record {
	r := record{id: int32(w.nextDevice), gen: int32(w.nextGen), created: created, org: int32(org.ID), home: int32(org.profile), class: class}
	w.nextGen++
	w.nextDevice += 1 + d.n(saltGap, 3)
	r.loc = int32(org.Locations[weighted(d, saltLocation, []int{6, 2, 1, 1}[:min(len(org.Locations), 4)])].ID)
	r.seq = w.nextSeq(r.home, class)
	r.role = roleFor(d, class, yearOf(w.bought(&r, d)))
	r.flags = presence(d, class)
	r.parent = w.parentOf(&r, class)
	if class.personal() {
		r.user = w.somebody(r.home)
	}
	return r
}

// nextSeq numbers the devices of a class at a customer, from 0.
func (w *World) nextSeq(profile int32, class Class) uint16 {
	k := seqKey{profile, class}
	n := w.seqs[k]
	w.seqs[k] = n + 1
	return n
}

// parentOf names the host that a guest runs on, and the server through which a
// host is watched.
func (w *World) parentOf(r *record, class Class) int32 {
	want := WindowsServer
	switch class {
	case VMwareGuest:
		want = VMwareHost
	case HyperVGuest:
		want = HyperVHost
	case VMwareHost, HyperVHost:
	default:
		return 0
	}
	for i := len(w.devices) - 1; i >= max(0, len(w.devices)-3000); i-- {
		p := &w.devices[i]
		if p.org == r.org && p.class == want && p.status == Approved {
			return p.id
		}
	}
	return 0
}

// presence says whether a device is connected.
func presence(d draw, class Class) flags {
	off, stale := 4, 1
	switch {
	case class.personal():
		off, stale = 24, 5
	case class == UnmanagedDevice || class == CloudMonitorTarget:
		stale = 0
	}
	switch {
	case class.agent() && d.percent(saltStale, stale):
		return flagOffline | flagStale
	case d.percent(saltOffline, off):
		return flagOffline
	}
	return 0
}

// inherit makes some devices the successors or twins of an earlier one: the
// machine was re-imaged and enrolled anew, or its disk was cloned.
func (w *World) inherit(r *record, d draw, plain bool) {
	if plain || !r.class.agent() {
		return
	}
	again, clone := d.permille(saltNameDup, reimagedShare), d.permille(saltName, clonedShare)
	if !again && !clone {
		return
	}
	for i := len(w.devices) - 1; i >= max(0, len(w.devices)-2000); i-- {
		old := &w.devices[i]
		if old.org != r.org || old.class != r.class || old.status != Approved || old.is(flagClone) || old.is(flagStale) {
			continue
		}
		r.gen, r.seq, r.user, r.role, r.loc = old.gen, old.seq, old.user, old.role, old.loc
		w.births[r.gen] = w.born(old)
		if again {
			old.flags |= flagOffline | flagStale
		} else {
			r.flags |= flagClone
		}
		return
	}
}

// own gives some personal devices an assigned owner.
func (w *World) own(r *record, d draw) {
	if r.user == 0 || r.status != Approved || !d.percent(saltOwner, 14) {
		return
	}
	if p := &w.people[r.user-1]; p.kind == personEndUser {
		w.devices[len(w.devices)-1].owner = p.id
		w.owned[p.id] = append(w.owned[p.id], r.id)
	}
}

// orgChooser picks customers by their size.
func (w *World) orgChooser() func(draw) int {
	sums := make([]int, len(w.profiles))
	sum := 0
	for i := range w.profiles {
		sum += w.profiles[i].weight
		sums[i] = sum
	}
	return func(d draw) int {
		at := d.n(saltOrg, sum)
		return sort.SearchInts(sums, at+1)
	}
}

// everyClass fixes a place for each of the 33 classes in a fleet that is large
// enough, hosts ahead of guests.
func everyClass(total int) map[int]Class {
	plan := map[int]Class{}
	if total < 2*int(classCount) {
		return plan
	}
	stride := total / int(classCount)
	for c := range classCount {
		plan[int(c)*stride+stride/2] = c
	}
	return plan
}

// class chooses what kind of device a customer of the trade buys.
func (ind *industry) class(d draw) Class {
	total := 0
	for _, n := range ind.mix {
		total += n
	}
	at := d.n(saltClass, total)
	for c := range classCount {
		if at < ind.mix[c] {
			return c
		}
		at -= ind.mix[c]
	}
	return WindowsWorkstation
}
