package fleet

import (
	"cmp"
	"slices"
)

// Activity is an entry of the tenant's log.
type Activity struct {
	ID, Time                                               int64
	DeviceID, OrgID, UserID                                int
	Class                                                  string // DEVICE, SYSTEM or USER, what the filter "class" asks for
	Type, Code, Status, TypeText, Subject, Message, Result string
	SourceUID, SourceName                                  string
}

// Activities lists the log, oldest first. Callers must not change it.
func (w *World) Activities() []Activity { return w.log }

// note appends to the log at the present time.
func (w *World) note(a Activity) {
	if a.Time == 0 {
		a.Time = w.now
	}
	w.nextActivity += 1 + int64(mix(uint64(w.nextActivity))%3)
	a.ID = w.nextActivity
	if a.Type == "" {
		a.Type, a.TypeText = "SYSTEM", "System"
	}
	w.log = append(w.log, a)
}

// noteDevice logs that something happened to a device.
func (w *World) noteDevice(code, status string, id, org int, message string) {
	w.note(Activity{Class: "DEVICE", Code: code, Status: status, DeviceID: id, OrgID: org, Message: message})
}

// noteUser logs that something happened to or through a user.
func (w *World) noteUser(code, status string, user int, subject, message string) {
	w.note(Activity{Class: "USER", Code: code, Status: status, UserID: user, Subject: subject, Message: message})
}

// noteSystem logs that something happened to the tenant's structure.
func (w *World) noteSystem(code, status string, org int, subject, message string) {
	w.note(Activity{Class: "SYSTEM", Code: code, Status: status, OrgID: org, Subject: subject, Message: message})
}

// remembered is how far the log reaches back when a world begins.
const remembered = 30 * day

// remember writes the log of the last weeks: enrolments and sign-ins.
func (w *World) remember() {
	var past []Activity
	for i := len(w.devices) - 1; i >= 0 && len(past) < 3000; i-- {
		r := &w.devices[i]
		if r.created < w.start-remembered {
			break
		}
		past = append(past, Activity{Time: r.created, Class: "DEVICE", Code: "NODE_CREATED", Status: "Device created",
			DeviceID: int(r.id), OrgID: int(r.org), Message: "Device was added"})
	}
	for _, t := range w.techs {
		d := drawFor(w.seed, saltTechKind, int64(t.ID))
		for n := range 20 {
			at := w.start - int64(d.sub(saltLogon, n).n(saltLogon, 30*86_400_000))*1000
			past = append(past, Activity{Time: at, Class: "USER", Code: "APP_USER_LOGGED_IN", Status: "Technician logged in",
				UserID: t.ID, Subject: t.Email, Message: "Technician '" + t.FirstName + " " + t.LastName + "' logged in"})
		}
	}
	past = append(past, w.automations()...)
	slices.SortStableFunc(past, func(a, b Activity) int { return cmp.Compare(a.Time, b.Time) })
	for _, a := range past {
		w.note(a)
	}
}

// automations are runs of a script that technicians started on some servers.
func (w *World) automations() []Activity {
	var past []Activity
	if len(w.techs) == 0 {
		return nil
	}
	for i := range w.devices {
		r := &w.devices[i]
		own := w.identity(r.id)
		if r.class != WindowsServer || r.status != Approved || !own.percent(saltChance, 40) || len(past) >= 100 {
			continue
		}
		past = append(past, Activity{Time: w.start - int64(own.n(saltLogon, 20*86_400_000))*1000, Class: "DEVICE", Type: "ACTIONSET",
			TypeText: "Action Set", Code: "START_REQUESTED", Status: "Start Requested", DeviceID: int(r.id), OrgID: int(r.org),
			UserID: w.techs[own.n(saltUser, len(w.techs))].ID, SourceUID: drawFor(w.seed, saltChance, -1).uuid(saltUID),
			SourceName: "RDS - Drain Mode", Message: "Scheduled automation 'RDS - Drain Mode' running on demand"})
	}
	return past
}
