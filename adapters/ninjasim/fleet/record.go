package fleet

import "sort"

// Status is the approval status of a device.
type Status uint8

// The approval statuses of NinjaOne.
const (
	Approved Status = iota
	Pending
	Staged
	Decommissioned
)

var statusNames = [...]string{"APPROVED", "PENDING", "STAGED", "DECOMMISSIONED"}

// String is the status as NinjaOne spells it.
func (s Status) String() string { return statusNames[s] }

// ParseStatus finds a status by NinjaOne's spelling.
func ParseStatus(name string) (Status, bool) {
	for i, n := range statusNames {
		if n == name {
			return Status(i), true
		}
	}
	return 0, false
}

// flags are the states of a device that are not its approval.
type flags uint8

const (
	flagOffline flags = 1 << iota // not connected, wakes now and then
	flagStale                     // not seen for weeks: nothing but the order of its addresses changes
	flagClone                     // same disk image as another: equal name and serial, other network card
)

// record is all that is stored of a device.
type record struct {
	id      int32
	gen     int32 // origin of hardware and name; equal for a re-imaged machine and its clones
	created int64
	org     int32
	loc     int32
	parent  int32
	owner   int32 // user id, 0 for none
	user    int32 // index of the usual user in people, plus 1
	home    int32 // profile that named it
	seq     uint16
	class   Class
	role    uint8 // index into deviceRoles
	status  Status
	flags   flags
}

// is says whether a flag is set.
func (r *record) is(f flags) bool { return r.flags&f != 0 }

// find gives the index of a device, or -1.
func (w *World) find(id int) int {
	i := sort.Search(len(w.devices), func(i int) bool { return int(w.devices[i].id) >= id })
	if i < len(w.devices) && int(w.devices[i].id) == id {
		return i
	}
	return -1
}

// override is what mutations laid over a device.
type override struct {
	displayName, systemName, lastUser *string
	maker, model, serial              *string
	os                                *string
	logon                             int64
	contact                           int64 // not before this: the last one when it was connected or cut off
	updated                           int64
	warranty                          *Warranty
	Raw                               []RawMember
}

// RawMember replaces a member of a device's JSON by bytes that need not be
// valid JSON. An empty value removes the member.
type RawMember struct {
	Path  []string
	Value []byte
}

// override gives the overlay of a device, a new one where it has none.
func (w *World) override(id int32) *override {
	o := w.over[id]
	if o == nil {
		o = &override{}
		w.over[id] = o
	}
	return o
}
