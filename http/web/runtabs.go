package web

import (
	"slices"
	"strconv"

	"coresync/http/api"
	"coresync/http/permission"
)

// The tabs of a run (screen 5.4); the first is shown where none is named.
const (
	tabChanges       = "changes"
	tabApart         = "apart"
	tabOrganizations = "organizations"
	tabLog           = "log"
)

// runParts are what the tabs of a run show beside its changes.
type runParts struct {
	Apart         *listing // how the rows that were set apart are narrowed
	Organizations api.Page[api.RunOrganization]
	Where         *listing // how the organizations are narrowed and sorted
	Steps         []api.RunStep
}

// runTab is the tab that the address names.
func (r *Request) runTab() string {
	if tab := r.URL.Query().Get(tabName); slices.Contains([]string{tabApart, tabOrganizations, tabLog}, tab) {
		return tab
	}
	return tabChanges
}

func (s *Site) loadRunTab(r *Request, scope api.Scope, run *runView) error {
	switch run.Tab {
	case tabApart:
		run.Parts.Apart = r.listing(tabName, "outcome", "reason")
		run.Parts.Apart.path = run.path
	case tabOrganizations:
		l := r.listing(tabName)
		l.path, run.Parts.Where = run.path, l
		found, err := s.Services.Runs.Organizations(r.Context(), scope, run.ID, r.asked(l, organizationSorts, organizationSorts[0]))
		if err != nil {
			return err
		}
		run.Parts.Organizations = found.Data
		return follows(l, found.Data)
	case tabLog:
		found, err := s.Services.Runs.Log(r.Context(), scope, run.ID)
		run.Parts.Steps = found.Data
		return err
	}
	return nil
}

// organizationSorts are the orders of a run's organizations; the first is the usual.
var organizationSorts = []string{"attention", "name", "devices"}

// exportRun makes a file of a run's changes, as its list shows them.
func (s *Site) exportRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	q := r.exportQuery(api.TableRunChanges)
	q.Set("run", id.String())
	return s.exportAs(r, api.TableRunChanges, q)
}

// tabs lead to the parts of a run.
func (v *runView) tabs() (all []tab) {
	for _, t := range []struct {
		name, word string
		n          int
	}{
		{tabChanges, "Changes", 0}, {tabApart, "Skipped & failed", max(v.Counts.Skipped+v.Counts.Failed, len(v.Apart))},
		{tabOrganizations, "Organizations", 0}, {tabLog, "Log", 0},
	} {
		all = append(all, tab{Word: t.word, Href: v.tabHref(t.name), N: int64(t.n), Now: v.Tab == t.name})
	}
	return all
}

// tabHref is the address of a tab.
func (v *runView) tabHref(tab string) string {
	if tab == tabChanges && !running(v.Run) { // of one that goes on the log is shown where none is named
		return v.path
	}
	return v.path + "?" + tabName + "=" + tab
}

// wasReleased tells that a person let it go after it was held.
func (v *runView) wasReleased() bool {
	return v.Held != nil && v.Held.Outcome == "released" && v.Held.Until != nil
}

// leftOut counts the devices of which a change was not released, as far as they are listed.
func (v *runView) leftOut() (n int) {
	for _, a := range v.Apart {
		if a.Reason == "left_out" {
			n++
		}
	}
	return n
}

// apart are the rows that were set apart, as they are narrowed.
func (v *runView) apart() []api.Apart {
	l := v.Parts.Apart
	return slices.DeleteFunc(slices.Clone(v.Apart), func(a api.Apart) bool {
		return l.query.Has("outcome") && !l.has("outcome", a.Outcome) || l.query.Has("reason") && !l.has("reason", a.Reason)
	})
}

// apartReasons count the rows that were set apart by why, the most first.
func (v *runView) apartReasons() (all []kindCount) {
	for _, a := range v.Apart {
		i := slices.IndexFunc(all, func(k kindCount) bool { return k.Kind == a.Reason })
		if i < 0 {
			i, all = len(all), append(all, kindCount{Kind: a.Reason})
		}
		all[i].N++
	}
	slices.SortStableFunc(all, func(a, b kindCount) int { return b.N - a.N })
	return all
}

// ofOrganization is the address of the run's changes of devices of these kinds in one
// organization.
func (v *runView) ofOrganization(o api.RunOrganization, kinds ...string) string {
	l := &listing{path: v.path}
	return l.address(map[string][]string{"kind": kinds, "organization": {number(o.Organization)}, "thing": {"device"}})
}

// devicesOf is the address of the devices of an organization as they are now.
func (v *runView) devicesOf(o api.RunOrganization) string {
	return "/assets?source=ninjaone&connection=" + v.Connection.ID.String() + "&organization=" + number(o.Organization)
}

// organizationHref is the address of an organization; empty: it is not there yet.
func (v *runView) organizationHref(o api.RunOrganization) string {
	if o.Name == "" || (v.State == "held" || running(v.Run)) && v.Trigger == "first" {
		return ""
	}
	return ConnectionPath(v.Connection.ID) + "/mappings/" + strconv.FormatInt(o.Organization, 10)
}

// organizationWord names an organization. Rows that can't be read may not tell theirs.
func organizationWord(o api.RunOrganization) string {
	if o.Organization == 0 {
		return "Rows that tell no organization"
	}
	return named(o.Name)
}

// organizationStates say whether an organization waits, and whether it was listed whole.
func organizationStates(o api.RunOrganization) (all []tone) {
	switch {
	case o.Held && len(o.Exceeded) > 0:
		all = append(all, tone{"Held: beyond a limit", "alert-triangle", "orange"})
	case o.Held:
		all = append(all, tone{"Held with the run", "clock", "orange"})
	case len(o.Exceeded) > 0:
		all = append(all, tone{"Was beyond a limit", "alert-triangle", "secondary"})
	}
	if o.Complete {
		return append(all, tone{"Complete", "circle-check", "green"})
	}
	return append(all, tone{"Not complete", "circle-dashed", "yellow"})
}

// stepTone is how a step of a run is shown.
func stepTone(kind string) tone {
	switch kind {
	case api.StepStarted:
		return tone{"Started", "chevron-right", "blue"}
	case api.StepListed:
		return tone{"Listed", "list-check", "secondary"}
	case api.StepWaited:
		return tone{"Waited", "clock", "orange"}
	case api.StepApart:
		return tone{"Set apart", "circle-dashed", "yellow"}
	case api.StepReleased:
		return tone{"Released", "check", "green"}
	}
	return runState(kind) // held, discarded, completed, failed and undone are states, too
}

// mayRetry tells whether a sync can be started from the page of a run.
func mayRetry(v *view, run api.Run) bool {
	return v.may(permission.IntegrationsManage) && !running(run)
}

// untilNow adds to what is said of a run that it goes on.
func untilNow(run api.Run, said string) string {
	if running(run) {
		return said + " so far"
	}
	return said
}
