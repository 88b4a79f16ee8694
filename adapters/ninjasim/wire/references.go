package wire

import "coresync/adapters/ninjasim/fleet"

// references writes what "expand" asked for.
func references(w *Writer, d *fleet.Device, e Expand, refs References) {
	w.Key("references")
	w.Object()
	org := refs.Organization(d.OrgID)
	if e&ExpandOrganization != 0 && org != nil {
		w.Key("organization")
		Organization(w, org)
	}
	if e&ExpandLocation != 0 && org != nil {
		if l := org.Location(d.LocationID); l != nil {
			w.Key("location")
			Location(w, l, 0)
		}
	}
	if e&ExpandRolePolicy != 0 {
		policyReference(w, "rolePolicy", refs.Policy(d.RolePolicyID))
	}
	if e&ExpandPolicy != 0 {
		policyReference(w, "policy", refs.Policy(d.PolicyID))
	}
	if e&ExpandRole != 0 {
		w.Key("role")
		DeviceRole(w, d.Role)
	}
	if e&ExpandBackupUsage != 0 && d.Type == "AgentDevice" {
		backupUsage(w)
	}
	if e&ExpandWarranty != 0 && d.Warranty != nil {
		warranty(w, d.Warranty)
	}
	if e&ExpandAssignedOwner != 0 && d.OwnerID != 0 {
		if u, ok := refs.User(d.OwnerID); ok {
			w.Key("assignedOwner")
			User(w, u, nil, false)
		}
	}
	w.End()
}

// policyReference writes a policy, or nothing where a device has none.
func policyReference(w *Writer, key string, p *fleet.Policy) {
	if p != nil {
		w.Key(key)
		Policy(w, p)
	}
}

// warranty writes the maker's dates. Zeros are written: they mean that the maker
// was asked and knew nothing, which is not the same as no member.
func warranty(w *Writer, v *fleet.Warranty) {
	w.Key("warranty")
	w.Object()
	w.Time("startDate", v.Start)
	w.Time("endDate", v.End)
	w.Time("manufacturerFulfillmentDate", v.Fulfilled)
	w.End()
}

// backupUsage writes the sizes of a device that is not backed up.
func backupUsage(w *Writer) {
	w.Key("backupUsage")
	w.Object()
	for _, k := range []string{"revisionsCurrentSize", "revisionsPreviousSize", "revisionsDeletedSize", "localFileFolderSize",
		"localImageSize", "cloudFileFolderSize", "cloudImageSize", "revisionsTotalSize", "cloudTotalSize", "localTotalSize"} {
		w.Int(k, 0)
	}
	w.End()
}
