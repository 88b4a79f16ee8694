package fleet

import (
	"fmt"
	"slices"
	"time"
)

// SetLastUser logs somebody on to a device; an empty name means that the agent
// no longer reports anybody.
func (w *World) SetLastUser(id int, login string) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	o := w.override(r.id)
	o.lastUser, o.logon, o.updated = &login, w.now, w.now
	if login == "" {
		o.logon = 0
	}
	w.note(Activity{Class: "DEVICE", Code: "USER_LOGGED_IN", Status: "User logged in", DeviceID: id, OrgID: int(r.org),
		Subject: login, Message: "User '" + login + "' logged in"})
	return nil
}

// SetSerial changes both serial numbers, as a new mainboard does.
func (w *World) SetSerial(id int, serial string) error {
	return w.change(id, "Serial number changed", func(o *override) { o.serial = &serial })
}

// SetOSName changes the name of the operating system, as an upgrade does.
func (w *World) SetOSName(id int, name string) error {
	return w.change(id, "Operating system changed", func(o *override) { o.os = &name })
}

// SetWarranty sets the maker's dates; zero times are dates that the maker does
// not know.
func (w *World) SetWarranty(id int, start, end, fulfilled time.Time) error {
	return w.change(id, "Warranty changed", func(o *override) {
		o.warranty = &Warranty{Start: micros(start), End: micros(end), Fulfilled: micros(fulfilled)}
	})
}

// micros gives 0 for no time at all.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// change edits the overlay of a device and writes that to the log.
func (w *World) change(id int, message string, f func(*override)) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	o := w.override(r.id)
	f(o)
	o.updated = w.now
	w.noteDevice("NODE_UPDATED", "Device updated", id, int(r.org), message)
	return nil
}

// SetRaw replaces a member of a device's JSON by any bytes, for tests with
// hostile input; no bytes at all remove the member. The path names members
// from the outermost in.
func (w *World) SetRaw(id int, path []string, value []byte) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	if len(path) == 0 || slices.Contains(path, "") {
		return fmt.Errorf("member path %q: %w", path, ErrInvalid)
	}
	o := w.override(r.id)
	o.Raw = slices.DeleteFunc(slices.Clone(o.Raw), func(m RawMember) bool { return slices.Equal(m.Path, path) })
	o.Raw = append(o.Raw, RawMember{Path: slices.Clone(path), Value: slices.Clone(value)})
	return nil
}

// ClearRaw takes back what SetRaw did to a device.
func (w *World) ClearRaw(id int) {
	if o := w.over[int32(id)]; o != nil {
		o.Raw = nil
	}
}

// SetOwner assigns a device to an end user, or to nobody when userID is 0.
func (w *World) SetOwner(id, userID int) error {
	r, err := w.record(id)
	if err != nil {
		return err
	}
	if userID != 0 {
		if _, ok := w.User(userID); !ok {
			return fmt.Errorf("user %d: %w", userID, ErrNotFound)
		}
	}
	w.disown(r)
	r.owner = int32(userID)
	if userID != 0 {
		w.owned[r.owner] = append(w.owned[r.owner], r.id)
	}
	w.noteDevice("NODE_UPDATED", "Device updated", id, int(r.org), "Assigned owner changed")
	return nil
}

// disown takes a device from its owner, if it has one.
func (w *World) disown(r *record) {
	if r.owner == 0 {
		return
	}
	w.owned[r.owner] = slices.DeleteFunc(w.owned[r.owner], func(id int32) bool { return id == r.id })
	r.owner = 0
}

// Assigned lists the devices that a user owns.
func (w *World) Assigned(userID int) []int32 { return w.owned[int32(userID)] }
