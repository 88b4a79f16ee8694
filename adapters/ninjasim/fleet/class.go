package fleet

// Class is a node class of NinjaOne.
type Class uint8

// The 33 node classes, in the vendor's order (schema NodeRole.nodeClass).
const (
	WindowsServer Class = iota
	WindowsWorkstation
	LinuxWorkstation
	Mac
	Android
	AppleIOS
	AppleIPadOS
	VMwareHost
	VMwareGuest
	HyperVHost
	HyperVGuest
	LinuxServer
	MacServer
	CloudMonitorTarget
	NMSSwitch
	NMSRouter
	NMSFirewall
	NMSPrivateNetworkGateway
	NMSPrinter
	NMSScanner
	NMSDialManager
	NMSWAP
	NMSIPSLA
	NMSComputer
	NMSVMHost
	NMSAppliance
	NMSOther
	NMSServer
	NMSPhone
	NMSVirtualMachine
	NMSNetworkManagementAgent
	UnmanagedDevice
	ManagedDevice
	classCount
)

var classNames = [classCount]string{
	"WINDOWS_SERVER", "WINDOWS_WORKSTATION", "LINUX_WORKSTATION", "MAC", "ANDROID", "APPLE_IOS", "APPLE_IPADOS",
	"VMWARE_VM_HOST", "VMWARE_VM_GUEST", "HYPERV_VMM_HOST", "HYPERV_VMM_GUEST", "LINUX_SERVER", "MAC_SERVER",
	"CLOUD_MONITOR_TARGET", "NMS_SWITCH", "NMS_ROUTER", "NMS_FIREWALL", "NMS_PRIVATE_NETWORK_GATEWAY", "NMS_PRINTER",
	"NMS_SCANNER", "NMS_DIAL_MANAGER", "NMS_WAP", "NMS_IPSLA", "NMS_COMPUTER", "NMS_VM_HOST", "NMS_APPLIANCE",
	"NMS_OTHER", "NMS_SERVER", "NMS_PHONE", "NMS_VIRTUAL_MACHINE", "NMS_NETWORK_MANAGEMENT_AGENT",
	"UNMANAGED_DEVICE", "MANAGED_DEVICE",
}

// String is the class as NinjaOne spells it.
func (c Class) String() string { return classNames[c] }

// Classes lists all node classes in the vendor's order.
func Classes() []string { return append([]string(nil), classNames[:]...) }

// ParseClass finds a class by NinjaOne's spelling.
func ParseClass(name string) (Class, bool) {
	for i, n := range classNames {
		if n == name {
			return Class(i), true
		}
	}
	return 0, false
}

// agent says whether an agent of NinjaOne runs on devices of the class.
func (c Class) agent() bool {
	switch c {
	case WindowsServer, WindowsWorkstation, LinuxWorkstation, LinuxServer, Mac, MacServer, ManagedDevice:
		return true
	}
	return false
}

// mobile says whether devices of the class are enrolled by MDM.
func (c Class) mobile() bool { return c == Android || c == AppleIOS || c == AppleIPadOS }

// guest and host say whether the class is seen through a hypervisor.
func (c Class) guest() bool { return c == VMwareGuest || c == HyperVGuest }
func (c Class) host() bool  { return c == VMwareHost || c == HyperVHost }

// personal says whether such a device usually has one user.
func (c Class) personal() bool {
	return c == WindowsWorkstation || c == LinuxWorkstation || c == Mac || c.mobile()
}

// deviceType is the discriminator of a detailed row. Only AgentDevice and
// VMHost were seen on a wire; the others are the names of the schemas.
func (c Class) deviceType(cloud int) string {
	switch {
	case c.agent():
		return "AgentDevice"
	case c.host():
		return "VMHost"
	case c.guest():
		return "VMGuest"
	case c.mobile():
		return "MdmDevice"
	case c == UnmanagedDevice:
		return "UnmanagedDevice"
	case c == CloudMonitorTarget:
		return cloudTypes[cloud]
	case c == NMSServer:
		return "NMSServer"
	}
	return "NMSTarget"
}

var cloudTypes = [...]string{
	"CloudMonitorHTTP", "CloudMonitorPing", "CloudMonitorDNS", "CloudMonitorEmailServer", "CloudMonitorPortScan",
}
