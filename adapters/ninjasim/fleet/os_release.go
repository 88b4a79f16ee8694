package fleet

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
