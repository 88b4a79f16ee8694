package fleet

import "strings"

const gib = int64(1) << 30

// fillHardware sets what the kind of device has: a system with an operating
// system, a virtual host or guest, a phone, or a monitor.
func (w *World) fillHardware(dev *Device, r *record, d draw, p *profile, m *model, serial string, over *override) {
	switch {
	case r.class.agent():
		if dev.Reported {
			w.fillSystem(dev, r, d, p, m, serial)
			w.fillOS(dev, r, d)
			fillProcessor(dev, d, m)
			w.fillVolumes(dev, r, d)
		}
	case r.class.host():
		w.fillHost(dev, r, d, m, serial)
	case r.class.guest():
		w.fillGuest(dev, r, d)
	case r.class.mobile():
		fillMobile(dev, r, d, m, serial)
	case r.class == CloudMonitorTarget:
		fillCloud(dev, d, p)
	}
	applyHardware(dev, over)
}

// applyHardware lays what a mutation said over the derived hardware, in
// whichever members the kind of device shows it.
func applyHardware(dev *Device, over *override) {
	set := func(v *string, members ...*string) {
		for _, m := range members {
			if v != nil {
				*m = *v
			}
		}
	}
	set(over.maker, &dev.System.Manufacturer, &dev.Host.Vendor, &dev.Mobile.Manufacturer)
	set(over.model, &dev.System.Model, &dev.Host.Model, &dev.Mobile.Model)
	set(over.serial, &dev.System.Serial, &dev.System.BIOSSerial, &dev.Host.ServiceTag, &dev.Mobile.Serial)
	set(over.os, &dev.OS.Name, &dev.Host.Release, &dev.Guest.OSName)
}

// fillSystem sets the computer. On some machines one of the two serial numbers
// is a placeholder and the other one is good.
func (w *World) fillSystem(dev *Device, r *record, d draw, p *profile, m *model, serial string) {
	s := &dev.System
	s.Name, s.Manufacturer, s.Model = dev.SystemName, m.maker, m.name
	s.Serial, s.BIOSSerial = serial, serial
	switch {
	case d.permille(saltSerialKind, 18): // the board's placeholder beside a good BIOS serial
		s.Serial = pick(d, saltSerialPlace, junkSerials)
	case d.permille(saltSerialPlace, 12):
		s.BIOSSerial = pick(d, saltSerialKind, junkSerials)
	}
	if d.percent(saltAsset, 5) {
		s.AssetSerial = "AT-" + number(d.in(saltNumber, 1000, 9999), 4)
	}
	s.Processors, s.Chassis = 1, "DESKTOP"
	s.Memory = memoryOf(d, r.class)
	if dev.Role.Chassis == "LAPTOP" {
		s.Chassis = "LAPTOP"
	}
	switch {
	case r.class == Mac || r.class == MacServer || r.class == LinuxServer || r.class == LinuxWorkstation:
	case p.account == accountDomain:
		s.Domain, s.DomainRole = p.netbios, "Member Workstation"
		if r.class == WindowsServer {
			s.DomainRole = "Member Server"
		}
		if strings.Contains(dev.SystemName, "DC0") {
			s.DomainRole = "Primary Domain Controller"
		}
	default:
		s.Domain, s.DomainRole = "WORKGROUP", "Standalone Workstation"
	}
}

// memoryOf gives the memory that is usable, a little less than what is built in.
func memoryOf(d draw, c Class) int64 {
	sizes := []int64{8, 8, 16, 16, 16, 32}
	if c == WindowsServer || c == LinuxServer {
		sizes = []int64{16, 32, 32, 64, 128, 8}
	}
	return pick(d, saltMemory, sizes)*gib - int64(d.n(saltMemory, 6000))<<15
}

// fillOS sets the operating system. Servers run longer than desks between
// restarts.
func (w *World) fillOS(dev *Device, r *record, d draw) {
	list, arch := windowsClients, "64-bit"
	lo, hi := 2, 21
	switch r.class {
	case WindowsServer:
		list, lo, hi = windowsServers, 14, 60
	case Mac, MacServer:
		list, arch = macSystems, "arm64"
	case LinuxServer, LinuxWorkstation:
		list, arch, lo, hi = linuxSystems, "x86_64", 20, 200
	}
	rel := releaseFor(d, list)
	dev.OS = OS{Manufacturer: rel.maker, Name: rel.name, Architecture: arch, Build: rel.build, Release: rel.release,
		Locale: "en-US", Language: "English", NeedsReboot: d.percent(saltBoot, 7)}
	dev.OS.LastBoot = w.boot(dev, w.identity(r.id), lo, hi)
}

// fillProcessor sets the processor; frequencies are in Hz.
func fillProcessor(dev *Device, d draw, m *model) {
	if len(m.cpu) == 0 {
		return
	}
	cores := pick(d, saltProcessor, []int{4, 6, 8, 10, 12})
	hz := int64(d.in(saltProcessor, 16, 36)) * 100_000_000
	arch := "x64"
	if strings.HasPrefix(m.cpu[0], "Apple") {
		arch = "arm64"
	}
	dev.Processor = Processor{Architecture: arch, Name: pick(d, saltProcessor, m.cpu), Hz: hz, Cores: cores, Logical: cores * 2}
}

// fillVolumes sets the disks: one, and on most Windows servers a second one.
func (w *World) fillVolumes(dev *Device, r *record, d draw) {
	own := w.identity(r.id)
	v := Volume{Name: "C:", Type: "Local Disk", FileSystem: "NTFS", Serial: string(d.chars(nil, saltDisk, hexUpper, 8))}
	size := pick(d, saltDisk, []int64{119, 237, 237, 475, 475, 931}) * gib
	switch r.class {
	case Mac, MacServer:
		v.Name, v.FileSystem, v.Label = "/", "apfs", "Macintosh HD"
	case LinuxServer, LinuxWorkstation:
		v.Name, v.FileSystem = "/", "ext4"
	default:
		v.Letter, v.BitLocker = "C:", dev.Role.Chassis == "LAPTOP"
	}
	v.Capacity = size
	v.Free = w.free(dev, own, size)
	dev.Volumes = append(dev.Volumes, v)
	if r.class == WindowsServer && d.percent(saltSecond, 70) {
		data := Volume{Name: "D:", Letter: "D:", Label: "Data", Type: "Local Disk", FileSystem: "NTFS", Capacity: size * 4,
			Serial: string(d.chars(nil, saltSecond, hexUpper, 8))}
		data.Free = w.free(dev, own.sub(saltFree, 1), data.Capacity)
		dev.Volumes = append(dev.Volumes, data)
	}
}
