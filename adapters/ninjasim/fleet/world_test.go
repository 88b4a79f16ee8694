package fleet_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim/fleet"
)

var start = time.Date(2026, 10, 1, 8, 0, 0, 0, time.UTC)

func world(devices int) *fleet.World {
	return fleet.New(1, start, fleet.Size{Devices: devices, Orgs: 25, Users: devices * 3 / 5})
}

func all(w *fleet.World) []fleet.Device {
	var out []fleet.Device
	w.Scan(0, func(i int, _ fleet.Row) bool {
		var d fleet.Device
		w.Describe(i, &d, fleet.Full)
		out = append(out, d)
		return true
	})
	return out
}

// count tells how many devices have a property.
func count(list []fleet.Device, has func(*fleet.Device) bool) int {
	n := 0
	for i := range list {
		if has(&list[i]) {
			n++
		}
	}
	return n
}

// The default fleet must hold what the acceptance lines need to be exercised.
func TestTheDefaultFleetIsRichEnough(t *testing.T) {
	t.Parallel()
	list := all(world(400))
	classes, types, makers, lengths := map[string]int{}, map[string]int{}, map[string]int{}, map[int]int{}
	for i := range list {
		d := &list[i]
		classes[d.Class.String()]++
		types[d.Type]++
		makers[d.System.Manufacturer]++
		lengths[len(d.System.Serial)]++
	}
	require.Len(t, fleet.Classes(), 33)
	for _, class := range fleet.Classes() {
		require.Positive(t, classes[class], class)
	}
	for _, want := range []string{"AgentDevice", "VMHost", "VMGuest", "MdmDevice", "UnmanagedDevice", "NMSTarget", "NMSServer"} {
		require.Positive(t, types[want], want)
	}
	require.Greater(t, len(makers), 8)
	for what, has := range map[string]func(*fleet.Device) bool{
		"pending":                func(d *fleet.Device) bool { return d.Status == fleet.Pending },
		"decommissioned":         func(d *fleet.Device) bool { return d.Status == fleet.Decommissioned },
		"stale":                  func(d *fleet.Device) bool { return d.Stale && d.Status == fleet.Approved },
		"offline":                func(d *fleet.Device) bool { return d.Offline && !d.Stale },
		"without displayName":    func(d *fleet.Device) bool { return d.DisplayName == "" },
		"with displayName":       func(d *fleet.Device) bool { return d.DisplayName != "" && d.DisplayName != d.SystemName },
		"guest with host":        func(d *fleet.Device) bool { return d.Type == "VMGuest" && d.ParentID != 0 },
		"owner":                  func(d *fleet.Device) bool { return d.OwnerUID != "" },
		"own policy":             func(d *fleet.Device) bool { return d.PolicyID != 0 },
		"virtual":                func(d *fleet.Device) bool { return d.System.Virtual },
		"no serial":              func(d *fleet.Device) bool { return d.Type == "AgentDevice" && d.Reported && d.System.Serial == "" },
		"junk serial":            func(d *fleet.Device) bool { return slices.Contains(junk, d.System.Serial) },
		"two serials":            func(d *fleet.Device) bool { return d.System.Serial != d.System.BIOSSerial },
		"no warranty":            func(d *fleet.Device) bool { return d.Warranty == nil && d.Reported && !d.System.Virtual },
		"empty warranty":         func(d *fleet.Device) bool { return d.Warranty != nil && d.Warranty.End == 0 },
		"expired warranty":       func(d *fleet.Device) bool { return ends(d) < 0 },
		"warranty ends soon":     func(d *fleet.Device) bool { return ends(d) >= 0 && ends(d) <= 90 },
		"active warranty":        func(d *fleet.Device) bool { return ends(d) > 90 && d.Warranty != nil && d.Warranty.End != 0 },
		"no user":                func(d *fleet.Device) bool { return d.Class.String() == "WINDOWS_WORKSTATION" && d.LastUser == "" },
		`DOMAIN\user`:            func(d *fleet.Device) bool { return strings.Contains(d.LastUser, `\`) },
		`AzureAD\user`:           func(d *fleet.Device) bool { return strings.HasPrefix(d.LastUser, `AzureAD\`) },
		"user@domain":            func(d *fleet.Device) bool { return strings.Contains(d.LastUser, "@") },
		"bare user":              func(d *fleet.Device) bool { return d.LastUser != "" && !strings.ContainsAny(d.LastUser, `\@`) },
		`.\user`:                 func(d *fleet.Device) bool { return strings.HasPrefix(d.LastUser, `.\`) },
		`MACHINE\user`:           func(d *fleet.Device) bool { return d.LastUser != "" && strings.HasPrefix(d.LastUser, d.SystemName+`\`) },
		"service account":        func(d *fleet.Device) bool { return strings.Contains(d.LastUser, "svc") },
		"technician":             func(d *fleet.Device) bool { return strings.HasSuffix(d.LastUser, "-adm") },
		"repeated MAC":           func(d *fleet.Device) bool { return len(d.MACs) > 1 && d.MACs[0] == d.MACs[len(d.MACs)-1] },
		"note":                   func(d *fleet.Device) bool { return d.Note != "" },
		"tag":                    func(d *fleet.Device) bool { return len(d.Tags) > 0 },
		"joined addresses":       func(d *fleet.Device) bool { return strings.Contains(strings.Join(d.IPs, " "), "|") },
		"created over six years": func(d *fleet.Device) bool { return start.Sub(time.UnixMicro(d.Created)) > 6*365*24*time.Hour },
		"created this year":      func(d *fleet.Device) bool { return start.Sub(time.UnixMicro(d.Created)) < 365*24*time.Hour },
	} {
		require.Positive(t, count(list, has), what)
	}
	require.GreaterOrEqual(t, count(list, func(d *fleet.Device) bool { return d.Status != fleet.Approved }), 10)
}

// ends gives the days until the end of a warranty, very many without one.
func ends(d *fleet.Device) int64 {
	if d.Warranty == nil || d.Warranty.End == 0 {
		return 1 << 40
	}
	return (d.Warranty.End - start.UnixMicro()) / (86_400 * 1_000_000)
}

var junk = []string{"To Be Filled By O.E.M.", "System Serial Number", "Default string", "0123456789", "123456789", "0", "None", "N/A",
	"Not Applicable", "INVALID", "XXXXXXXX", "........", "Unknown", "00000000", "Chassis Asset Tag", "OEM", "Type2 - Board Serial Number",
	"1234567890", "Not Specified", "NULL"}

// Names, serials and hosts repeat as they do in the field: within a customer
// (re-imaged and cloned machines) and across customers.
func TestNamesAndSerialsRepeat(t *testing.T) {
	t.Parallel()
	within, across, machines, clones := 0, 0, 0, 0
	seen := map[string]fleet.Device{}
	for _, d := range all(world(400)) {
		if d.Status != fleet.Approved || d.Type != "AgentDevice" {
			continue
		}
		old, again := seen[d.SystemName]
		seen[d.SystemName] = d
		switch {
		case !again:
		case old.OrgID != d.OrgID:
			across++
		default:
			within++
			if d.System.Serial != old.System.Serial || len(d.MACs) == 0 || slices.Contains(junk, d.System.Serial) {
				continue
			}
			if d.MACs[0] == old.MACs[0] {
				machines++
				require.True(t, old.Offline, "the id before the re-image is dead")
			} else {
				clones++
			}
		}
	}
	require.GreaterOrEqual(t, across, 5)
	require.GreaterOrEqual(t, within, 3)
	require.Positive(t, machines, "re-imaged")
	require.Positive(t, clones, "cloned")
}

func TestIDsAndCreationDatesGrow(t *testing.T) {
	t.Parallel()
	last, born := 0, int64(0)
	uids := map[string]bool{}
	for _, d := range all(world(400)) {
		require.Greater(t, d.ID, last)
		require.GreaterOrEqual(t, d.Created, born)
		require.LessOrEqual(t, d.Created, d.LastContact)
		require.LessOrEqual(t, d.LastUpdate, d.LastContact)
		require.LessOrEqual(t, d.LastContact, start.UnixMicro())
		require.LessOrEqual(t, d.OS.LastBoot, d.LastContact)
		require.False(t, uids[d.UID])
		uids[d.UID] = true
		last, born = d.ID, d.Created
	}
}

func TestSmallWorlds(t *testing.T) {
	t.Parallel()
	for _, size := range []fleet.Size{{}, {Devices: 1, Orgs: 1, Users: 1}, {Devices: 5, Orgs: 3}, {Orgs: 2, Users: 9}, {Devices: 70, Orgs: 1, Users: 3}} {
		w := fleet.New(3, start, size)
		require.Len(t, w.Organizations(), size.Orgs)
		shown := count(all(w), func(d *fleet.Device) bool { return d.Status == fleet.Approved })
		if size.Orgs > 0 {
			require.Equal(t, size.Devices, shown)
		}
		users := len(w.Technicians())
		w.EndUsers(func(*fleet.User) { users++ })
		require.Equal(t, size.Users, users)
		w.Customers()
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	w := world(400)
	mails := map[string]bool{}
	kinds := map[string]int{}
	w.EndUsers(func(u *fleet.User) {
		require.False(t, mails[u.Email], u.Email)
		mails[u.Email] = true
		require.True(t, strings.HasSuffix(u.Email, ".example"), "nobody real is written to")
		kinds[u.Invitation]++
		again, ok := w.User(u.ID)
		require.True(t, ok)
		require.Equal(t, *u, *again)
		require.Equal(t, u.ID, w.UserByUID(u.UID))
	})
	require.Len(t, kinds, 3)
	w.Contacts(func(c *fleet.Contact) { require.NotNil(t, w.Organization(c.OrgID)) })
	admins := 0
	for _, u := range w.Technicians() {
		if u.Administrator {
			admins++
			require.Contains(t, w.RolesOf(u.ID), "System Administrator")
		}
	}
	require.Equal(t, 2, admins)
}

func TestCustomersRelateToOrganizations(t *testing.T) {
	t.Parallel()
	w := fleet.New(1, start, fleet.Size{Devices: 400, Orgs: 200, Users: 400})
	n := map[fleet.Likeness]int{}
	ids := map[string]bool{}
	for _, c := range w.Customers() {
		n[c.Likeness]++
		require.False(t, ids[c.ExternalID])
		ids[c.ExternalID] = true
		require.NotEmpty(t, c.City)
		o := w.Organization(c.OrganizationID)
		switch c.Likeness {
		case fleet.LikenessNone:
			require.Nil(t, o)
		case fleet.LikenessExact:
			require.Equal(t, bare(o.Name), bare(c.Name))
		default:
			require.NotEqual(t, bare(o.Name), bare(c.Name))
		}
		for _, k := range c.Contacts {
			require.Equal(t, c.ExternalID, k.CustomerExternalID)
		}
		for _, k := range c.Tickets {
			require.Contains(t, []string{"open", "in_progress", "waiting", "closed"}, k.Status)
		}
	}
	require.InDelta(t, 0.7*198, n[fleet.LikenessExact], 8)
	require.InDelta(t, 0.2*198, n[fleet.LikenessFuzzy], 8)
	require.Positive(t, n[fleet.LikenessNone])
}

// bare puts case, punctuation, "&" and legal form aside.
func bare(name string) string {
	s := strings.ToLower(strings.ReplaceAll(name, "&", "and"))
	words := strings.FieldsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	for len(words) > 1 && slices.Contains([]string{"llc", "inc", "corp", "corporation", "ltd", "limited", "llp", "pllc"}, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}
