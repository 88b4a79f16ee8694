package webhook

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
)

// mostURL is how long an address may be, in bytes.
const mostURL = 2000

// PrivateError says that an address lies within a network that is not to be reached.
type PrivateError struct{ Address netip.Addr }

// Error implements error.
func (e *PrivateError) Error() string {
	return fmt.Sprintf("the address leads to %s, which is no public one; whoever runs Coresync can allow its network with --webhook-networks", e.Address)
}

// URLError says what is wrong with an address, without it.
type URLError struct{ Message string }

// Error implements error.
func (e *URLError) Error() string { return e.Message }

// CheckURL tells whether an address may be given: https, without a user, and by number only
// where that may be reached. Error: *URLError or *PrivateError.
func (s *Sender) CheckURL(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Opaque != "" || len(text) > mostURL:
		return &URLError{"give an address such as https://hooks.example.com/coresync"}
	case u.User != nil:
		return &URLError{"give an address without a user or password: what is sent is signed"}
	case u.Fragment != "":
		return &URLError{"give an address without #"}
	}
	address, wrong := netip.ParseAddr(strings.Trim(u.Hostname(), "[]"))
	byNumber := wrong == nil
	switch u.Scheme {
	case "https":
	case "http":
		if !byNumber || !address.Unmap().IsLoopback() || !s.allowed(address) {
			return &URLError{"give an address with https: what is sent must not be read on its way"}
		}
	default:
		return &URLError{"give an address with https"}
	}
	if byNumber && !s.allowed(address) {
		return &PrivateError{address}
	}
	return nil
}

// Origin is what may be told of an address: scheme and host.
func Origin(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// control looks at each connection before it is made, when names were resolved: what a name
// means may change after it was checked.
func (s *Sender) control(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	to, err := netip.ParseAddr(host)
	if err != nil {
		return err
	}
	if !s.allowed(to) {
		return &PrivateError{to}
	}
	return nil
}

// special are networks that are reached by nobody from outside, besides those that netip
// knows, or that lead to such in disguise (RFC 6890, RFC 6052, RFC 3056, RFC 4380).
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"),
	netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("::/96"),
}

// allowed tells whether an address may be reached: a public one, or one that the settings name.
func (s *Sender) allowed(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	within := func(p netip.Prefix) bool { return p.Contains(a) }
	if slices.ContainsFunc(s.cfg.Networks, within) {
		return true
	}
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(special, within)
}
