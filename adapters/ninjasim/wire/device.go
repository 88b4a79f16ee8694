package wire

import "coresync/adapters/ninjasim/fleet"

// Expand says which references were asked for by the parameter "expand".
type Expand uint16

// The references of schema NodeReferences.
const (
	ExpandOrganization Expand = 1 << iota
	ExpandLocation
	ExpandRolePolicy
	ExpandPolicy
	ExpandRole
	ExpandBackupUsage
	ExpandWarranty
	ExpandAssignedOwner
	ExpandThrottle
)

var expandNames = map[string]Expand{
	"organization": ExpandOrganization, "location": ExpandLocation, "rolePolicy": ExpandRolePolicy, "policy": ExpandPolicy,
	"role": ExpandRole, "backupUsage": ExpandBackupUsage, "warranty": ExpandWarranty, "assignedOwner": ExpandAssignedOwner,
	"backupBandwidthThrottle": ExpandThrottle,
}

// ExpandNamed gives the flag of a name, 0 for one that NinjaOne doesn't know
// and therefore ignores.
func ExpandNamed(name string) Expand { return expandNames[name] }

// References finds what devices refer to.
type References interface {
	Organization(id int) *fleet.Organization
	Policy(id int) *fleet.Policy
	User(id int) (*fleet.User, bool)
}

// Device writes a device: a basic row, or a detailed one when full is set.
// Members that have no value are left out; devices have no nulls.
func Device(w *Writer, d *fleet.Device, full bool, expand Expand, refs References) {
	start := len(w.b)
	if w.comma {
		start++ // the comma is not part of the row
	}
	w.Object()
	base(w, d)
	if expand != 0 {
		references(w, d, expand, refs)
	}
	if full {
		detail(w, d)
	}
	w.End()
	if len(d.Raw) != 0 {
		w.b = Patch(w.b, start, d.Raw, full)
	}
}

// SearchMatch writes a hit of a search: a basic row with how well it fits.
func SearchMatch(w *Writer, d *fleet.Device, score int, attribute, value string) {
	w.Object()
	base(w, d)
	w.Int("score", int64(score))
	w.String("matchAttr", attribute)
	w.String("matchAttrValue", value)
	w.End()
}

// base writes the members that both listings have.
func base(w *Writer, d *fleet.Device) {
	w.Int("id", int64(d.ID))
	w.String("uid", d.UID)
	w.Filled("assignedOwnerUid", d.OwnerUID)
	w.Positive("parentDeviceId", d.ParentID)
	w.Int("organizationId", int64(d.OrgID))
	w.Int("locationId", int64(d.LocationID))
	w.String("nodeClass", d.Class.String())
	w.Int("nodeRoleId", int64(d.Role.ID))
	w.Positive("rolePolicyId", d.RolePolicyID)
	w.Positive("policyId", d.PolicyID)
	w.String("approvalStatus", d.Status.String())
	w.Bool("offline", d.Offline)
	w.Filled("displayName", d.DisplayName)
	w.Filled("systemName", d.SystemName)
	w.Filled("dnsName", d.DNSName)
	w.Filled("netbiosName", d.NetBIOSName)
	w.Time("created", d.Created)
	w.Time("lastContact", d.LastContact)
	w.Time("lastUpdate", d.LastUpdate)
	if m := d.Maintenance; m != nil {
		w.Key("maintenance")
		w.Object()
		w.String("status", m.Status)
		w.Time("start", m.Start)
		w.Time("end", m.End)
		w.String("reasonMessage", m.Reason)
		w.End()
	}
}

// detail writes what a detailed row has on top.
func detail(w *Writer, d *fleet.Device) {
	if d.Type == "AgentDevice" {
		w.Strings("tags", d.Tags)
	}
	if len(d.IPs) > 0 {
		w.Strings("ipAddresses", d.IPs)
	}
	if len(d.MACs) > 0 {
		w.Strings("macAddresses", d.MACs)
	}
	w.Filled("publicIP", d.PublicIP)
	if d.Note != "" {
		w.Key("notes")
		w.Array()
		w.Object()
		w.String("text", d.Note)
		w.End()
		w.Close()
	}
	switch {
	case d.Type == "AgentDevice":
		agent(w, d)
	case d.Type == "VMHost":
		vmHost(w, &d.Host)
	case d.Type == "VMGuest":
		vmGuest(w, &d.Guest)
	case d.Type == "MdmDevice":
		mobile(w, &d.Mobile)
	case d.Class == fleet.CloudMonitorTarget:
		cloud(w, &d.Cloud)
	}
	w.String("deviceType", d.Type)
}
