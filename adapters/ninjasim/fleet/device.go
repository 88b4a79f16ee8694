package fleet

// Device is one device as NinjaOne would tell it now. Times are µs since 1970,
// sizes bytes. Empty strings and zeros are members that the wire leaves out.
type Device struct {
	ID, ParentID, OrgID, LocationID  int
	UID, OwnerUID                    string
	OwnerID                          int
	Class                            Class
	Type                             string // the wire's deviceType
	Role                             *DeviceRole
	RolePolicyID, PolicyID           int
	Status                           Status
	Offline, Stale                   bool
	DisplayName, SystemName, DNSName string
	NetBIOSName                      string
	Created, LastContact, LastUpdate int64
	Tags                             []string
	Maintenance                      *Maintenance
	IPs, MACs                        []string
	PublicIP, Note                   string
	Reported                         bool // the agent has told of hardware
	OS                               OS
	System                           System
	Processor                        Processor
	Volumes                          []Volume
	LastUser                         string
	LogonTime                        int64
	Host                             Host
	Guest                            Guest
	Mobile                           Mobile
	Cloud                            Cloud
	Warranty                         *Warranty
	Health                           Health
	Raw                              []RawMember
}

// Maintenance is a planned window without alerts.
type Maintenance struct {
	Status, Reason string
	Start, End     int64
}

// OS is an operating system.
type OS struct {
	Manufacturer, Name, Architecture, Build, Release, Locale, Language string
	LastBoot                                                           int64
	NeedsReboot                                                        bool
}

// System is the computer itself.
type System struct {
	Name, Manufacturer, Model, BIOSSerial, Serial, AssetSerial, Domain, DomainRole, Chassis string
	Processors                                                                              int
	Memory                                                                                  int64
	Virtual                                                                                 bool
}

// Processor is a CPU package.
type Processor struct {
	Architecture, Name string
	Hz                 int64
	Cores, Logical     int
}

// Volume is a disk volume.
type Volume struct {
	Name, Letter, Label, Type, FileSystem, Serial string
	Capacity, Free                                int64
	BitLocker                                     bool
}

// Host is a virtualisation host.
type Host struct {
	CPUMHz, Packages, Threads                                          int
	CPUModel, Model, Name, ServiceTag, Vendor, Release, Version, Build string
	Memory, LastBoot                                                   int64
}

// Guest is a virtual machine seen through its host.
type Guest struct {
	FullName, Files, Power, ToolsType, ToolsStatus, ToolsVersion, ToolsVersionStatus, OSName, OSFamily, OSID string
	Cores, PerSocket, Snapshots                                                                              int
	Memory, SnapshotSize, LastBoot                                                                           int64
}

// Mobile is what device management knows of a phone or tablet.
type Mobile struct {
	Name, Manufacturer, Model, Serial, Build, IMEI, Carrier, Phone string
	Memory                                                         int64
}

// Cloud is a monitor of something on the Internet.
type Cloud struct {
	Target, Sender, Recipient string
	Interval, Timeout, Port   int
	Enabled                   bool
}

// Warranty holds dates in µs since 1970, at midnight UTC; all zero means that
// the maker was asked and knew nothing.
type Warranty struct{ Start, End, Fulfilled int64 }

// Health is the summary of the report device-health.
type Health struct {
	Status                                         string
	Threats, FailedPatches, PendingPatches, Alerts int
	RebootReason                                   string
}

// reset empties a device for reuse, keeping the memory of its lists.
func (d *Device) reset() {
	*d = Device{Tags: d.Tags[:0], IPs: d.IPs[:0], MACs: d.MACs[:0], Volumes: d.Volumes[:0]}
}
