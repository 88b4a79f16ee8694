package change

import (
	"strconv"

	"coresync/domain/event"
	"coresync/domain/observation"
)

// nameOf is what people call the thing; empty where the name is personal.
func nameOf(p event.Payload) string {
	switch p := p.(type) {
	case *event.DeviceObserved:
		r := observation.NewReader(observation.Devices)
		if r.Read(p.Device) == nil {
			return observation.DeviceName(r)
		}
	case *event.OrgObserved:
		return text(observation.Organizations, p.Organization)
	case *event.LocationObserved:
		return text(observation.Locations, p.Location)
	case *event.RoleObserved:
		return text(observation.Roles, p.Role)
	}
	return ""
}

func text(table *observation.Table, row []byte) string {
	r := observation.NewReader(table)
	if r.Read(row) != nil {
		return ""
	}
	return r.Text("name")
}

// number reads a whole number of a device.
func number(row []byte, member string) int64 {
	r := observation.NewReader(observation.Devices)
	if r.Read(row) != nil {
		return 0
	}
	return r.Int(member)
}

func decimal(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
