package web

import (
	"slices"
	"strconv"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
)

// operations are the pages about read models: their generations, and the verbs that
// make, compare, promote and check them.
func (s *Site) operations() []Route {
	has, view, manage := s.Services.Projections != nil, permission.AuditView, permission.OperationsManage
	routes := []Route{
		{"page.operations", get, "/operations", view, has, s.showOperations},
		{"page.operations.plan", get, "/operations/{name}/plan", view, has, s.showPlan},
		{"page.operations.diff", get, "/operations/{name}/diff", manage, has, s.showProjectionDiff},
	}
	for verb, do := range s.operationVerbs() {
		routes = append(routes, Route{"page.operations." + verb, post, "/operations/{name}/" + verb, manage, has, do})
	}
	slices.SortFunc(routes[3:], func(a, b Route) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return routes
}

// operationVerbs do what the buttons say.
func (s *Site) operationVerbs() map[string]Handler {
	p := s.Services.Projections
	return map[string]Handler{
		"rebuild": s.operation(func(r *Request, name string) (string, error) {
			_, err := p.Rebuild(r.Context(), r.command(), name, r.field("rules"))
			return "The rows are made anew beside those that are live.", err
		}),
		"fsck": s.operation(func(r *Request, name string) (string, error) {
			_, err := p.Fsck(r.Context(), r.command(), name)
			return "The rows are compared with the log.", err
		}),
		"cancel": s.operation(func(r *Request, name string) (string, error) {
			return "The candidate was given up.", p.Cancel(r.Context(), r.command(), name)
		}),
		"promote": s.operation(func(r *Request, name string) (string, error) {
			done, err := p.Promote(r.Context(), r.command(), name, r.field("accept") != "")
			return "Release " + releaseNumber(done) + " is live.", err
		}),
		"rollback": s.operation(func(r *Request, name string) (string, error) {
			done, err := p.Rollback(r.Context(), r.command(), name)
			return "What was live before is live again, as release " + releaseNumber(done) + ".", err
		}),
		"retry": s.operation(func(r *Request, name string) (string, error) {
			done, err := p.Retry(r.Context(), r.command(), name)
			rows := int64(0)
			for _, t := range done.Tables {
				rows += t.Missing + t.Extra + t.Different
			}
			return plural(int(rows), "row was", "rows were") + " written anew from the log, " + plural(int(done.Unblocked), "was", "were") +
				" unblocked, " + strconv.FormatInt(done.StillBlocked, 10) + " still blocked.", err
		}),
	}
}

// operation does a verb and goes back to the page, which says what was done, or why not.
func (s *Site) operation(do func(r *Request, name string) (string, error)) Handler {
	return func(r *Request) error {
		said, err := do(r, r.Vars["name"])
		switch domain.ErrorCode(err) {
		case domain.CodeConflict, domain.CodeUnavailable:
			return s.operationsPage(r, messageOf(err))
		}
		if err != nil {
			return err
		}
		return r.done("/operations", said)
	}
}

func releaseNumber(done []api.ProjectionRelease) string {
	if len(done) == 0 {
		return ""
	}
	return strconv.FormatInt(done[0].Release, 10)
}

// operationsView is what the page shows.
type operationsView struct {
	Models  []api.Projection
	Rules   []api.RuleSet
	Refused string // why a verb was not done
}

func (s *Site) showOperations(r *Request) error { return s.operationsPage(r, "") }

func (s *Site) operationsPage(r *Request, refused string) error {
	found, err := s.Services.Projections.List(r.Context(), r.scope())
	if err != nil {
		return err
	}
	o := &operationsView{Models: found.Data, Refused: refused}
	if s.Services.Rules != nil {
		if o.Rules, err = s.Services.Rules.List(r.Context(), r.scope()); err != nil {
			return err
		}
	}
	status := 200
	if refused != "" {
		status = 409
	}
	return r.pageWith(status, "Operations", "operations", func(v *view) page { return operationsPage(v, o) })
}

// all tells whether some read model allows a verb, so that it can be done for all.
func (o *operationsView) all(verb string) bool {
	return slices.ContainsFunc(o.Models, func(p api.Projection) bool { return slices.Contains(p.Allowed, verb) })
}

// working tells whether long work goes on.
func (o *operationsView) working() bool {
	return slices.ContainsFunc(o.Models, func(p api.Projection) bool { return atWork(p.Work) })
}

func atWork(w *api.Work) bool { return w != nil && (w.State == "queued" || w.State == "running") }

func (s *Site) showPlan(r *Request) error {
	plan, err := s.Services.Projections.Plan(r.Context(), r.scope(), r.Vars["name"], "")
	if err != nil {
		return err
	}
	return r.page("Plan", "operations", func(v *view) page { return planPage(v, plan) })
}

// rowsOfDiff is how many rows a page of differences shows of each table.
const rowsOfDiff = 100

func (s *Site) showProjectionDiff(r *Request) error {
	d, err := s.Services.Projections.Diff(r.Context(), r.scope(), r.Vars["name"], rowsOfDiff)
	if err != nil {
		return err
	}
	return r.page("Difference", "operations", func(v *view) page { return diffPage(v, d) })
}

// modelState is how a read model stands.
func modelState(p api.Projection) tone {
	switch p.State {
	case "live":
		return tone{"Live", "circle-check", "green"}
	case "rebuilding":
		return tone{"Rebuilding", "refresh", "blue"}
	case "blocked":
		return tone{"Rows blocked", "alert-triangle", "orange"}
	case "stopped":
		return tone{"Stopped", "circle-x", "red"}
	}
	return tone{statusWord(p.State), "circle-dashed", "secondary"}
}

// workState is how long work stands.
func workState(w *api.Work) tone {
	switch w.State {
	case "queued":
		return tone{"Queued", "clock", "secondary"}
	case "running":
		return tone{"Running", "refresh", "blue"}
	case "done":
		return tone{"Done", "circle-check", "green"}
	case "differs":
		return tone{"Differs", "alert-triangle", "orange"}
	}
	return tone{"Failed", "circle-x", "red"}
}

// verb is a button of a read model.
type verb struct {
	Name, Word, Icon string
	// Ask is the question before; empty: none is needed.
	Ask  string
	Read bool // it is a page, and changes nothing
	Main bool
}

// verbs are in the order in which they are used.
func verbs(p api.Projection) []verb {
	all := []verb{
		{Name: "plan", Word: "Plan", Icon: "list-check", Read: true},
		{Name: "rebuild", Word: "Rebuild", Icon: "refresh", Ask: "Make the rows of " + p.Name + " anew beside those that are live? Nothing changes for readers until you promote them."},
		{Name: "diff", Word: "Difference", Icon: "columns-3", Read: true, Main: true},
		{Name: "promote", Word: "Promote", Icon: "circle-check", Ask: "Make the candidate of " + p.Name + " live? What is live now is kept for a day."},
		{Name: "cancel", Word: "Cancel", Icon: "x", Ask: "Give up the candidate of " + p.Name + "? Its rows are deleted."},
		{Name: "rollback", Word: "Roll back", Icon: "history", Ask: "Make live again what was live before?"},
		{Name: "fsck", Word: "Check", Icon: "shield-check"},
		{Name: "retry", Word: "Retry and repair", Icon: "settings", Ask: "Write the rows of " + p.Name + " that are blocked, or differ from the log, anew?"},
	}
	return slices.DeleteFunc(all, func(v verb) bool {
		return !slices.Contains(p.Allowed, v.Name) || v.Name == "retry" && p.Blocked == 0 && (p.Work == nil || p.Work.State != "differs")
	})
}

func percent(share float64) string { return strconv.FormatFloat(share*100, 'f', 1, 64) + " %" }

// lasts is a duration in seconds as one says it.
func lasts(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < time.Second:
		return "under a second"
	case d < time.Minute:
		return "about " + plural(int(d.Seconds()+.5), "second", "seconds")
	}
	return "about " + plural(int(d.Minutes()+.5), "minute", "minutes")
}

// behind is how far a read model is behind the log.
func behind(p api.Projection) string {
	if p.Head <= p.Position {
		return "up to date"
	}
	return plural(int(p.Head-p.Position), "event", "events") + " behind, " + lasts(p.AgeSeconds)
}

func diffWord(d api.DiffSum) string {
	n := d.Added + d.Gone + d.Changed
	if n == 0 {
		return "no difference"
	}
	return plural(int(n), "row differs", "rows differ") + " of " + grouped(d.Rows) + " (" + percent(d.Share) + " of the table that differs most)"
}
