package ninjasim

import (
	"strings"
	"time"

	"coresync/adapters/ninjasim/fleet"
)

// NewDevice describes a device to add; see fleet.NewDevice.
type NewDevice = fleet.NewDevice

// Errors of mutations.
var (
	ErrNotFound = fleet.ErrNotFound
	ErrInvalid  = fleet.ErrInvalid
)

// change runs a mutation of the world under the lock.
func (s *Sim) change(f func(*fleet.World) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(s.world)
}

// create runs a mutation that makes something with an id.
func (s *Sim) create(f func(*fleet.World) (int, error)) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(s.world)
}

// AddDevice enrols a device now and gives its id. What the description leaves
// empty follows from the seed; OrgID is required.
func (s *Sim) AddDevice(d NewDevice) (int, error) {
	return s.create(func(w *fleet.World) (int, error) { return w.Add(d) })
}

// Rename gives a machine another host name.
func (s *Sim) Rename(deviceID int, name string) error {
	return s.change(func(w *fleet.World) error { return w.Rename(deviceID, name) })
}

// SetDisplayName sets the name that people gave in the console, "" for none.
func (s *Sim) SetDisplayName(deviceID int, name string) error {
	return s.change(func(w *fleet.World) error { return w.SetDisplayName(deviceID, name) })
}

// DeleteDevice removes a device without a trace but for an activity.
func (s *Sim) DeleteDevice(id int) error {
	return s.change(func(w *fleet.World) error { return w.Delete(id) })
}

// SetOffline disconnects devices, or connects them.
func (s *Sim) SetOffline(ids []int, offline bool) error {
	return s.change(func(w *fleet.World) error {
		for _, id := range ids {
			if err := w.SetOffline(id, offline); err != nil {
				return err
			}
		}
		return nil
	})
}

// Decommission hides a device from all listings that don't ask for it.
func (s *Sim) Decommission(id int) error {
	return s.change(func(w *fleet.World) error { return w.SetStatus(id, fleet.Decommissioned) })
}

// Approve lets a pending device into the listings.
func (s *Sim) Approve(id int) error {
	return s.change(func(w *fleet.World) error { return w.SetStatus(id, fleet.Approved) })
}

// MoveDevice puts a device into another organization; location 0 is its first.
func (s *Sim) MoveDevice(id, orgID, locationID int) error {
	return s.change(func(w *fleet.World) error { return w.Move(id, orgID, locationID) })
}

// Reimage enrols a machine anew: equal hardware, name and serial number, a new
// id. The old id stays behind offline until it is deleted.
func (s *Sim) Reimage(id int) (newID int, err error) {
	return s.create(func(w *fleet.World) (int, error) { return w.Reimage(id) })
}

// CloneDevice copies a machine's disk to another one: equal name and serial
// number, another network card, and both alive.
func (s *Sim) CloneDevice(id int) (newID int, err error) {
	return s.create(func(w *fleet.World) (int, error) { return w.Clone(id) })
}

// SetLastUser logs somebody on to a device; "" means that the agent no longer
// reports anybody.
func (s *Sim) SetLastUser(deviceID int, login string) error {
	return s.change(func(w *fleet.World) error { return w.SetLastUser(deviceID, login) })
}

// SetSerial changes a device's serial numbers; "" leaves them out.
func (s *Sim) SetSerial(deviceID int, serial string) error {
	return s.change(func(w *fleet.World) error { return w.SetSerial(deviceID, serial) })
}

// SetOSName changes the operating system's name.
func (s *Sim) SetOSName(deviceID int, name string) error {
	return s.change(func(w *fleet.World) error { return w.SetOSName(deviceID, name) })
}

// SetWarranty sets the maker's dates; a zero time is a date that is unknown.
func (s *Sim) SetWarranty(deviceID int, start, end, fulfilled time.Time) error {
	return s.change(func(w *fleet.World) error { return w.SetWarranty(deviceID, start, end, fulfilled) })
}

// SetOwner assigns a device to a user, 0 for nobody.
func (s *Sim) SetOwner(deviceID, userID int) error {
	return s.change(func(w *fleet.World) error { return w.SetOwner(deviceID, userID) })
}

// SetRaw replaces a member of a device by any bytes, which need not be JSON;
// none at all remove it. The path joins names by dots: "system.serialNumber".
// A raw lastLoggedInUser shows in the report logged-on-users too.
func (s *Sim) SetRaw(deviceID int, memberPath, rawJSON string) error {
	return s.change(func(w *fleet.World) error {
		return w.SetRaw(deviceID, strings.Split(memberPath, "."), []byte(rawJSON))
	})
}

// AddOrg adds an organization with one location and gives its id.
func (s *Sim) AddOrg(name string) (int, error) {
	return s.create(func(w *fleet.World) (int, error) { return w.AddOrg(name) })
}

// RenameOrg renames an organization.
func (s *Sim) RenameOrg(id int, name string) error {
	return s.change(func(w *fleet.World) error { return w.RenameOrg(id, name) })
}

// DeleteOrg removes an organization with its devices and users.
func (s *Sim) DeleteOrg(id int) error {
	return s.change(func(w *fleet.World) error { return w.DeleteOrg(id) })
}

// AddLocation adds a site to an organization and gives its id.
func (s *Sim) AddLocation(orgID int, name string) (int, error) {
	return s.create(func(w *fleet.World) (int, error) { return w.AddLocation(orgID, name) })
}
