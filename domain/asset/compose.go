package asset

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Fields are what an asset shows of its device. All are a function of the newest
// observation and the facts that it carries, so that a rebuild may leave out the
// superseded ones.
type Fields struct {
	Name         string // FLD-01
	Names        []string
	Manufacturer string // FLD-02
	Model        string // FLD-03
	Serial       string // FLD-04: the first that is not junk
	SystemSerial string // as given
	BIOSSerial   string // as given; the service tag of a VM host
	OS           string // FLD-05
	OSBuild      string
	Architecture string
	Category     Category
	KnownClass   bool
	Chassis      string
	Virtual      bool
	Connectivity Connectivity
	LastContact  time.Time
	Created      time.Time // the agent's enrolment

	WarrantyStart, WarrantyEnd, Fulfilled time.Time // dates

	// Filled names the members whose last filled value was used, with its position.
	Filled map[string]int64
}

// MaxText bounds every text of an asset, in bytes: names come from outside, and an
// index entry may not be larger than a third of a page.
const MaxText = 500

// Compose derives the fields of a device (FLD-01 to FLD-07, FLD-09). filled holds
// the last values of members that are blank now.
//
// A blank member never overwrites a filled *field*: as long as another member of
// the same ladder is filled, that one gives the field, as the newest word; only
// where all are blank the last filled ones count.
func (r *Rules) Compose(d *Device, filled map[string]Filled) Fields {
	c := composer{rules: r, now: d, before: &neverFilled}
	if len(filled) > 0 {
		before, at := filledBefore(filled)
		c.before, c.at = &before, at
	}
	var f Fields
	c.names(&f)
	c.hardware(&f)
	c.software(&f)
	c.dates(&f)
	f.Category, f.KnownClass = r.CategoryOf(d.NodeClass)
	f.Connectivity = ConnectivityOf(d.NodeClass, d.Offline)
	f.Filled = c.used
	return f
}

// neverFilled is a device none of whose members was ever filled before.
var neverFilled Device

type composer struct {
	rules  *Rules
	now    *Device
	before *Device
	at     map[string]int64 // position of each last filled value, by path
	used   map[string]int64
}

// member is one rung of a ladder: where it is, and its value now and before.
type member struct {
	path        string
	now, before string
}

// first climbs a ladder: present values first, then the last filled ones.
func (c *composer) first(ladder ...member) string {
	for _, m := range ladder {
		if !blank(m.now) {
			return clean(m.now)
		}
	}
	for _, m := range ladder {
		if !blank(m.before) {
			c.use(m.path)
			return clean(m.before)
		}
	}
	return ""
}

func (c *composer) use(path string) {
	if c.used == nil {
		c.used = make(map[string]int64, 1)
	}
	c.used[path] = c.at[path]
}

func (c *composer) names(f *Fields) {
	d, b := c.now, c.before
	f.Name = c.first(
		member{"displayName", d.DisplayName, b.DisplayName},
		member{"systemName", d.SystemName, b.SystemName},
		member{"dnsName", d.DNSName, b.DNSName},
	)
	if f.Name == "" {
		f.Name = fmt.Sprintf("Device %d", d.ID)
	}
	for _, name := range []string{d.DisplayName, d.SystemName, d.DNSName, d.NetBIOSName} {
		if name = clean(name); name != "" && !contains(f.Names, name) {
			f.Names = append(f.Names, name)
		}
	}
}

func (c *composer) hardware(f *Fields) {
	d, b := c.now, c.before
	f.Manufacturer = c.first(
		member{"system.manufacturer", d.System.Manufacturer, b.System.Manufacturer},
		member{"vendor", d.Vendor, b.Vendor})
	f.Model = c.first(
		member{"system.model", d.System.Model, b.System.Model},
		member{"model", d.Model, b.Model})
	f.SystemSerial = c.first(member{"system.serialNumber", d.System.SerialNumber, b.System.SerialNumber})
	f.BIOSSerial = c.first(
		member{"system.biosSerialNumber", d.System.BIOSSerialNumber, b.System.BIOSSerialNumber},
		member{"serviceTag", d.ServiceTag, b.ServiceTag})
	f.Serial = c.rules.FirstSerial(f.SystemSerial, f.BIOSSerial)
	f.Chassis = c.first(member{"system.chassisType", d.System.ChassisType, b.System.ChassisType})
	f.Virtual = d.System.VirtualMachine
}

func (c *composer) software(f *Fields) {
	d, b := c.now, c.before
	f.OS = c.first(
		member{"os.name", d.OS.Name, b.OS.Name},
		member{"releaseName", d.ReleaseName, b.ReleaseName},
		member{"guestOSFullName", d.GuestOS, b.GuestOS})
	f.OSBuild = c.first(member{"os.buildNumber", d.OS.BuildNumber, b.OS.BuildNumber})
	f.Architecture = c.first(member{"os.architecture", d.OS.Architecture, b.OS.Architecture})
}

func (c *composer) dates(f *Fields) {
	d, b := c.now, c.before
	seconds := func(path string, now, before Seconds) Seconds {
		if now.Time().IsZero() { // 0 means that it was never looked up
			now = ""
		}
		return Seconds(c.first(member{path, string(now), string(before)}))
	}
	f.Created = seconds("created", d.Created, b.Created).Time()
	f.LastContact = seconds("lastContact", d.LastContact, b.LastContact).Time()
	w, was := &d.References.Warranty, &b.References.Warranty
	f.WarrantyStart = seconds("references.warranty.startDate", w.StartDate, was.StartDate).Date()
	f.WarrantyEnd = seconds("references.warranty.endDate", w.EndDate, was.EndDate).Date()
	f.Fulfilled = seconds("references.warranty.manufacturerFulfillmentDate", w.Fulfillment, was.Fulfillment).Date()
}

func clean(s string) string { return Bounded(s, MaxText) }

// Bounded trims a text from outside, takes NUL and invalid UTF-8 out, and cuts it
// to at most n bytes.
func Bounded(s string, n int) string {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return cut(s, n)
}

// cut shortens s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func contains(list []string, s string) bool {
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return true
		}
	}
	return false
}
