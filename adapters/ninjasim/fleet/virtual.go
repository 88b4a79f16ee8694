package fleet

// fillHost sets the flat members of a virtualisation host. VMware and Hyper-V
// come in the same form; only the former was captured.
func (w *World) fillHost(dev *Device, r *record, d draw, m *model, serial string) {
	list := esxi
	if r.class == HyperVHost {
		list = hyperV
	}
	rel := releaseFor(d, list)
	cores := pick(d, saltProcessor, []int{10, 12, 16, 20})
	cpu := pick(d, saltProcessor, m.cpu)
	dev.Host = Host{CPUMHz: 2195 + 100*d.n(saltProcessor, 8), CPUModel: cpu, Packages: 2, Threads: 4 * cores, Model: m.name,
		Name: dev.SystemName, ServiceTag: serial, Vendor: m.maker, Release: rel.name, Version: rel.release, Build: rel.build,
		Memory: pick(d, saltMemory, []int64{96, 128, 192, 256, 384}) * gib, LastBoot: w.boot(dev, w.identity(r.id), 60, 300)}
}

// fillGuest sets a virtual machine as its host sees it: no serial number, no
// user.
func (w *World) fillGuest(dev *Device, r *record, d draw) {
	server := releaseFor(d, windowsServers)
	cores := pick(d, saltProcessor, []int{2, 4, 4, 8})
	g := Guest{FullName: dev.SystemName, Cores: cores, PerSocket: 2, Memory: pick(d, saltMemory, []int64{4, 8, 16, 32}) * gib,
		Power: "poweredOn", OSName: "Microsoft " + server.name, OSFamily: "windowsGuest", OSID: "windows2019srv_64Guest",
		LastBoot: w.boot(dev, w.identity(r.id), 10, 60), Snapshots: d.n(saltSnapshot, 4)}
	if dev.Offline {
		g.Power = "poweredOff"
	}
	if r.class == VMwareGuest {
		g.Files = "[datastore1] " + dev.SystemName + "/" + dev.SystemName + ".vmx"
		g.ToolsType, g.ToolsStatus, g.ToolsVersion, g.ToolsVersionStatus = "guestToolsTypeMSI", "toolsOk", "12352", "guestToolsCurrent"
		if d.percent(saltTools, 15) {
			g.ToolsStatus, g.ToolsVersionStatus = "toolsOld", "guestToolsNeedUpgrade"
		}
	}
	g.SnapshotSize = int64(g.Snapshots) * int64(d.in(saltSnapshot, 1, 40)) * gib
	dev.Guest = g
}

// fillMobile sets a phone or tablet. Tablets have no telephone.
func fillMobile(dev *Device, r *record, d draw, m *model, serial string) {
	mob := Mobile{Name: dev.SystemName, Manufacturer: m.maker, Model: m.name, Serial: serial, Build: "17.5.1 (21F90)",
		Memory: pick(d, saltMemory, []int64{4, 6, 8}) * gib}
	if r.class == Android {
		mob.Build = "UP1A.231005.007"
	}
	if r.class != AppleIPadOS {
		mob.IMEI = string(d.chars([]byte("35"), saltImei, digits, 13))
		mob.Carrier = pick(d, saltCarrier, []string{"Verizon", "AT&T", "T-Mobile"})
		mob.Phone = "+1555" + string(d.chars(nil, saltPhone, digits, 7))
	}
	dev.Mobile = mob
}

// fillCloud sets what a monitor watches; each kind watches another thing.
func fillCloud(dev *Device, d draw, p *profile) {
	c := Cloud{Interval: pick(d, saltCloudTarget, []int{60, 300, 900}), Timeout: 30, Enabled: true, Target: "https://www." + p.domain + "/"}
	switch dev.Type {
	case "CloudMonitorPing", "CloudMonitorPortScan":
		c.Target = p.publicIP
	case "CloudMonitorDNS":
		c.Target = p.domain
	case "CloudMonitorEmailServer":
		c.Target, c.Port = "mail."+p.domain, 25
		c.Sender, c.Recipient = "monitor@"+providerDomain, "postmaster@"+p.domain
	}
	dev.Cloud = c
}
