package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// runs are the pages of sync runs (screen 5.4).
func (s *Site) runs() []Route {
	has, manage := s.Services.Runs != nil, permission.IntegrationsManage
	return []Route{
		{"page.run", get, "/sync-runs/{id}", permission.IntegrationsView, has, s.showRun},
		{"page.run.export", get, "/sync-runs/{id}/export", permission.IntegrationsView, has && s.Services.Exports != nil, s.exportRun},
		{"page.run.release", post, "/sync-runs/{id}/release", manage, has, s.releaseRun},
		{"page.run.cancel", post, "/sync-runs/{id}/cancel", manage, has, s.cancelRun},
		{"page.run.discard", post, "/sync-runs/{id}/discard", manage, has, s.discardRun},
		{"page.run.undo", post, "/sync-runs/{id}/undo", manage, has, s.undoRun},
	}
}

// runView is what the page of a run shows.
type runView struct {
	api.Run
	*listing
	Kinds         []kindCount
	Organizations []api.ChangeGroup
	Fields        []api.ChangeGroup
	Changes       api.Page[api.Change]
	Devices       map[int64]int // that a run creates, by organization
	Tab           string        // which of its parts is shown
	Parts         runParts
	// Undone is what undoing would come to; nil: not asked.
	Undone *api.Undone
	// Part and Picked are what was selected of it.
	Part   string
	Picked []string
}

// filter is what the changes are narrowed to.
func (v *runView) filter() api.ChangeFilter {
	f := api.ChangeFilter{Kinds: v.query["kind"], Things: v.query["thing"], Field: v.query.Get("field")}
	if n, err := strconv.ParseInt(v.query.Get("organization"), 10, 64); err == nil {
		f.Organizations = []int64{n}
	}
	return f
}

// kindCount is how many changes of a kind a run has.
type kindCount struct {
	Kind string
	N    int
}

func (s *Site) showRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	run, err := s.runView(r, r.then(), id)
	if err != nil {
		return err
	}
	return r.page("Sync run", "integrations", func(v *view) page { return runPage(v, run) })
}

func (s *Site) runView(r *Request, scope api.Scope, id uuid.UUID) (*runView, error) {
	found, err := s.Services.Runs.Get(r.Context(), scope, id)
	if err != nil {
		return nil, err
	}
	run := &runView{Run: found.Data, listing: r.changesListing(), Tab: r.runTab()}
	run.path = runPath(id)
	if running(run.Run) && r.URL.Query().Get(tabName) == "" {
		run.Tab = tabLog // so far
	}
	if run.Tab == tabChanges || run.waits() { // whose card tells of changes
		if err := s.loadChanges(r, scope, run); err != nil {
			return nil, err
		}
	}
	return run, s.loadRunTab(r, scope, run)
}

// changesListing is the list of a run's changes as the address says it.
func (r *Request) changesListing() *listing {
	return r.listing(tabName, "kind", "field", "organization", "thing")
}

func (s *Site) loadChanges(r *Request, scope api.Scope, run *runView) error {
	groups, err := s.Services.Runs.Groups(r.Context(), scope, run.ID)
	if err != nil {
		return err
	}
	for _, g := range groups.Data.Kinds {
		run.count(g)
	}
	run.Devices = make(map[int64]int)
	for _, g := range groups.Data.Organizations {
		if g.Thing == "device" && g.Kind == "created" {
			run.Devices[g.Organization] += g.Count
		}
	}
	run.Organizations = groups.Data.Organizations[:min(len(groups.Data.Organizations), mostGroups)]
	run.Fields = groups.Data.Fields[:min(len(groups.Data.Fields), mostGroups)]
	list := r.asked(run.listing, nil, "")
	list.Q = ""
	changes, err := s.Services.Runs.Changes(r.Context(), scope, run.ID, run.filter(), list)
	if err != nil {
		return err
	}
	run.Changes = changes.Data
	return follows(run.listing, changes.Data)
}

// mostGroups is how many organizations or fields the changes can be narrowed to.
const mostGroups = 12

// count adds a group, which is of one kind and one sort of thing.
func (v *runView) count(g api.ChangeGroup) {
	for i := range v.Kinds {
		if v.Kinds[i].Kind == g.Kind {
			v.Kinds[i].N += g.Count
			return
		}
	}
	v.Kinds = append(v.Kinds, kindCount{g.Kind, g.Count})
}

func runPath(id uuid.UUID) string { return "/sync-runs/" + id.String() }

// releaseRun lets a held run go to the log: all of it, what is ticked, or what the
// list is narrowed to.
func (s *Site) releaseRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	back, said := r.back(runPath(id)), "The run was released."
	only, some := r.partOfRun()
	if !some {
		return r.done(back, "No change was selected.")
	}
	switch r.field("part") {
	case "ticked":
		said = plural(len(only.Changes), "change was", "changes were") + " released; the rest was left out."
	case "filter":
		said = "What was shown was released; the rest was left out."
	}
	done, err := s.Services.Runs.Release(r.Context(), r.command(), id, only)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.done(back, said)
}

// partOfRun is what a form selects of a run: all of it, what is ticked, or what the list
// is narrowed to; false: nothing was ticked.
func (r *Request) partOfRun() (only api.ChangeFilter, some bool) {
	switch r.field("part") {
	case "ticked":
		only.Changes = r.PostForm["pick"]
		return only, len(only.Changes) > 0
	case "filter":
		run := &runView{listing: r.changesListing()}
		only = run.filter()
	}
	return only, true
}

// back is where a form wants to return to.
func (r *Request) back(normal string) string {
	if to := r.field("back"); to != "" {
		return local(to)
	}
	return normal
}

func (s *Site) discardRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	if _, err := s.Services.Runs.Discard(r.Context(), r.command(), id); err != nil {
		return err
	}
	return r.done(r.back(runPath(id)), "The run was discarded. Nothing of it was written.")
}

// undoRun shows first what undoing would come to, and does it once that was seen.
func (s *Site) undoRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	only, some := r.partOfRun()
	if !some {
		return r.done(r.back(runPath(id)), "No change was selected.")
	}
	preview := r.field("sure") == ""
	undone, err := s.Services.Runs.Undo(r.Context(), r.command(), id, only, preview)
	if err != nil {
		return err
	}
	if preview {
		run, err := s.runView(r, r.then(), id)
		if err != nil {
			return err
		}
		run.Undone, run.Part, run.Picked = &undone, r.field("part"), r.PostForm["pick"]
		return r.page("Undo a sync run", "integrations", func(v *view) page { return runPage(v, run) })
	}
	if err := s.awaitPosition(r, undone.Position); err != nil {
		return err
	}
	said := plural(undone.Restored, "thing is", "things are") + " as before the run. The connection's next run is held."
	if undone.Restored == 0 {
		said = "Nothing was changed: all of it was changed again since."
	}
	return r.done(runPath(id), said)
}

// verb is what can be done with some of the run's changes, and its word; empty: nothing.
func (v *runView) verb() (verb, word string) {
	switch {
	case v.State == "held":
		return "release", "Release"
	case v.State == "completed" && !v.Preview && v.Undone == nil:
		return "undo", "Undo"
	}
	return "", ""
}

// part is the address of a form about what the list is narrowed to.
func (v *runView) part(verb string) string {
	path := runPath(v.ID)
	return path + "/" + verb + strings.TrimPrefix(v.address(v.query), path)
}

// waits tells that a preview waits for somebody.
func (v *runView) waits() bool { return v.Preview && v.State == "held" }

// unsaid are the limits that the run goes beyond and that its message does not name.
func (v *runView) unsaid() []api.Exceeded {
	if v.waits() {
		return v.Exceeded // a preview's message is not shown
	}
	return slices.DeleteFunc(slices.Clone(v.Exceeded), func(e api.Exceeded) bool { return strings.Contains(v.Message, e.Message) })
}

// hasAsset tells whether the asset of a change is there to be looked at.
func (v *runView) hasAsset(c api.Change) bool {
	written := v.State != "held" && v.State != "discarded" && !running(v.Run)
	return c.Asset != nil && c.Name != "" && (written || c.Kind != "created")
}

func running(run api.Run) bool { return run.State == "running" || run.State == "queued" }

// took is how long a run worked, and how long it waited for a person beside that.
func took(v *view, run api.Run) string {
	worked, waited := run.Lasted(v.Now)
	lasted := worked.Round(time.Second)
	if run.State == "held" {
		if run.Held == nil {
			return "waits for a decision" // it does nothing meanwhile
		}
		return "worked " + atLeastASecond(lasted) + ", waits for a decision for " + waited.Round(time.Second).String()
	}
	said := "took " + atLeastASecond(lasted)
	if running(run) {
		said = "going on for " + lasted.String()
	}
	if run.Held != nil {
		said += " of work, after waiting " + atLeastASecond(waited.Round(time.Second)) + " for a decision"
	}
	return said
}

func atLeastASecond(d time.Duration) string {
	if d <= 0 {
		return "less than a second"
	}
	return d.String()
}

// tile is a number with its name; the first five are those of SYN-05 to SYN-09.
type tile struct {
	Word string
	N    int
	Href string
}

func runTiles(run api.Run) []tile {
	n, mappings := run.Counts, ConnectionPath(run.Connection.ID)+"/mappings"
	return []tile{
		{"Number of devices found", n.Found, "/assets?source=ninjaone&connection=" + run.Connection.ID.String()},
		{"Assets created", n.Created, "?kind=created"},
		{"Assets updated", n.Changed, "?kind=changed"},
		{"Organizations matched to customers", run.OrganizationsMatched, mappings + "?status=mapped"},
		{"Unmatched organizations", run.OrganizationsUnmatched, mappings + "?status=unmatched"},
	}
}

func moreTiles(run api.Run) []tile {
	n := run.Counts
	return []tile{
		{"Unchanged", n.Unchanged, ""}, {"Skipped", n.Skipped, apartHref(n.Skipped, "skipped")}, {"Failed", n.Failed, apartHref(n.Failed, "failed")},
		{"Missing", n.Missing, "?kind=missing"}, {"On- or offline since", n.PresenceChanged, "?kind=presence"},
	}
}

// apartHref leads from a number to the rows behind it.
func apartHref(n int, outcome string) string {
	if n == 0 {
		return ""
	}
	return "?tab=" + tabApart + "&outcome=" + outcome
}

// contactTiles say what became of the contacts and end users of the connection (SCH-04).
func contactTiles(v *view, run api.Run) []tile {
	if run.ContactsFound == 0 {
		return nil
	}
	at := func(state string) string {
		if !v.sees(permission.ContactsManage) {
			return ""
		}
		return offersPath + "?connection=" + run.Connection.ID.String() + "&state=" + state
	}
	return []tile{
		{"Contacts in NinjaOne", run.ContactsFound, ""}, {"Contacts offered", run.ContactsOffered, at("offered")}, {"Contacts linked", run.ContactsLinked, at("linked")},
		{"Contacts created", run.ContactsCreated, at("created")}, {"Contacts ignored", run.ContactsIgnored, at("ignored")},
	}
}

// changeWord is what happened to an asset.
func changeWord(kind string) tone {
	switch kind {
	case "created":
		return tone{"Created", "plus", "green"}
	case "returned":
		return tone{"Returned", "link", "green"}
	case "moved":
		return tone{"Moved", "arrow-right", "orange"}
	case "changed":
		return tone{"Changed", "pencil", "blue"}
	case "missing":
		return tone{"Missing", "link-off", "yellow"}
	}
	if kind == "presence" {
		return tone{"On- or offline", "wifi", "secondary"}
	}
	return tone{statusWord(kind), "pencil", "secondary"}
}

// changedThing is what a change is about; a last user has no number of his own.
func changedThing(thing string) string {
	if thing == "last_user" {
		return "last user of device"
	}
	return fieldWord(thing)
}

// organization is the name of one, as far as the run knows it.
func (v *runView) organization(id int64) string {
	for _, e := range v.Exceeded {
		if e.Organization == id && e.Name != "" {
			return e.Name
		}
	}
	if v.Outlook != nil {
		for _, o := range v.Outlook.Organizations {
			if o.OrganizationID == id && o.Name != "" {
				return o.Name
			}
		}
	}
	return "organization " + number(id)
}
