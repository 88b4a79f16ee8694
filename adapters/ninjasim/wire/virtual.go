package wire

import "coresync/adapters/ninjasim/fleet"

// vmHost writes the flat members of a virtualisation host.
func vmHost(w *Writer, h *fleet.Host) {
	w.Int("cpuMhz", int64(h.CPUMHz))
	w.String("cpuModel", h.CPUModel)
	w.Bool("htActive", true)
	w.Bool("htAvailable", true)
	w.Time("lastBootTime", h.LastBoot)
	w.Int("memorySize", h.Memory)
	w.String("model", h.Model)
	w.String("name", h.Name)
	w.Int("cpuPackages", int64(h.Packages))
	w.Int("cpuThreads", int64(h.Threads))
	w.Filled("serviceTag", h.ServiceTag)
	w.String("vendor", h.Vendor)
	w.String("releaseName", h.Release)
	w.String("version", h.Version)
	w.String("buildNumber", h.Build)
}

// vmGuest writes the flat members of a virtual machine.
func vmGuest(w *Writer, g *fleet.Guest) {
	w.Filled("files", g.Files)
	w.String("fullName", g.FullName)
	w.Time("lastBootTime", g.LastBoot)
	w.Int("memorySize", g.Memory)
	w.Int("coresPerSocket", int64(g.PerSocket))
	w.Int("cpuCores", int64(g.Cores))
	w.String("powerState", g.Power)
	w.Filled("toolsInstallType", g.ToolsType)
	w.Filled("toolStatus", g.ToolsStatus)
	w.Filled("toolsVersion", g.ToolsVersion)
	w.String("guestOSFullName", g.OSName)
	w.String("guestOSFamily", g.OSFamily)
	w.String("guestOSId", g.OSID)
	w.Filled("toolsVersionStatus", g.ToolsVersionStatus)
	w.Int("snapshotCount", int64(g.Snapshots))
	w.Int("snapshotTotalSize", g.SnapshotSize)
}

// mobile writes what device management knows of a phone or tablet.
func mobile(w *Writer, m *fleet.Mobile) {
	w.Key("system")
	w.Object()
	w.String("displayName", m.Name)
	w.String("name", m.Name)
	w.String("manufacturer", m.Manufacturer)
	w.String("model", m.Model)
	w.Filled("serialNumber", m.Serial)
	w.String("build", m.Build)
	w.End()
	w.Key("memory")
	w.Object()
	w.Int("capacity", m.Memory)
	w.End()
	w.Key("network")
	w.Array()
	if m.IMEI != "" {
		w.Object()
		w.String("imei", m.IMEI)
		w.Filled("phoneNumber", m.Phone)
		w.Filled("carrier", m.Carrier)
		w.End()
	}
	w.Close()
}

// cloud writes a monitor of something on the Internet.
func cloud(w *Writer, c *fleet.Cloud) {
	w.Bool("enabled", c.Enabled)
	w.Int("interval", int64(c.Interval))
	w.Int("timeout", int64(c.Timeout))
	w.String("target", c.Target)
	if c.Sender != "" {
		w.Int("smtpPort", int64(c.Port))
		w.String("senderEmail", c.Sender)
		w.String("recipientEmail", c.Recipient)
	}
}
