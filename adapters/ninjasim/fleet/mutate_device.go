package fleet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrNotFound says that a mutation named something that does not exist.
var ErrNotFound = errors.New("not found")

// ErrInvalid says that a mutation asked for something impossible.
var ErrInvalid = errors.New("invalid")

// NewDevice describes a device to add. What is left empty follows from the
// seed.
type NewDevice struct {
	OrgID      int    // required
	LocationID int    // first location of the organization when 0
	Class      string // WINDOWS_WORKSTATION when empty
	Name       string
	Maker      string
	Model      string
	Serial     string
	LastUser   string
	Status     string // APPROVED when empty
	Offline    bool
}

// record finds a device to change.
func (w *World) record(id int) (*record, error) {
	i := w.find(id)
	if i < 0 {
		return nil, fmt.Errorf("device %d: %w", id, ErrNotFound)
	}
	return &w.devices[i], nil
}

// Add enrols a device and gives its id.
func (w *World) Add(n NewDevice) (int, error) {
	org := w.Organization(n.OrgID)
	if org == nil {
		return 0, fmt.Errorf("organization %d: %w", n.OrgID, ErrNotFound)
	}
	class, status := WindowsWorkstation, Approved
	ok := true
	if n.Class != "" {
		class, ok = ParseClass(n.Class)
	}
	if !ok {
		return 0, fmt.Errorf("node class %q: %w", n.Class, ErrInvalid)
	}
	if n.Status != "" {
		status, ok = ParseStatus(n.Status)
	}
	if !ok {
		return 0, fmt.Errorf("approval status %q: %w", n.Status, ErrInvalid)
	}
	r := w.place(w.gen(int32(w.nextGen)), org, class, w.now)
	r.flags, r.status = 0, status
	if n.Offline {
		r.flags = flagOffline
	}
	if n.LocationID != 0 {
		if org.Location(n.LocationID) == nil {
			return 0, fmt.Errorf("location %d of organization %d: %w", n.LocationID, n.OrgID, ErrNotFound)
		}
		r.loc = int32(n.LocationID)
	}
	w.devices = append(w.devices, r)
	w.describe(r.id, n)
	w.noteDevice("NODE_CREATED", "Device created", int(r.id), n.OrgID, "Device was added")
	return int(r.id), nil
}

// describe keeps what the caller said about a new device.
func (w *World) describe(id int32, n NewDevice) {
	keep := func(dst **string, v string) {
		if v != "" {
			*dst = &v
		}
	}
	if n.Name+n.Maker+n.Model+n.Serial+n.LastUser == "" {
		return
	}
	o := w.override(id)
	keep(&o.systemName, n.Name)
	keep(&o.maker, n.Maker)
	keep(&o.model, n.Model)
	keep(&o.serial, n.Serial)
	keep(&o.lastUser, n.LastUser)
	o.logon = w.now
}

// Rename gives a machine a new host name; a display name, where there is one,
// follows.
func (w *World) Rename(id int, name string) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	dev, _ := w.Device(id)
	o := w.override(r.id)
	if dev.DisplayName != "" {
		o.displayName = &name
	}
	o.systemName, o.updated = &name, w.now
	w.noteDevice("NODE_UPDATED", "Device updated", id, int(r.org), "Device was renamed to '"+name+"'")
	return nil
}

// SetDisplayName sets the friendly name that people give in the console; an
// empty one takes it away.
func (w *World) SetDisplayName(id int, name string) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	o := w.override(r.id)
	o.displayName, o.updated = &name, w.now
	w.noteDevice("NODE_UPDATED", "Device updated", id, int(r.org), "Display name was changed")
	return nil
}

// Delete removes a device; like the real service it leaves no tombstone but an
// activity.
func (w *World) Delete(id int) error {
	i := w.find(id)
	if i < 0 {
		return fmt.Errorf("device %d: %w", id, ErrNotFound)
	}
	r := w.devices[i]
	w.devices = slices.Delete(w.devices, i, i+1)
	w.disown(&r)
	delete(w.over, r.id)
	w.noteDevice("NODE_DELETED", "Device deleted", id, int(r.org), "Device was deleted")
	return nil
}

// SetOffline connects or disconnects devices. Their dates of contact stay as
// they are until time moves.
func (w *World) SetOffline(id int, offline bool) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	w.connect(r, !offline)
	return nil
}

// connect connects a device or cuts it off. Its last contact stays what it was
// until time moves: dates of contact never go back.
func (w *World) connect(r *record, online bool) {
	if online != r.is(flagOffline) {
		return
	}
	var d Device
	w.fill(&d, r, Basic)
	w.override(r.id).contact = d.LastContact
	if online {
		r.flags &^= flagOffline | flagStale
		return
	}
	r.flags |= flagOffline
}

// SetStatus approves a device, sends it back to pending, or decommissions it.
func (w *World) SetStatus(id int, s Status) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	r.status = s
	code, status := "NODE_UPDATED", "Device updated"
	switch s {
	case Approved:
		code, status = "NODE_MANUALLY_APPROVED", "Device approved"
	case Decommissioned:
		w.connect(r, false)
	}
	w.noteDevice(code, status, id, int(r.org), "Device is "+strings.ToLower(s.String()))
	return nil
}

// Move puts a device into another organization and location (0: its first).
func (w *World) Move(id, orgID, locationID int) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	org := w.Organization(orgID)
	if org == nil {
		return fmt.Errorf("organization %d: %w", orgID, ErrNotFound)
	}
	if locationID == 0 && len(org.Locations) > 0 {
		locationID = org.Locations[0].ID
	}
	if org.Location(locationID) == nil {
		return fmt.Errorf("location %d of organization %d: %w", locationID, orgID, ErrNotFound)
	}
	r.org, r.loc = int32(orgID), int32(locationID)
	w.override(r.id).updated = w.now
	w.noteDevice("NODE_UPDATED", "Device updated", id, orgID, "Device was moved to '"+org.Name+"'")
	return nil
}

// Reimage sets a machine up anew: the same hardware under the same name enrols
// with a new id. The old id stays, offline, until somebody deletes it.
func (w *World) Reimage(id int) (int, error) {
	return w.again(id, 0, "NODE_RE_ENROLLED", "Device re-enrolled")
}

// Clone copies a machine's disk to another: name and serial number are equal,
// network card and id are not, and both are alive.
func (w *World) Clone(id int) (int, error) {
	return w.again(id, flagClone, "NODE_CLONING_DETECTED", "Cloning detected")
}

// again enrols the machine of a device once more. What was laid over the device
// hangs on the machine and goes along; injected bytes belong to the row and
// don't.
func (w *World) again(id int, f flags, code, status string) (int, error) {
	old, err := w.record(id)
	if err != nil {
		return 0, err
	}
	r := *old
	if f == 0 {
		w.connect(old, false)
	}
	r.id, r.created, r.owner, r.status = int32(w.nextDevice), w.now, 0, Approved
	r.flags = r.flags&^(flagOffline|flagStale) | f
	w.nextDevice += 1 + w.identity(r.id).n(saltGap, 3)
	if o := w.over[old.id]; o != nil {
		twin := *o
		twin.Raw, twin.contact = nil, 0
		w.over[r.id] = &twin
	}
	if _, known := w.births[r.gen]; !known {
		w.births[r.gen] = old.created
	}
	w.devices = append(w.devices, r)
	w.noteDevice("NODE_CREATED", "Device created", int(r.id), int(r.org), "Device was added")
	w.noteDevice(code, status, int(r.id), int(r.org), "The machine is known as another device")
	return int(r.id), nil
}
