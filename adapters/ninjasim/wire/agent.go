package wire

import "coresync/adapters/ninjasim/fleet"

// agent writes what an agent reports. A device whose agent has not reported
// yet has none of it.
func agent(w *Writer, d *fleet.Device) {
	if d.OS.Name != "" {
		w.Key("os")
		w.Object()
		OperatingSystem(w, &d.OS)
		w.End()
	}
	if d.System.Manufacturer != "" || d.System.Serial != "" {
		w.Key("system")
		w.Object()
		ComputerSystem(w, &d.System)
		w.End()
	}
	if !d.Reported {
		w.Filled("lastLoggedInUser", d.LastUser)
		return
	}
	w.Key("memory")
	w.Object()
	w.Int("capacity", d.System.Memory)
	w.End()
	w.Key("processors")
	w.Array()
	if d.Processor.Name != "" {
		Processor(w, &d.Processor)
	}
	w.Close()
	w.Key("volumes")
	w.Array()
	for i := range d.Volumes {
		volume(w, &d.Volumes[i], d.ID)
	}
	w.Close()
	w.Filled("lastLoggedInUser", d.LastUser)
}

// OperatingSystem writes the members of schema OperatingSystem.
func OperatingSystem(w *Writer, o *fleet.OS) {
	w.String("manufacturer", o.Manufacturer)
	w.String("name", o.Name)
	w.String("architecture", o.Architecture)
	w.Time("lastBootTime", o.LastBoot)
	w.String("buildNumber", o.Build)
	w.Filled("releaseId", o.Release)
	w.Int("servicePackMajorVersion", 0)
	w.Int("servicePackMinorVersion", 0)
	w.String("locale", o.Locale)
	w.String("language", o.Language)
	w.Bool("needsReboot", o.NeedsReboot)
}

// ComputerSystem writes the members of schema ComputerSystem.
func ComputerSystem(w *Writer, s *fleet.System) {
	w.String("name", s.Name)
	w.Filled("manufacturer", s.Manufacturer)
	w.Filled("model", s.Model)
	w.Filled("biosSerialNumber", s.BIOSSerial)
	w.Filled("serialNumber", s.Serial)
	w.Filled("assetSerialNumber", s.AssetSerial)
	w.Filled("domain", s.Domain)
	w.Filled("domainRole", s.DomainRole)
	w.Int("numberOfProcessors", int64(s.Processors))
	w.Int("totalPhysicalMemory", s.Memory)
	w.Bool("virtualMachine", s.Virtual)
	w.Filled("chassisType", s.Chassis)
}

// Processor writes a CPU package.
func Processor(w *Writer, p *fleet.Processor) {
	w.Object()
	processorMembers(w, p)
	w.End()
}

// processorMembers writes what device and report rows share.
func processorMembers(w *Writer, p *fleet.Processor) {
	w.String("architecture", p.Architecture)
	w.Int("maxClockSpeed", p.Hz)
	w.Int("clockSpeed", p.Hz)
	w.String("name", p.Name)
	w.Int("numCores", int64(p.Cores))
	w.Int("numLogicalCores", int64(p.Logical))
}

// Volume writes a volume of one device.
func Volume(w *Writer, v *fleet.Volume) { volume(w, v, 0) }

// volume writes a volume; devices-detailed adds an undocumented nodeId.
func volume(w *Writer, v *fleet.Volume, node int) {
	w.Object()
	w.Positive("nodeId", node)
	volumeMembers(w, v)
	w.End()
}

// volumeMembers writes what device and report rows share.
func volumeMembers(w *Writer, v *fleet.Volume) {
	w.String("name", v.Name)
	w.Filled("driveLetter", v.Letter)
	w.String("label", v.Label)
	w.String("deviceType", v.Type)
	w.String("fileSystem", v.FileSystem)
	w.Bool("autoMount", false)
	w.Bool("compressed", false)
	w.Int("capacity", v.Capacity)
	w.Int("freeSpace", v.Free)
	w.Filled("serialNumber", v.Serial)
	if v.BitLocker {
		w.Key("bitLockerStatus")
		w.Object()
		w.String("conversionStatus", "FULLY_ENCRYPTED")
		w.String("encryptionMethod", "XTS_AES_128")
		w.String("protectionStatus", "PROTECTED")
		w.String("lockStatus", "UNLOCKED")
		w.Bool("initializedForProtection", true)
		w.End()
	}
}
