package asset

import "net/netip"

// Network is the network of an address from which a device reaches the internet: its /24,
// or the /48 of an IPv6 address, which is that of a site. So a provider that hands out
// another address moves nothing, and no row holds the address of anybody's home. What is
// no address is none ("").
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 48
	if a = a.Unmap().WithZone(""); a.Is4() {
		bits = 24
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
