package connection

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// errDashboard says what a dashboard link domain looks like (SET-09).
var errDashboard = errors.New("write a host such as portal.example.com")

// DashboardDomain brings what a person typed into the form of a host: a scheme, a
// slash at the end and upper case are taken away; a path, a port, an address and
// whatever else is no host are refused (SET-09).
func DashboardDomain(typed string) (string, error) {
	host := strings.TrimSpace(typed)
	if _, rest, has := strings.Cut(host, "://"); has {
		host = rest
	}
	host = strings.ToLower(strings.TrimSuffix(host, "/"))
	if host == "" {
		return "", nil
	}
	if _, err := netip.ParseAddr(host); err == nil || len(host) > 253 || !strings.Contains(host, ".") {
		return "", errDashboard
	}
	for _, label := range strings.Split(host, ".") {
		if !isLabel(label) {
			return "", errDashboard
		}
	}
	return host, nil
}

// isLabel tells whether a text is one part of a host name (RFC 1123).
func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// DashboardURL is the page of a device in NinjaOne (TIC-04); empty where no host is known.
func DashboardURL(region, domain string, device int64) string {
	if domain == "" {
		domain = Host(region)
	}
	if domain == "" {
		return ""
	}
	return fmt.Sprintf("https://%s/#/deviceDashboard/%d/overview", domain, device)
}
