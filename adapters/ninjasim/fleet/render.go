package fleet

// Detail says how much of a device is wanted: less is cheaper.
type Detail uint8

// The two levels: names, dates and places; or everything.
const (
	Basic Detail = iota
	Full
)

// fill derives a device from its record.
func (w *World) fill(dev *Device, r *record, detail Detail) {
	dev.reset()
	d := w.gen(r.gen)
	own := w.identity(r.id)
	p := &w.profiles[r.home]
	over := w.over[r.id]
	if over == nil {
		over = &noOverride
	}
	w.fillBase(dev, r, own)
	m, serial := w.machine(dev, r, d)
	w.fillNames(dev, r, d, p, m, serial, over)
	w.fillTimes(dev, r, own, over)
	dev.Raw = over.Raw
	if detail == Basic {
		return
	}
	w.fillNetwork(dev, r, own, p)
	if own.percent(saltNote, 4) {
		dev.Note = pick(own, saltNote, notes)
	}
	if own.percent(saltTags, 6) {
		dev.Tags = append(dev.Tags, pick(own, saltTags, tags))
	}
	dev.Reported = !r.class.agent() || r.status == Approved && !own.permille(saltSparse, 8)
	w.fillHardware(dev, r, d, p, m, serial, over)
	w.fillUser(dev, r, d, p, over)
	w.fillWarranty(dev, r, d, over)
	w.fillHealth(dev, r, own)
}

var noOverride override

// notes and tags are what technicians leave at devices.
var (
	notes = []string{"SSD replaced, see ticket", "Shared by two shifts. Ask before rebooting!", "Lease ends in spring\nKeep the original box"}
	tags  = []string{"VIP", "PCI", "Lease", "Replace"}
)

// identity gives the choices about an enrolment, as against the machine (gen):
// a re-imaged machine is the same hardware under another id.
func (w *World) identity(id int32) draw { return drawFor(w.seed, saltUID, int64(id)) }

// fillBase sets ids, places and status.
func (w *World) fillBase(dev *Device, r *record, own draw) {
	dev.ID, dev.ParentID, dev.OrgID, dev.LocationID = int(r.id), int(r.parent), int(r.org), int(r.loc)
	dev.UID = own.uuid(saltUID)
	dev.OwnerID = int(r.owner)
	if r.owner != 0 {
		dev.OwnerUID = w.UserUID(int(r.owner))
	}
	dev.Class, dev.Status, dev.Role = r.class, r.status, &deviceRoles[r.role]
	dev.Type = r.class.deviceType(own.n(saltCloud, len(cloudTypes)))
	dev.Offline, dev.Stale = r.is(flagOffline), r.is(flagStale)
	if o := w.Organization(int(r.org)); o != nil {
		dev.RolePolicyID = w.PolicyOf(o, dev.Role)
	}
	dev.PolicyID = ownPolicy(own, r.class)
	if own.permille(saltMaintenance, 5) {
		dev.Maintenance = &Maintenance{Status: "IN_MAINTENANCE", Reason: "Planned work", Start: w.start - 3*3600*second, End: w.start + 6*3600*second}
	}
}

// machine chooses model and serial number.
func (w *World) machine(dev *Device, r *record, d draw) (*model, string) {
	virtual := false
	switch r.class {
	case WindowsServer, LinuxServer:
		virtual = d.percent(saltChance, 62)
	case WindowsWorkstation:
		virtual = d.percent(saltChance, 3)
	}
	dev.System.Virtual = virtual
	m := modelFor(d, r.class, r.role == uint8(roleWindowsLaptop) || r.class == LinuxWorkstation, virtual, yearOf(w.bought(r, d)))
	return m, serialFor(d, m.serial, yearOf(w.bought(r, d)))
}

// fillNames sets the names that a device goes by; displayName is usually
// absent.
func (w *World) fillNames(dev *Device, r *record, d draw, p *profile, m *model, serial string, over *override) {
	dev.SystemName = w.hostName(r, d, p, m, serial)
	if over.systemName != nil {
		dev.SystemName = *over.systemName
	}
	dev.DNSName = dev.SystemName
	if r.class == WindowsServer || r.class == WindowsWorkstation {
		if p.account == accountDomain && over.systemName == nil {
			dev.DNSName = dev.SystemName + "." + localDomain(p)
		}
		if d.percent(saltNameRoom, 20) {
			dev.NetBIOSName = cut15(dev.SystemName)
		}
	}
	switch {
	case r.class == CloudMonitorTarget:
		dev.DisplayName = p.name.base + " website"
	case r.class.host() && d.percent(saltDisplay, 50):
		dev.DisplayName = ipv4(w.identity(r.id), p) // a host that was found by its address is often called by it
	case d.percent(saltDisplay, 12):
		dev.DisplayName = dev.SystemName
	case r.user != 0 && d.percent(saltDisplayText, 12):
		f, l := w.people[r.user-1].name()
		dev.DisplayName = f + " " + l + " - " + dev.SystemName
	case r.class == WindowsServer && d.percent(saltDisplayText, 25):
		dev.DisplayName = p.name.base + " " + dev.SystemName
	}
	if over.displayName != nil {
		dev.DisplayName = *over.displayName
	}
}
