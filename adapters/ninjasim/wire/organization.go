package wire

import "coresync/adapters/ninjasim/fleet"

// Organization writes a brief row: name, nodeApprovalMode and id, in this
// order, and a description only where there is one.
func Organization(w *Writer, o *fleet.Organization) {
	w.Object()
	organization(w, o)
	w.End()
}

// organization writes the members that brief and detailed rows share.
func organization(w *Writer, o *fleet.Organization) {
	w.String("name", o.Name)
	w.Filled("description", o.Description)
	w.String("nodeApprovalMode", o.Approval)
	w.Int("id", int64(o.ID))
}

// PolicyOf gives the policy that an organization maps to a device role.
type PolicyOf func(*fleet.Organization, *fleet.DeviceRole) int

// OrganizationDetailed writes an organization with its locations, the policies
// of its device roles and its settings.
func OrganizationDetailed(w *Writer, o *fleet.Organization, roles []fleet.DeviceRole, policy PolicyOf) {
	w.Object()
	organization(w, o)
	w.Key("locations")
	w.Array()
	for i := range o.Locations {
		Location(w, &o.Locations[i], 0)
	}
	w.Close()
	w.Key("policies")
	w.Array()
	for i := range roles {
		w.Object()
		w.Int("nodeRoleId", int64(roles[i].ID))
		w.Int("policyId", int64(policy(o, &roles[i])))
		w.End()
	}
	w.Close()
	w.Key("settings")
	w.Object()
	w.Key("trayicon")
	w.Object()
	w.String("product", "TRAY_ICON")
	w.Bool("enabled", true)
	w.Strings("targets", []string{"WORKSTATION"})
	w.Key("options")
	w.Object()
	w.End()
	w.End()
	w.End()
	w.End()
}

// Location writes a location; the organization's id is left out when 0, as the
// listing of one organization does.
func Location(w *Writer, l *fleet.Location, org int) {
	w.Object()
	w.String("name", l.Name)
	w.Filled("address", l.Address)
	w.Filled("description", l.Description)
	w.Int("id", int64(l.ID))
	w.Positive("organizationId", org)
	w.End()
}
