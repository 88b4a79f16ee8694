package ninjasim

import "fmt"

// deviceControls change devices.
var deviceControls = map[string]control{
	"POST /sim/devices":                   addDevice,
	"DELETE /sim/devices/{id}":            do(func(s *Sim, id int, _ order) error { return s.DeleteDevice(id) }),
	"POST /sim/devices/offline":           do(func(s *Sim, _ int, o order) error { return s.SetOffline(o.IDs, o.Offline) }),
	"POST /sim/devices/{id}/rename":       do(func(s *Sim, id int, o order) error { return s.Rename(id, o.Name) }),
	"POST /sim/devices/{id}/display-name": do(func(s *Sim, id int, o order) error { return s.SetDisplayName(id, o.Name) }),
	"POST /sim/devices/{id}/move":         do(func(s *Sim, id int, o order) error { return s.MoveDevice(id, o.OrganizationID, o.LocationID) }),
	"POST /sim/devices/{id}/decommission": do(func(s *Sim, id int, _ order) error { return s.Decommission(id) }),
	"POST /sim/devices/{id}/approve":      do(func(s *Sim, id int, _ order) error { return s.Approve(id) }),
	"POST /sim/devices/{id}/reimage":      made(func(s *Sim, id int, _ order) (int, error) { return s.Reimage(id) }),
	"POST /sim/devices/{id}/clone":        made(func(s *Sim, id int, _ order) (int, error) { return s.CloneDevice(id) }),
	"POST /sim/devices/{id}/last-user":    do(func(s *Sim, id int, o order) error { return s.SetLastUser(id, o.Login) }),
	"POST /sim/devices/{id}/serial":       do(func(s *Sim, id int, o order) error { return s.SetSerial(id, o.Serial) }),
	"POST /sim/devices/{id}/os":           do(func(s *Sim, id int, o order) error { return s.SetOSName(id, o.Name) }),
	"POST /sim/devices/{id}/owner":        do(func(s *Sim, id int, o order) error { return s.SetOwner(id, o.UserID) }),
	"POST /sim/devices/{id}/warranty":     do(func(s *Sim, id int, o order) error { return s.SetWarranty(id, o.Start, o.End, o.Fulfilled) }),
	"POST /sim/devices/{id}/raw":          do(func(s *Sim, id int, o order) error { return s.SetRaw(id, o.Member, o.Raw) }),
}

// made makes a control of a mutation that gives an id.
func made(f func(s *Sim, id int, o order) (int, error)) control {
	return func(s *Sim, id int, o order) (any, error) {
		n, err := f(s, id, o)
		if err != nil {
			return nil, err
		}
		return newID{n}, nil
	}
}

// addDevice enrols a device with what the order says of it; the seed says the
// rest.
func addDevice(s *Sim, _ int, o order) (any, error) {
	if o.OrganizationID == 0 {
		return nil, fmt.Errorf("add a device: organizationId is needed: %w", ErrInvalid)
	}
	id, err := s.AddDevice(NewDevice{OrgID: o.OrganizationID, LocationID: o.LocationID, Name: o.Name, Serial: o.Serial,
		LastUser: o.Login, Offline: o.Offline, Class: o.Class, Maker: o.Maker, Model: o.Model, Status: o.Status})
	if err != nil {
		return nil, err
	}
	return newID{id}, nil
}

// structureControls change organizations, users and roles.
var structureControls = map[string]control{
	"POST /sim/organizations":                made(func(s *Sim, _ int, o order) (int, error) { return s.AddOrg(o.Name) }),
	"POST /sim/organizations/{id}/rename":    do(func(s *Sim, id int, o order) error { return s.RenameOrg(id, o.Name) }),
	"POST /sim/organizations/{id}/locations": made(func(s *Sim, id int, o order) (int, error) { return s.AddLocation(id, o.Name) }),
	"DELETE /sim/organizations/{id}":         do(func(s *Sim, id int, _ order) error { return s.DeleteOrg(id) }),
	"DELETE /sim/users/{id}":                 do(func(s *Sim, id int, _ order) error { return s.DeleteUser(id) }),
	"POST /sim/users/{id}/enabled":           do(func(s *Sim, id int, o order) error { return s.SetEnabled(id, o.Enabled) }),
	"POST /sim/users/{id}/log-in":            do(func(s *Sim, id int, _ order) error { return s.LogIn(id) }),
	"POST /sim/roles/{id}/add-members":       do(func(s *Sim, id int, o order) error { return s.AddMembers(id, o.IDs...) }),
	"POST /sim/roles/{id}/remove-members":    do(func(s *Sim, id int, o order) error { return s.RemoveMembers(id, o.IDs...) }),
}
