package fleet

import "strings"

// DeviceRole is a role that a device can have (not to be mistaken for the
// roles of people).
type DeviceRole struct {
	ID      int
	Name    string
	Class   Class
	Chassis string // UNKNOWN, DESKTOP, LAPTOP or MOBILE
	Custom  bool
	Parent  int
	Created int64 // µs since 1970
}

const epoch2020 = 1577836800 * second

var deviceRoles = newDeviceRoles()

// Indexes of the roles beyond the one that every class has.
const (
	roleWindowsLaptop = int(classCount) + iota
	roleWindowsDesktop
	roleMacLaptop
	roleMacDesktop
	roleDomainController
	roleRDS
	roleKiosk
	roleSQL
)

// newDeviceRoles lists a role for each class, and those that are finer: laptops
// and desktops as NinjaOne has them, servers by purpose as providers add them.
func newDeviceRoles() []DeviceRole {
	var list []DeviceRole
	for c := range classCount {
		chassis := "UNKNOWN"
		if c.mobile() {
			chassis = "MOBILE"
		}
		list = append(list, DeviceRole{ID: 1 + int(c), Name: title(c.String()), Class: c, Chassis: chassis, Created: epoch2020})
	}
	custom := int64(1643799000) * second
	return append(list,
		DeviceRole{201, "Windows Laptop", WindowsWorkstation, "LAPTOP", false, 2, epoch2020},
		DeviceRole{202, "Windows Desktop", WindowsWorkstation, "DESKTOP", false, 2, epoch2020},
		DeviceRole{205, "Mac Laptop", Mac, "LAPTOP", false, 4, epoch2020},
		DeviceRole{206, "Mac Desktop", Mac, "DESKTOP", false, 4, epoch2020},
		DeviceRole{1001, "Domain Controller", WindowsServer, "UNKNOWN", true, 1, custom},
		DeviceRole{1002, "RDS server", WindowsServer, "UNKNOWN", true, 1, custom},
		DeviceRole{1003, "Kiosk", WindowsWorkstation, "DESKTOP", true, 2, custom},
		DeviceRole{1004, "SQL server", WindowsServer, "UNKNOWN", true, 1, custom},
	)
}

// DeviceRoles lists the roles by id.
func (w *World) DeviceRoles() []DeviceRole { return deviceRoles }

// roleFor gives a new device's role; that of a Mac follows from its model.
func roleFor(d draw, c Class, year int) uint8 {
	switch c {
	case WindowsWorkstation:
		if d.percent(saltChassis, laptopShare) {
			return uint8(roleWindowsLaptop)
		}
		if d.percent(saltAsset, 4) {
			return uint8(roleKiosk)
		}
		return uint8(roleWindowsDesktop)
	case Mac:
		if m := modelFor(d, c, false, false, year); strings.HasPrefix(m.name, "iMac") || strings.HasPrefix(m.name, "Macmini") {
			return uint8(roleMacDesktop)
		}
		return uint8(roleMacLaptop)
	case WindowsServer:
		return pick(d, saltAsset, []uint8{uint8(WindowsServer), uint8(WindowsServer), uint8(roleDomainController), uint8(roleRDS), uint8(roleSQL)})
	}
	return uint8(c)
}

// title turns NMS_SWITCH into "Nms Switch".
func title(s string) string {
	b := []byte(s)
	up := true
	for i, c := range b {
		switch {
		case c == '_':
			b[i], up = ' ', true
		case up:
			up = false
		default:
			b[i] = c | 0x20
		}
	}
	return string(b)
}
