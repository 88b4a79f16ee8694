package fleet

import (
	"sort"
	"time"
)

// Size says how big a world is.
type Size struct {
	Devices int // approved devices, those that a plain listing shows
	Orgs    int
	Users   int // technicians and end users
}

// World is the state of one NinjaOne tenant.
type World struct {
	seed  uint64
	start int64 // µs since 1970
	now   int64
	last  int64  // length of the last advance, µs
	tick  uint64 // number of advances

	profiles []profile
	orgs     []*Organization // by id
	people   []person        // grouped by profile
	spans    []span          // people of each profile
	endIndex []int32         // index into people of user firstEnd+i
	orgOf    []int32         // organization that a profile is listed as, 0 when deleted
	techs    []*User
	added    []*User         // end users that were added later, by id
	births   map[int32]int64 // first enrolment of a machine enrolled again
	roles    []*UserRole
	devices  []record // by id
	over     map[int32]*override
	edits    map[int32]*userEdit // by user id
	seqs     map[seqKey]uint16
	turns    []uint32 // personal devices handed out, by profile
	owned    map[int32][]int32
	log      []Activity

	nextGen, nextDevice, nextOrg, nextLocation, nextUser, nextContact, firstEnd int
	nextActivity                                                                int64
}

// span is a range of the people: listed end users, then contacts, then others.
type span struct{ from, contacts, others, to int32 }

// seqKey counts the devices of a class at a customer, whose names are numbered.
type seqKey struct {
	profile int32
	class   Class
}

// New makes a world as it stands at start.
func New(seed uint64, start time.Time, size Size) *World {
	w := &World{seed: seed, start: start.UnixMicro(), now: start.UnixMicro(), last: 20 * 3600 * second,
		over: map[int32]*override{}, edits: map[int32]*userEdit{}, births: map[int32]int64{},
		seqs: map[seqKey]uint16{}, owned: map[int32][]int32{}, nextOrg: 2, nextLocation: 2, nextUser: 11, nextContact: 3,
		nextDevice: 2, nextActivity: 347_000_000}
	w.profiles = newProfiles(seed, size.Orgs)
	for i := range w.profiles {
		w.found(i)
	}
	w.hire(size.Users)
	w.enrol(size.Devices)
	w.assignRoles()
	w.remember()
	return w
}

// second is one second in the unit of all times here.
const second int64 = 1_000_000

const day = 24 * 3600 * second

// Now is the simulated time.
func (w *World) Now() time.Time { return time.UnixMicro(w.now).UTC() }

// Advance moves the time. Nothing changes but the volatile members of devices.
func (w *World) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	w.last = max(d.Microseconds(), 1)
	w.now += w.last
	w.tick++
}

// found lists profile i as an organization.
func (w *World) found(i int) *Organization {
	p := &w.profiles[i]
	o := newOrganization(w.nextOrg, w.nextLocation, i, p)
	w.orgs = append(w.orgs, o)
	w.orgOf = append(w.orgOf, int32(o.ID))
	w.nextOrg += 1 + p.draw.n(saltGap, 3)
	w.nextLocation += len(o.Locations) + p.draw.n(saltGap, 2)
	return o
}

// Organizations lists the organizations by id. Callers must not change them.
func (w *World) Organizations() []*Organization { return w.orgs }

// Organization finds one by id.
func (w *World) Organization(id int) *Organization {
	i := sort.Search(len(w.orgs), func(i int) bool { return w.orgs[i].ID >= id })
	if i < len(w.orgs) && w.orgs[i].ID == id {
		return w.orgs[i]
	}
	return nil
}

// Location finds a location of an organization.
func (o *Organization) Location(id int) *Location {
	for i := range o.Locations {
		if o.Locations[i].ID == id {
			return &o.Locations[i]
		}
	}
	return nil
}

// share splits total over the profiles by weight, the remainder to the first.
func (w *World) share(total int) []int {
	out := make([]int, len(w.profiles))
	sum := 0
	for i := range w.profiles {
		sum += w.profiles[i].weight
	}
	left := total
	for i := range w.profiles {
		out[i] = total * w.profiles[i].weight / max(sum, 1)
		left -= out[i]
	}
	for i := 0; left > 0 && len(out) > 0; i++ {
		out[i%len(out)]++
		left--
	}
	return out
}
