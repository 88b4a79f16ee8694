package ledger

import (
	"maps"
	"regexp"
	"slices"

	"coresync/domain"
	"coresync/domain/event"
)

// Classes tells by NinjaOne's node class whether devices of it are billed.
type Classes map[string]bool

// defaultClasses bills what an agent or a management profile runs on. Machines that are
// only seen through another one, network gear and targets of monitoring are not billed.
var defaultClasses = Classes{
	"WINDOWS_WORKSTATION": true, "LINUX_WORKSTATION": true, "MAC": true,
	"WINDOWS_SERVER": true, "LINUX_SERVER": true, "MAC_SERVER": true,
	"VMWARE_VM_HOST": true, "HYPERV_VMM_HOST": true, "VMWARE_VM_GUEST": false, "HYPERV_VMM_GUEST": false,
	"ANDROID": true, "APPLE_IOS": true, "APPLE_IPADOS": true,
	"MANAGED_DEVICE": true, "UNMANAGED_DEVICE": false,
	"NMS_COMPUTER": false, "NMS_SERVER": false, "NMS_VM_HOST": false, "NMS_PRINTER": false, "NMS_SCANNER": false,
	"NMS_SWITCH": false, "NMS_ROUTER": false, "NMS_FIREWALL": false, "NMS_DIAL_MANAGER": false, "NMS_WAP": false,
	"NMS_IPSLA": false, "NMS_APPLIANCE": false, "NMS_OTHER": false, "NMS_PHONE": false, "NMS_VIRTUAL_MACHINE": false,
	"NMS_PRIVATE_NETWORK_GATEWAY": false, "NMS_NETWORK_MANAGEMENT_AGENT": false, "CLOUD_MONITOR_TARGET": false,
}

// DefaultClasses is the table of a new workspace.
func DefaultClasses() Classes { return maps.Clone(defaultClasses) }

// Bounds of the table.
const (
	maxClasses = 200
	maxClass   = 100
)

// className is how NinjaOne writes node classes.
var className = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// Decide turns a table that is wanted into an event; none where it is so already. What it
// doesn't name stays as it is.
func (c Classes) Decide(wanted Classes) ([]event.Payload, error) {
	var faults []domain.Fault
	if len(wanted) > maxClasses {
		faults = append(faults, domain.Fault{Pointer: "/classes", Code: "too_many", Message: "Name at most 200 classes."})
	}
	for class := range wanted {
		if _, known := c[class]; !known && (len(class) > maxClass || !className.MatchString(class)) {
			faults = append(faults, domain.Fault{Pointer: "/classes", Code: "invalid",
				Message: "Write a class as NinjaOne does, in at most 100 capitals, digits and underscores, such as WINDOWS_SERVER."})
		}
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	now := maps.Clone(c)
	maps.Copy(now, wanted)
	if maps.Equal(now, c) {
		return nil, nil
	}
	return []event.Payload{&event.BillableClassesSet{Classes: now}}, nil
}

// Evolve is the table after an event.
func (c Classes) Evolve(p event.Payload) Classes {
	if set, is := p.(*event.BillableClassesSet); is {
		return set.Classes
	}
	return c
}

// Names are the classes of the table, sorted.
func (c Classes) Names() []string { return slices.Sorted(maps.Keys(c)) }

// Why says why a device is not billed; the zero value: it is.
type Why string

// The reasons, of which the first that holds counts.
const (
	WhyMerged  Why = "merged"             // it is part of another asset, which may be billed
	WhyRemoved Why = "removed"            // a person removed it, or it waits for approval
	WhyIgnored Why = "ignored"            // an ignore rule leaves it out
	WhyRetired Why = "retired"            // it is retired or archived
	WhyClass   Why = "class_not_billable" // the table says so
	WhyUnknown Why = "class_unknown"      // the table doesn't know its class
	WhyUnseen  Why = "not_seen"           // no complete listing of the month showed it
	WhyNew     Why = "new"                // as a reason for an addition: it was not there
)

// Facts are what billing looks at.
type Facts struct {
	Class                 string
	Seen, Ignored, Hidden bool
	Retired               bool
}

// Judge tells why a device is not billed.
func (c Classes) Judge(f Facts) Why {
	billed, known := c[f.Class]
	switch {
	case f.Hidden:
		return WhyRemoved
	case f.Ignored:
		return WhyIgnored
	case f.Retired:
		return WhyRetired
	case !known:
		return WhyUnknown
	case !billed:
		return WhyClass
	case !f.Seen:
		return WhyUnseen
	}
	return ""
}
