package web

import (
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// runs are the pages of sync runs (screen 5.4).
func (s *Site) runs() []Route {
	has, manage := s.Services.Runs != nil, permission.IntegrationsManage
	return []Route{
		{"page.run", get, "/sync-runs/{id}", permission.IntegrationsView, has, s.showRun},
		{"page.run.release", post, "/sync-runs/{id}/release", manage, has, s.releaseRun},
		{"page.run.discard", post, "/sync-runs/{id}/discard", manage, has, s.discardRun},
		{"page.run.undo", post, "/sync-runs/{id}/undo", manage, has, s.undoRun},
	}
}

// runView is what the page of a run shows.
type runView struct {
	api.Run
	Kind    string // that the changes are narrowed to; empty: all
	Groups  []kindCount
	Changes api.Page[api.Change]
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
	found, err := s.Services.Runs.Get(r.Context(), r.scope(), id)
	if err != nil {
		return err
	}
	run := &runView{Run: found.Data, Kind: r.URL.Query().Get("kind")}
	if !running(run.Run) {
		if err := s.loadChanges(r, run); err != nil {
			return err
		}
	}
	return r.page("Sync run", "integrations", func(v *view) page { return runPage(v, run) })
}

func (s *Site) loadChanges(r *Request, run *runView) error {
	groups, err := s.Services.Runs.Groups(r.Context(), r.scope(), run.ID)
	if err != nil {
		return err
	}
	var filter api.ChangeFilter
	for _, g := range groups.Data.Kinds {
		run.count(g)
		if g.Kind == run.Kind {
			filter.Kinds = []string{g.Kind}
		}
	}
	changes, err := s.Services.Runs.Changes(r.Context(), r.scope(), run.ID, filter, api.List{Limit: pageSize})
	run.Changes = changes.Data
	if len(filter.Kinds) == 0 {
		run.Kind = ""
	}
	return err
}

// count adds a group, which is of one kind and one sort of thing.
func (v *runView) count(g api.ChangeGroup) {
	for i := range v.Groups {
		if v.Groups[i].Kind == g.Kind {
			v.Groups[i].N += g.Count
			return
		}
	}
	v.Groups = append(v.Groups, kindCount{g.Kind, g.Count})
}

func runPath(id uuid.UUID) string { return "/sync-runs/" + id.String() }

func (s *Site) releaseRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	if _, err := s.Services.Runs.Release(r.Context(), r.command(), id, api.ChangeFilter{}); err != nil {
		return err
	}
	return r.done(runPath(id), "The run was released.")
}

func (s *Site) discardRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	if _, err := s.Services.Runs.Discard(r.Context(), r.command(), id); err != nil {
		return err
	}
	return r.done(runPath(id), "The run was discarded. Nothing of it was written.")
}

func (s *Site) undoRun(r *Request) error {
	id, err := r.pathID("id", "run")
	if err != nil {
		return err
	}
	undone, err := s.Services.Runs.Undo(r.Context(), r.command(), id, false)
	if err != nil {
		return err
	}
	if err := s.awaitPosition(r, undone.Position); err != nil {
		return err
	}
	return r.done(runPath(id), plural(undone.Restored, "thing is", "things are")+" as before the run. The connection's next run is held.")
}

func running(run api.Run) bool { return run.State == "running" || run.State == "queued" }

// took is how long a run took.
func took(v *view, run api.Run) string {
	end := v.Now
	if run.EndedAt != nil {
		end = *run.EndedAt
	}
	return end.Sub(run.StartedAt).Round(1e9).String()
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
		{"Unchanged", n.Unchanged, ""}, {"Skipped", n.Skipped, ""}, {"Failed", n.Failed, ""},
		{"Missing", n.Missing, "?kind=missing"}, {"On- or offline since", n.PresenceChanged, "?kind=presence"},
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
