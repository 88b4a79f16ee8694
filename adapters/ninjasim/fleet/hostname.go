package fleet

import "strings"

// hostStyle is how a customer's machines are named.
type hostStyle uint8

const (
	hostCode    hostStyle = iota // SMD-WS-014
	hostSite                     // CDF-PC-0142
	hostUser                     // SMD-JSMITH
	hostRoom                     // FRONTDESK2: the same in many organizations
	hostTag                      // PC10234, the asset tag
	hostDefault                  // DESKTOP-7F3K2QA, as Windows set it up
	hostSerial                   // HP-5CG1234ABC, cut to 15 characters
)

// serverRoles are what servers are called after.
var serverRoles = []string{"DC01", "FS01", "APP01", "SQL01", "RDS01", "DC02", "BACKUP01", "PRINT01", "HV01", "WEB01", "EXCH01", "MGMT01"}

var linuxRoles = []string{"web01", "db01", "proxy01", "monitor", "docker01", "gitlab", "log01", "backup02"}

// hostName gives the system name of a device: seq counts within the
// organization and class. Windows cuts it at 15 characters.
func (w *World) hostName(r *record, d draw, p *profile, m *model, serial string) string {
	switch {
	case r.class == WindowsServer || r.class == LinuxServer:
		return cut15(serverName(r.class, d, p, int(r.seq)))
	case r.class.host():
		return strings.ToLower(pick(d, saltNameRoom, []string{"esxi", "vmh", "host"})) + number(1+int(r.seq), 2) + "." + localDomain(p)
	case r.class.guest():
		return serverName(WindowsServer, d, p, int(r.seq)+2)
	case r.class == Mac || r.class == MacServer:
		return w.macName(r, d, m)
	case r.class.mobile() || r.class == UnmanagedDevice:
		return w.ownedName(r, d)
	case r.class == CloudMonitorTarget:
		return "www." + p.domain
	case r.class >= NMSSwitch && r.class <= NMSNetworkManagementAgent:
		return networkName(r, d, p)
	}
	return cut15(w.workstationName(r, d, p, serial))
}

// workstationName follows the customer's convention. Rooms and numbers repeat
// across customers; names made of users and serial numbers don't.
func (w *World) workstationName(r *record, d draw, p *profile, serial string) string {
	laptop := d.percent(saltChassis, laptopShare)
	kind := "WS"
	if laptop {
		kind = "LT"
	}
	n := int(r.seq) + 1
	switch p.hosts {
	case hostSite:
		return cities[p.city].code + "-" + kind + "-" + number(100+n, 4)
	case hostUser:
		if r.user != 0 {
			return p.code + "-" + strings.ToUpper(w.people[r.user-1].local(loginFLast))
		}
	case hostRoom:
		rooms := p.industry.rooms
		return rooms[int(r.seq)%len(rooms)] + number(1+int(r.seq)/len(rooms), 1)
	case hostTag:
		return "PC" + number(10000+p.draw.n(saltNumber, 8000)+n*3, 5)
	case hostDefault:
		prefix := "DESKTOP-"
		if laptop {
			prefix = "LAPTOP-"
		}
		return string(d.chars([]byte(prefix), saltName, upperAlnum, 7))
	case hostSerial:
		if serial != "" {
			return p.code + "-" + strings.ReplaceAll(serial, " ", "")
		}
	}
	return p.code + "-" + kind + "-" + number(n, 3)
}

// serverName calls a server after its purpose; small customers have but one and
// call it that.
func serverName(class Class, d draw, p *profile, seq int) string {
	roles := serverRoles
	if class == LinuxServer {
		roles = linuxRoles
	}
	role := roles[seq%len(roles)]
	if seq >= len(roles) {
		role = "SRV" + number(seq, 2)
	}
	switch p.hosts {
	case hostRoom, hostDefault:
		if seq == 0 && class == WindowsServer && d.percent(saltNameRoom, 40) {
			return "SERVER"
		}
		return role
	case hostSite:
		return cities[p.city].code + "-" + role
	}
	return p.code + "-" + role
}

// macName is what macOS makes of its first user's name; "Mac.lan" is what it
// falls back to, and common.
func (w *World) macName(r *record, d draw, m *model) string {
	kind := "MacBook-Pro"
	switch {
	case strings.HasPrefix(m.name, "iMac"):
		kind = "iMac"
	case strings.HasPrefix(m.name, "Macmini"):
		kind = "Mac-mini"
	case m.name == "MacBookAir10,1" || m.name == "Mac14,2" || m.name == "Mac16,12":
		kind = "MacBook-Air"
	}
	if r.user == 0 || d.percent(saltNameDup, 6) {
		return "Mac.lan"
	}
	return strings.ReplaceAll(fold(firstNames[w.people[r.user-1].first]), " ", "-") + "s-" + kind + ".local"
}

// ownedName is "Anna's iPhone".
func (w *World) ownedName(r *record, d draw) string {
	kind := map[Class]string{AppleIOS: "iPhone", AppleIPadOS: "iPad", Android: "Galaxy"}[r.class]
	if kind == "" {
		return pick(d, saltNameRoom, []string{"Conference TV", "Label printer", "Projector", "Door controller", "UPS", "NAS (old)", "Camera NVR"}) + " " + number(1+int(r.seq), 1)
	}
	if r.user == 0 {
		return kind + " " + number(1+int(r.seq), 2)
	}
	return firstNames[w.people[r.user-1].first] + "’s " + kind
}

// networkName is what technicians call a box that has no name of its own, or the
// printer's factory name.
func networkName(r *record, d draw, p *profile) string {
	short := map[Class]string{NMSSwitch: "SW", NMSRouter: "RTR", NMSFirewall: "FW", NMSPrinter: "PRN", NMSWAP: "AP", NMSPhone: "PHONE",
		NMSScanner: "SCAN", NMSServer: "NMSRV", NMSComputer: "NMPC", NMSVMHost: "NMESX", NMSVirtualMachine: "NMVM"}[r.class]
	if short == "" {
		short = strings.TrimPrefix(r.class.String(), "NMS_")
	}
	if p.hosts == hostRoom && r.class == NMSPrinter {
		return pick(d, saltNameRoom, []string{"NPI", "HP", "BRW"}) + string(d.chars(nil, saltName, hexUpper, 6))
	}
	return p.code + "-" + short + number(1+int(r.seq), 2)
}

// localDomain is the Active Directory DNS name.
func localDomain(p *profile) string { return strings.ToLower(p.netbios) + ".local" }

// cut15 is the limit that NetBIOS sets to Windows names.
func cut15(s string) string { return s[:min(len(s), 15)] }
