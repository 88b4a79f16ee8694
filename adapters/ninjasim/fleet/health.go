package fleet

// fillHealth sets the numbers of the report device-health.
func (w *World) fillHealth(dev *Device, r *record, own draw) {
	h := Health{Status: "HEALTHY"}
	if r.class.agent() {
		h.PendingPatches = own.n(saltHealth, 9)
		if own.percent(saltHealth, 8) {
			h.FailedPatches = 1 + own.n(saltHealth, 3)
		}
		if own.permille(saltAlert, 6) {
			h.Threats = 1
		}
	}
	if w.alertOf(r, own) != nil {
		h.Alerts = 1
	}
	switch {
	case h.Threats > 0:
		h.Status = "UNHEALTHY"
	case h.Alerts > 0 || h.FailedPatches > 0:
		h.Status = "NEEDS_ATTENTION"
	}
	if dev.OS.NeedsReboot {
		h.RebootReason = "WINDOWS_PM"
	}
	dev.Health = h
}

// Alert is a triggered condition that is active now.
type Alert struct {
	UID, Message, SourceType, SourceUID, SourceName, Subject, Severity, Priority string
	DeviceID                                                                     int
	Created                                                                      int64
}

var alertKinds = []Alert{
	{SourceType: "CONDITION_AGENT_DISK_FREE_SPACE", SourceName: "Disk free space", Severity: "MODERATE", Priority: "MEDIUM", Subject: "C:",
		Message: "Free space on C: is less than 10% for 15 minutes"},
	{SourceType: "CONDITION_WINDOWS_EVENT_LOG_TRIGGERED", Subject: "41", Message: "EventId: 41, Source: Microsoft-Windows-Kernel-Power, Message: The system has rebooted without cleanly shutting down first."},
	{SourceType: "CONDITION_PENDING_REBOOT", SourceName: "Pending reboot", Severity: "MINOR", Priority: "LOW", Message: "A reboot is pending for 7 days"},
	{SourceType: "CONDITION_AGENT_CPU", SourceName: "CPU", Severity: "MAJOR", Priority: "HIGH", Message: "CPU utilization is greater than or equal to 95% for 30 minutes"},
}

// alertOf gives the alert of a device, if it has one.
func (w *World) alertOf(r *record, own draw) *Alert {
	if !r.class.agent() || r.status != Approved || !own.permille(saltAlertKind, 35) {
		return nil
	}
	a := alertKinds[own.n(saltAlertKindOf, len(alertKinds))]
	a.UID, a.DeviceID = own.uuid(saltAlertKind), int(r.id)
	a.SourceUID = drawFor(w.seed, saltAlertKind, int64(len(a.SourceType))).uuid(saltUID)
	a.Created = max(w.start-int64(own.in(saltAlertTime, 600, 9*86400))*second, r.created)
	return &a
}

// Alerts calls f for each active alert, by device id.
func (w *World) Alerts(f func(Alert)) {
	for i := range w.devices {
		if a := w.alertOf(&w.devices[i], w.identity(w.devices[i].id)); a != nil {
			f(*a)
		}
	}
}

// Alert gives the active alert of a device, nil if it has none.
func (w *World) Alert(id int) *Alert {
	i := w.find(id)
	if i < 0 {
		return nil
	}
	return w.alertOf(&w.devices[i], w.identity(w.devices[i].id))
}
