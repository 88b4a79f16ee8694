package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"
)

// safetyView is what keeps a run from doing too much, and how rules and access of a
// connection stand (screen 5.3). What the person may not see, or isn't offered, is nil.
type safetyView struct {
	Typed       map[string]string // limits as somebody typed them; nil: those in force
	Faults      faults
	RetireAfter int // days; 0: not known
	// Follows tells whether status follows connectivity (FLD-06); nil: not known.
	Follows *bool
	// Live is the version of the rules under which the rows are made.
	Live   string
	Rules  *api.RuleSet
	Access *api.AccessConnector
}

func (s *Site) safety(r *Request, c api.Connection) (v safetyView, err error) {
	if s.Services.Rules != nil {
		set, err := s.Services.Rules.Get(r.Context(), r.then(), "")
		if err != nil {
			return v, err
		}
		v.Rules = &set
		if v.RetireAfter, v.Follows, err = saidByRules(set); err != nil {
			return v, err
		}
	}
	if s.Services.AccessConnectors != nil && r.may(permission.AccessView) {
		found, err := s.Services.AccessConnectors.Get(r.Context(), r.then(), c.ID)
		if err != nil {
			return v, err
		}
		v.Access = &found.Data
	}
	return v, nil
}

// saidByRules tells after how many days of being missing it is proposed to retire an asset, and
// whether its status follows connectivity.
func saidByRules(set api.RuleSet) (retireAfter int, follows *bool, err error) {
	var read struct {
		Asset struct {
			Follows  *bool `json:"status_follows_connectivity"`
			Identity struct {
				Days int `json:"retire_after_days"`
			} `json:"identity"`
		} `json:"asset"`
	}
	if len(set.Rules) == 0 {
		return 0, nil, nil
	}
	if err := json.Unmarshal(set.Rules, &read); err != nil {
		return 0, nil, fmt.Errorf("read rules %s: %w", set.Version, err)
	}
	return read.Asset.Identity.Days, read.Asset.Follows, nil
}

// followDraft is the change of rules that turns "status follows connectivity" on or off, for the
// rule lab.
func followDraft(on bool) string {
	return fmt.Sprintf("{\n  \"asset\": {\n    \"status_follows_connectivity\": %t\n  }\n}", on)
}

// followReason is why that is adopted, as long as nobody writes a better one.
func followReason(on bool) string {
	if on {
		return "Status follows connectivity."
	}
	return "Status does not follow connectivity."
}

// followWords say what becomes of a status while that is on, or off.
func followWords(on bool) string {
	if on {
		return "Online is In use, offline is Available. What is assigned stays In use, and Maintenance, Retired, Lost, Archived and what was set by hand are left alone."
	}
	return "A device keeps its status when it goes on- or offline. That it is online is shown all the same."
}

func followTone(on bool) tone {
	if on {
		return tone{"On", "check", "green"}
	}
	return tone{"Off", "x", "secondary"}
}

// limitField is a number that says how much one run may change.
type limitField struct {
	Name, Word string
	Value      string
}

func (c *connectionView) limits() []limitField {
	fields := []limitField{
		{"devices", "Devices, at most", strconv.Itoa(c.Limits.Devices)},
		{"percent", "Per cent of an organization, at most", strconv.Itoa(c.Limits.Percent)},
		{"few", "So few never wait", strconv.Itoa(c.Limits.Few)},
	}
	for i := range fields {
		if typed, has := c.Safety.Typed[fields[i].Name]; has {
			fields[i].Value = typed
		}
	}
	return fields
}

// limitWords say what makes a run wait.
func limitWords(l api.Limits) string {
	return fmt.Sprintf("A sync waits for you where, in one organization, more than %s or more than %d %% would go missing, move, change owners or lose values. Up to %d never make it wait.",
		plural(l.Devices, "device", "devices"), l.Percent, l.Few)
}

// saveLimits says how much one run may change before it waits for a person.
func (s *Site) saveLimits(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	wanted, typed, f := api.Limits{}, map[string]string{}, faults{}
	for name, into := range map[string]*int{"devices": &wanted.Devices, "percent": &wanted.Percent, "few": &wanted.Few} {
		typed[name] = r.field(name)
		if *into, err = strconv.Atoi(typed[name]); err != nil {
			f[name] = "Enter a whole number."
		}
	}
	if len(f) == 0 {
		var done api.Written
		done, err = s.Services.Connections.SetLimits(r.Context(), r.command(), id, wanted)
		if err == nil {
			err = s.await(r, done)
		}
		if err == nil {
			return r.done(ConnectionPath(id)+"#safety", "The limits were saved.")
		}
		if f = faultsOf(err); f == nil {
			return err
		}
	}
	return s.connectionPage(r, http.StatusUnprocessableEntity, func(c *connectionView) error {
		c.Safety.Typed, c.Safety.Faults = typed, f
		return nil
	})
}

// scheduleZone is that of the workspace, in which a schedule runs.
func (s *Site) scheduleZone(r *Request) (string, error) {
	if s.Services.Settings == nil {
		return "UTC", nil
	}
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return "", err
	}
	return dates.Zone(w.Timezone).String(), nil
}

// saveSchedule says how often a connection syncs by itself (SCH-01, SCH-02).
func (s *Site) saveSchedule(r *Request) error {
	id, err := r.pathID("connection", "connection")
	if err != nil {
		return err
	}
	schedule := api.Schedule{Frequency: r.field("frequency")}
	switch schedule.Frequency {
	case "manual", "hourly", "daily", "weekly":
	default:
		return domain.Invalid([]domain.Fault{{Pointer: "/frequency", Code: "enum", Message: "Choose manual, hourly, daily or weekly."}})
	}
	if schedule.Zone, err = s.scheduleZone(r); err != nil {
		return err
	}
	done, err := s.Services.Connections.SetSchedule(r.Context(), r.command(), id, schedule)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(ConnectionPath(id), "The schedule was saved.")
}
