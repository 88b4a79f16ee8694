package observation

import (
	"maps"
	"slices"
	"strings"
)

// DeviceName is the name under which a device is known: the display name, else the
// system's, else the DNS name (FLD-01); empty where it has none.
func DeviceName(r *Reader) string {
	return firstText(r, []string{"displayName"}, []string{"systemName"}, []string{"dnsName"})
}

// DeviceSerial is the serial number that a device gives first. Whether it is junk is
// for a rule to say, see A.3.
func DeviceSerial(r *Reader) string {
	return firstText(r, []string{"system", "serialNumber"}, []string{"system", "biosSerialNumber"}, []string{"serviceTag"})
}

// The further members whose former values are remembered, each with its ladder.
var (
	deviceMaker  = [][]string{{"system", "manufacturer"}, {"vendor"}}
	deviceModel  = [][]string{{"system", "model"}, {"model"}}
	deviceSystem = [][]string{{"os", "name"}, {"releaseName"}, {"guestOSFullName"}}
	deviceClass  = [][]string{{"nodeClass"}}
)

// UserSubject is the normalised form of a logon name such as EXAMPLE\jdoe, by which
// the person is found.
func UserSubject(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func firstText(r *Reader, paths ...[]string) string {
	for _, path := range paths {
		if text := strings.TrimSpace(r.Text(path...)); text != "" {
			return text
		}
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
