package connection

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// errDashboard says what a dashboard link domain looks like (SET-09).
var errDashboard = errors.New("write a host such as portal.example.com")

// DashboardDomain brings what a person typed or copied from a browser into the form of
// a host: the scheme of a web address, what follows its host, and upper case are taken
// away; a port, an address and whatever else is no host are refused (SET-09).
func DashboardDomain(typed string) (string, error) {
	host := strings.ToLower(strings.TrimSpace(typed))
	if scheme, rest, has := strings.Cut(host, "://"); has && (scheme == "https" || scheme == "http") {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	if host == "" && strings.TrimSpace(typed) == "" {
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

// DashboardURL is the page of a device in NinjaOne (TIC-04), at the dashboard link domain,
// else at the region's host, else at a simulator's address; empty where none is known.
func DashboardURL(region, domain, simulator string, device int64) string {
	at := strings.TrimRight(simulator, "/")
	if host := cmp.Or(domain, Host(region)); host != "" {
		at = "https://" + host
	}
	if at == "" {
		return ""
	}
	return fmt.Sprintf("%s/#/deviceDashboard/%d/overview", at, device)
}
