package wire

import "coresync/adapters/ninjasim/fleet"

// DeviceRole writes a row of /v2/roles.
func DeviceRole(w *Writer, r *fleet.DeviceRole) {
	w.Object()
	w.Int("id", int64(r.ID))
	w.String("name", r.Name)
	w.String("description", "")
	w.String("nodeClass", r.Class.String())
	w.Bool("custom", r.Custom)
	w.String("chassisType", r.Chassis)
	w.Time("created", r.Created)
	w.Positive("nodeRoleParentId", r.Parent)
	w.End()
}

// Policy writes a row of /v2/policies.
func Policy(w *Writer, p *fleet.Policy) {
	w.Object()
	w.Int("id", int64(p.ID))
	w.Positive("parentPolicyId", p.Parent)
	w.String("name", p.Name)
	w.String("description", "")
	w.String("nodeClass", p.Class.String())
	w.Time("updated", p.Updated)
	w.Bool("nodeClassDefault", p.Default)
	w.End()
}
