package fleet

// macPrefixes are those of the makers whose cards the fleet has.
var macPrefixes = []string{"00:15:5D", "D0:67:26", "A4:BB:6D", "3C:52:82", "F8:75:A4", "8C:EC:4B", "00:50:56", "B0:7B:25", "A8:5E:45"}

// fillNetwork sets addresses. macAddresses repeats entries and ipAddresses
// mixes families and joined strings, as the real service does.
func (w *World) fillNetwork(dev *Device, r *record, own draw, p *profile) {
	if r.class == CloudMonitorTarget {
		return
	}
	hw := w.gen(r.gen)
	if r.is(flagClone) {
		hw = own
	}
	a, b := hostPart(own)
	dev.IPs = append(dev.IPs, ipv4(own, p))
	if r.class.agent() || r.class.host() {
		mac := hw.chars(nil, saltMac, hexLower, 6)
		v6 := "fe80::" + number(1+a%9, 1) + string(mac[:2]) + "ff:fe" + string(mac[2:4]) + ":" + string(mac[4:6]) + "1a"
		dev.IPs = append(dev.IPs, v6)
	}
	if own.percent(saltAddressOrder, 6) {
		dev.IPs = append(dev.IPs, "192.168."+number(b+50, 1)+"."+number(a, 1)+"|fe80::c0de:"+number(a, 1))
	}
	w.turn(dev.IPs)
	if r.class != UnmanagedDevice {
		dev.MACs = append(dev.MACs, macAddress(hw, saltMac))
		if hw.percent(saltMac2, 45) {
			dev.MACs = append(dev.MACs, macAddress(hw, saltMac2))
		}
		if own.percent(saltMac, 15) {
			dev.MACs = append(dev.MACs, dev.MACs[0])
		}
	}
	dev.PublicIP = p.publicIP
	if own.percent(saltPublic, 6) {
		dev.PublicIP = publicNets[own.n(saltPublic, 3)] + number(own.in(saltPublic, 2, 250), 1)
	}
}

// hostPart gives the last number of an address and the site's network.
func hostPart(own draw) (host, site int) { return own.in(saltAddress, 10, 250), own.n(saltLocation, 6) }

// ipv4 is the address of a device inside its customer's network.
func ipv4(own draw, p *profile) string {
	host, site := hostPart(own)
	return "10." + number(p.subnet, 1) + "." + number(site*10, 1) + "." + number(host, 1)
}

// macAddress makes the address of a network card.
func macAddress(d draw, s salt) string {
	b := append(make([]byte, 0, 17), pick(d, s, macPrefixes)...)
	for i := range 3 {
		b = d.sub(s, i).chars(append(b, ':'), s, hexUpper, 2)
	}
	return string(b)
}
