package fleet

import "sort"

// Row is what a device filter can ask about.
type Row struct {
	ID, OrgID, LocationID, RoleID int
	Class                         Class
	Status                        Status
	Offline                       bool
	Created                       int64 // µs since 1970
}

// Scan calls f for the devices with a greater id, in order of id, until f
// returns false. The index is good for Describe until the next mutation.
func (w *World) Scan(after int, f func(index int, row Row) bool) {
	from := sort.Search(len(w.devices), func(i int) bool { return int(w.devices[i].id) > after })
	for i := from; i < len(w.devices); i++ {
		if !f(i, w.row(i)) {
			return
		}
	}
}

// row gives what filters ask about; it costs no derivation.
func (w *World) row(i int) Row {
	r := &w.devices[i]
	return Row{ID: int(r.id), OrgID: int(r.org), LocationID: int(r.loc), RoleID: deviceRoles[r.role].ID, Class: r.class,
		Status: r.status, Offline: r.is(flagOffline), Created: r.created}
}

// Describe derives the device at an index of Scan into dev, whose memory is
// used again.
func (w *World) Describe(index int, dev *Device, detail Detail) {
	w.fill(dev, &w.devices[index], detail)
}

// Device finds a device by id, whatever its status.
func (w *World) Device(id int) (*Device, bool) {
	i := w.find(id)
	if i < 0 {
		return nil, false
	}
	d := new(Device)
	w.fill(d, &w.devices[i], Full)
	return d, true
}

// Find gives what filters may ask about a device.
func (w *World) Find(id int) (Row, bool) {
	i := w.find(id)
	if i < 0 {
		return Row{}, false
	}
	return w.row(i), true
}

// Len is the number of devices of any status.
func (w *World) Len() int { return len(w.devices) }

// Site is a location with the organization that it belongs to.
type Site struct {
	*Location
	OrgID int
}

// Locations lists all locations by id.
func (w *World) Locations() []Site {
	var out []Site
	for _, o := range w.orgs {
		for i := range o.Locations {
			out = append(out, Site{&o.Locations[i], o.ID})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}
