package wire

import "coresync/adapters/ninjasim/fleet"

// LoggedOnUser writes who logged on last; rows of a report carry the device's
// id and no id of their own.
func LoggedOnUser(w *Writer, d *fleet.Device, row bool) {
	w.Object()
	if d.LastUser != "" || lastUserRaw(d) != nil {
		w.Key("userName")
		if raw := lastUserRaw(d); raw != nil {
			w.Raw(raw)
		} else {
			w.Text(d.LastUser)
		}
		w.Time("logonTime", d.LogonTime)
	}
	if row {
		w.Int("deviceId", int64(d.ID))
	}
	w.End()
}

// lastUserRaw is what a test injected as the last user, nil if nothing.
func lastUserRaw(d *fleet.Device) []byte {
	for _, m := range d.Raw {
		if len(m.Path) == 1 && m.Path[0] == "lastLoggedInUser" && len(m.Value) > 0 {
			return m.Value
		}
	}
	return nil
}

// HasUser says whether the report of logged-on users has a row for a device.
func HasUser(d *fleet.Device) bool { return d.LastUser != "" || lastUserRaw(d) != nil }

// ComputerSystemRow writes a row of the report computer-systems.
func ComputerSystemRow(w *Writer, d *fleet.Device) {
	w.Object()
	ComputerSystem(w, &d.System)
	w.Int("deviceId", int64(d.ID))
	w.Time("timestamp", d.LastUpdate)
	w.End()
}

// OperatingSystemRow writes a row of the report operating-systems.
func OperatingSystemRow(w *Writer, d *fleet.Device) {
	w.Object()
	OperatingSystem(w, &d.OS)
	w.Int("deviceId", int64(d.ID))
	w.Time("timestamp", d.LastUpdate)
	w.End()
}

// HealthRow writes a row of the report device-health.
func HealthRow(w *Writer, d *fleet.Device) {
	h := &d.Health
	w.Object()
	w.Int("activeThreatsCount", int64(h.Threats))
	w.Int("quarantinedThreatsCount", 0)
	w.Int("blockedThreatsCount", 0)
	w.Int("failedOSPatchesCount", int64(h.FailedPatches))
	w.Int("pendingOSPatchesCount", int64(h.PendingPatches))
	w.Int("alertCount", int64(h.Alerts))
	w.Int("activeJobCount", 0)
	w.Int("failedSoftwarePatchesCount", 0)
	w.Int("pendingSoftwarePatchesCount", 0)
	w.Filled("pendingRebootReason", h.RebootReason)
	w.Key("productsInstallationStatuses")
	w.Object()
	w.End()
	w.Bool("offline", d.Offline)
	w.Positive("parentDeviceId", d.ParentID)
	w.Bool("parentOffline", false)
	w.String("healthStatus", h.Status)
	w.Int("installationIssuesCount", 0)
	w.Int("deviceId", int64(d.ID))
	w.End()
}

// VolumeRow writes a row of the report volumes.
func VolumeRow(w *Writer, d *fleet.Device, v *fleet.Volume) {
	w.Object()
	volumeMembers(w, v)
	w.Int("deviceId", int64(d.ID))
	w.Time("timestamp", d.LastUpdate)
	w.End()
}

// ProcessorRow writes a row of the report processors.
func ProcessorRow(w *Writer, d *fleet.Device, p *fleet.Processor) {
	w.Object()
	processorMembers(w, p)
	w.Int("deviceId", int64(d.ID))
	w.Time("timestamp", d.LastUpdate)
	w.End()
}

// Cursor writes the cursor of a report.
func Cursor(w *Writer, name string, offset, count int, expires int64) {
	w.Key("cursor")
	w.Object()
	w.String("name", name)
	w.Int("offset", int64(offset))
	w.Int("count", int64(count))
	w.Time("expires", expires)
	w.End()
}
