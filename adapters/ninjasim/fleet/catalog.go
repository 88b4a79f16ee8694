package fleet

// model is one product of a maker.
type model struct {
	maker, name string
	serial      serialKind
	cpu         []string
}

var (
	intelLaptop  = []string{"11th Gen Intel(R) Core(TM) i5-1145G7 @ 2.60GHz", "12th Gen Intel(R) Core(TM) i5-1245U", "13th Gen Intel(R) Core(TM) i7-1365U", "Intel(R) Core(TM) i5-8365U CPU @ 1.60GHz"}
	amdLaptop    = []string{"AMD Ryzen 5 PRO 5650U with Radeon Graphics", "AMD Ryzen 7 7840U w/ Radeon 780M Graphics"}
	intelDesktop = []string{"Intel(R) Core(TM) i5-9500 CPU @ 3.00GHz", "Intel(R) Core(TM) i5-10500 CPU @ 3.10GHz", "12th Gen Intel(R) Core(TM) i5-12500", "13th Gen Intel(R) Core(TM) i7-13700"}
	xeon         = []string{"Intel(R) Xeon(R) Silver 4114 CPU @ 2.20GHz", "Intel(R) Xeon(R) Gold 6258R CPU @ 2.70GHz", "Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz"}
	appleSilicon = []string{"Apple M1", "Apple M2 Pro", "Apple M3"}
)

var laptops = []model{
	{"Dell Inc.", "Latitude 5420", serialDell, intelLaptop}, {"Dell Inc.", "Latitude 5430", serialDell, intelLaptop},
	{"Dell Inc.", "Latitude 5440", serialDell, intelLaptop}, {"Dell Inc.", "Latitude 7430", serialDell, intelLaptop},
	{"Dell Inc.", "Precision 5570", serialDell, intelLaptop}, {"Dell Inc.", "XPS 15 9520", serialDell, intelLaptop},
	{"HP", "HP EliteBook 840 G8 Notebook PC", serialHP, intelLaptop}, {"HP", "HP ProBook 450 G9 Notebook PC", serialHP, intelLaptop},
	{"HP", "HP EliteBook 845 14 inch G10 Notebook PC", serialHP, amdLaptop}, {"HP", "HP ZBook Firefly 14 inch G9", serialHP, intelLaptop},
	{"LENOVO", "20XWS0AB00", serialLenovo, intelLaptop}, {"LENOVO", "21CB0071US", serialLenovo, intelLaptop},
	{"LENOVO", "20W0005AUS", serialLenovo, intelLaptop}, {"LENOVO", "21HD0068US", serialLenovo, amdLaptop},
	{"Microsoft Corporation", "Surface Laptop 4", serialSurface, amdLaptop}, {"Microsoft Corporation", "Surface Pro 9", serialSurface, intelLaptop},
	{"ASUSTeK COMPUTER INC.", "VivoBook_ASUSLaptop X515EA", serialASUS, intelLaptop}, {"Acer", "TravelMate P214-53", serialAcer, intelLaptop},
	{"Dynabook Inc.", "TECRA A50-J", serialAlnum9, intelLaptop}, {"Panasonic Corporation", "CF-33-2", serialAlnum9, intelLaptop},
}

var desktops = []model{
	{"Dell Inc.", "OptiPlex 7010", serialDell, intelDesktop}, {"Dell Inc.", "OptiPlex 7090", serialDell, intelDesktop},
	{"Dell Inc.", "OptiPlex 5080", serialDell, intelDesktop}, {"Dell Inc.", "Precision 3660", serialDell, intelDesktop},
	{"Dell Inc.", "Vostro 3910", serialDell, intelDesktop}, {"HP", "HP EliteDesk 800 G6 Desktop Mini PC", serialHP, intelDesktop},
	{"HP", "HP ProDesk 600 G5 SFF", serialHP, intelDesktop}, {"HP", "HP Z2 Tower G9 Workstation Desktop PC", serialHP, intelDesktop},
	{"LENOVO", "11DQ0028US", serialLenovo, intelDesktop}, {"LENOVO", "30E0S0KM00", serialLenovo, intelDesktop},
	{"Intel(R) Client Systems", "NUC11TNHi5", serialAlnum9, intelDesktop},
	{"Micro-Star International Co., Ltd.", "MS-7C52", serialJunk, intelDesktop},
	{"Gigabyte Technology Co., Ltd.", "B560M DS3H V2", serialJunk, intelDesktop},
	{"System manufacturer", "System Product Name", serialJunk, intelDesktop},
	{"To Be Filled By O.E.M.", "To Be Filled By O.E.M.", serialJunk, intelDesktop},
}

var serverModels = []model{
	{"Dell Inc.", "PowerEdge R740", serialDell, xeon}, {"Dell Inc.", "PowerEdge R750", serialDell, xeon},
	{"Dell Inc.", "PowerEdge T350", serialDell, xeon}, {"Dell Inc.", "PowerEdge T440", serialDell, xeon},
	{"HPE", "ProLiant DL380 Gen10", serialHPE, xeon}, {"HPE", "ProLiant ML350 Gen10", serialHPE, xeon},
	{"HPE", "ProLiant DL360 Gen10 Plus", serialHPE, xeon}, {"Lenovo", "ThinkSystem SR650 -[7X06CTO1WW]-", serialLenovo, xeon},
	{"Supermicro", "SYS-5019C-MR", serialSupermicro, xeon}, {"Supermicro", "Super Server", serialJunk, xeon},
}

var virtualModels = []model{
	{"VMware, Inc.", "VMware Virtual Platform", serialVMware, xeon}, {"VMware, Inc.", "VMware7,1", serialVMware, xeon},
	{"Microsoft Corporation", "Virtual Machine", serialHyperV, xeon}, {"QEMU", "Standard PC (Q35 + ICH9, 2009)", serialNone, xeon},
	{"Amazon EC2", "t3.large", serialEC2, xeon}, {"Microsoft Corporation", "Virtual Machine", serialHyperV, xeon},
}

var macModels = []model{
	{"Apple Inc.", "MacBookPro18,3", serialApple, appleSilicon}, {"Apple Inc.", "MacBookAir10,1", serialApple, appleSilicon},
	{"Apple Inc.", "Mac14,2", serialApple, appleSilicon}, {"Apple Inc.", "Mac15,6", serialApple, appleSilicon},
	{"Apple Inc.", "MacBookPro16,1", serialApple, []string{"Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz"}},
	{"Apple Inc.", "iMac21,1", serialApple, appleSilicon}, {"Apple Inc.", "Macmini9,1", serialApple, appleSilicon},
}

var macServerModels = []model{{"Apple Inc.", "Macmini8,1", serialApple, []string{"Intel(R) Core(TM) i7-8700B CPU @ 3.20GHz"}}}

var iphones = []model{{"Apple", "iPhone 13", serialApple, nil}, {"Apple", "iPhone 14 Pro", serialApple, nil}, {"Apple", "iPhone SE (3rd generation)", serialApple, nil}}
var ipads = []model{{"Apple", "iPad (9th generation)", serialApple, nil}, {"Apple", "iPad Air (5th generation)", serialApple, nil}, {"Apple", "iPad Pro 11-inch", serialApple, nil}}
var androids = []model{{"samsung", "SM-X200", serialSamsung, nil}, {"samsung", "SM-A546U", serialSamsung, nil}, {"Google", "Pixel 7a", serialAlnum14, nil}, {"Zebra Technologies", "TC52", serialSurface, nil}}

// osRelease is an operating system with the build that it reports.
type osRelease struct {
	maker, name, build, release string
	weight                      int
}

const microsoft = "Microsoft Corporation"

var windowsClients = []osRelease{
	{microsoft, "Windows 11 Professional Edition", "22631", "23H2", 34}, {microsoft, "Windows 11 Professional Edition", "26100", "24H2", 30},
	{microsoft, "Windows 10 Professional Edition", "19045", "22H2", 24}, {microsoft, "Windows 11 Enterprise Edition", "22631", "23H2", 6},
	{microsoft, "Windows 10 Enterprise 2019 LTSC Edition", "17763", "1809", 3}, {microsoft, "Windows 7 Professional Edition", "7601", "", 1},
	{microsoft, "Windows 11 Home Edition", "26100", "24H2", 2},
}

var windowsServers = []osRelease{
	{microsoft, "Windows Server 2019 Standard Edition", "17763", "1809", 30}, {microsoft, "Windows Server 2022 Standard Edition", "20348", "21H2", 40},
	{microsoft, "Windows Server 2016 Standard Edition", "14393", "1607", 18}, {microsoft, "Windows Server 2025 Standard Edition", "26100", "24H2", 6},
	{microsoft, "Windows Server 2012 R2 Standard Edition", "9600", "", 6},
}

var macSystems = []osRelease{
	{"Apple Inc.", "macOS 15.5 (Sequoia)", "24F74", "15.5", 40}, {"Apple Inc.", "macOS 14.7 (Sonoma)", "23H124", "14.7", 35},
	{"Apple Inc.", "macOS 13.7 (Ventura)", "22H123", "13.7", 20}, {"Apple Inc.", "macOS 10.15.7 (Catalina)", "19H2", "10.15.7", 5},
}

var linuxSystems = []osRelease{
	{"Ubuntu", "Ubuntu 22.04.4 LTS", "5.15.0-105-generic", "22.04", 45}, {"Ubuntu", "Ubuntu 24.04 LTS", "6.8.0-31-generic", "24.04", 20},
	{"Debian", "Debian GNU/Linux 12 (bookworm)", "6.1.0-21-amd64", "12", 20}, {"Red Hat", "Red Hat Enterprise Linux 9.4 (Plow)", "5.14.0-427.el9.x86_64", "9.4", 15},
}

// esxi and hyperV are the releases of virtual hosts.
var esxi = []osRelease{
	{"VMware", "VMware ESXi 8.0.1 build-21813344", "21813344", "8.0.1", 45}, {"VMware", "VMware ESXi 7.0.3 build-20328353", "20328353", "7.0.3", 45},
	{"VMware", "VMware ESXi 6.7.0 build-17700523", "17700523", "6.7.0", 10},
}

var hyperV = []osRelease{
	{microsoft, "Microsoft Windows Server 2019 Standard", "17763", "10.0.17763", 50}, {microsoft, "Microsoft Windows Server 2022 Datacenter", "20348", "10.0.20348", 50},
}

// releaseFor chooses by weight.
func releaseFor(d draw, list []osRelease) *osRelease {
	total := 0
	for i := range list {
		total += list[i].weight
	}
	at := d.n(saltOS, total)
	for i := range list {
		if at < list[i].weight {
			return &list[i]
		}
		at -= list[i].weight
	}
	return &list[0]
}

// modelFor chooses the product for a device.
func modelFor(d draw, c Class, laptop, virtual bool) *model {
	list := desktops
	switch {
	case virtual:
		list = virtualModels
	case c == WindowsServer || c == LinuxServer || c.host():
		list = serverModels
	case c == Mac:
		list = macModels
	case c == MacServer:
		list = macServerModels
	case c == AppleIOS:
		list = iphones
	case c == AppleIPadOS:
		list = ipads
	case c == Android:
		list = androids
	case laptop:
		list = laptops
	}
	return &list[d.n(saltModel, len(list))]
}
