package asset

import "strings"

// defaultVirtualCards are beginnings of addresses of network cards that are made by
// software and equal on many machines, in the form of cardKey (A.2 rung 4: stable
// and physical).
var defaultVirtualCards = []string{
	"005056C0000",          // VMware's adapters on a host
	"00059A3C7",            // Cisco AnyConnect
	"00090FFE", "00090FAA", // Fortinet
	"00FF",         // TAP-Windows
	"000000000000", // none
	"FFFFFFFFFFFF", // none
}

// CardKey is the network card that a machine is known by: of those that are
// physical, the one with the lowest address. "" when there is none.
func (r *Rules) CardKey(addresses []string) string {
	lowest := ""
	for _, a := range addresses {
		key := cardKey(a)
		if key == "" || r.virtualCard(key) {
			continue
		}
		if lowest == "" || key < lowest {
			lowest = key
		}
	}
	return lowest
}

// cardKey is the twelve digits of an address, or "".
func cardKey(address string) string {
	const digits = 12
	b := make([]byte, 0, digits)
	for i := range len(address) {
		c := address[i]
		switch {
		case c == ':' || c == '-' || c == '.' || c == ' ':
			continue
		case 'a' <= c && c <= 'f':
			c -= 'a' - 'A'
		case '0' <= c && c <= '9', 'A' <= c && c <= 'F':
		default:
			return ""
		}
		if len(b) == digits {
			return ""
		}
		b = append(b, c)
	}
	if len(b) != digits {
		return ""
	}
	return string(b)
}

// virtualCard tells whether an address says nothing about the machine: group and
// locally administered ones, which software chooses, and the known ones.
func (r *Rules) virtualCard(key string) bool {
	if strings.IndexByte("1235679ABDEF", key[1]) >= 0 { // bit 0: group, bit 1: local
		return true
	}
	for _, prefix := range r.Identity.VirtualCards {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// WordKey is the first word of a maker's name as it is compared: "Dell Inc." and
// "DELL" are one maker.
func WordKey(maker string) string {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(maker)), " ")
	return strings.Trim(word, ".,")
}

// TextKey is a model or a name as it is compared.
func TextKey(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
