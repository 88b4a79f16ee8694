package web

import (
	"net/http"
	"strconv"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// ignoresPath is where it is said which devices become no assets.
const ignoresPath = "/settings/integrations/ignore-rules"

// ignorePages are the page of the ignore rules (GAP-03).
func (s *Site) ignorePages() []Route {
	has, manage := s.Services.Ignores != nil && s.Services.Connections != nil, permission.IntegrationsManage
	return []Route{
		{"page.ignores", get, ignoresPath, permission.IntegrationsView, has, func(r *Request) error {
			return s.showIgnores(r, http.StatusOK, ignoreForm{Kind: "name"}, nil)
		}},
		{"page.ignores.add", post, ignoresPath, manage, has, s.addIgnore},
		{"page.ignores.remove", post, ignoresPath + "/{id}/remove", manage, has, s.removeIgnore},
		{"page.ignores.scope", post, ignoresPath + "/scope", manage, has, s.setScope},
	}
}

// ignoresView is what the page shows.
type ignoresView struct {
	Rules       []api.IgnoreRule
	Scope       api.AssetScope
	Connections []api.Connection
	Form        ignoreForm
	Faults      faults
}

// ignoreForm is a rule as somebody types it.
type ignoreForm struct{ Kind, Connection, Value, Reason string }

// ignoreKinds are what a rule may look at; Hint says what to write.
func ignoreKinds() []choice {
	return []choice{
		{"name", "Name pattern", "LAB-*"}, {"tag", "Tag", "spare"}, {"class", "Device class", "CLOUD_MONITOR_TARGET"},
		{"organization", "Organization", "its id in NinjaOne"}, {"location", "Location", "its id in NinjaOne"},
	}
}

func ignoreKind(kind string) string {
	for _, k := range ignoreKinds() {
		if k.Value == kind {
			return k.Word
		}
	}
	return statusWord(kind)
}

func (s *Site) showIgnores(r *Request, status int, form ignoreForm, f faults) error {
	found, err := s.Services.Ignores.List(r.Context(), r.then())
	if err != nil {
		return err
	}
	scope, err := s.Services.Ignores.AssetScope(r.Context(), r.then())
	if err != nil {
		return err
	}
	v := &ignoresView{Rules: found.Data, Scope: scope.Data, Form: form, Faults: f}
	if v.Connections, err = s.connections(r, r.then()); err != nil {
		return err
	}
	return r.pageWith(status, "Ignore rules", "integrations", func(on *view) page { return ignoresPage(on, v) })
}

// draft is the rule of a form: of organizations and locations, the value is their id.
func (f ignoreForm) draft() (api.IgnoreDraft, error) {
	d := api.IgnoreDraft{Kind: f.Kind, Reason: f.Reason}
	if f.Kind != "organization" && f.Kind != "location" {
		d.Value = f.Value
		return d, nil
	}
	id, err := strconv.ParseInt(f.Value, 10, 64)
	if err != nil || id <= 0 {
		return d, domain.Invalid([]domain.Fault{{Pointer: "/value", Code: "required", Message: "Write the id that the " + f.Kind + " has in NinjaOne: a number."}})
	}
	d.NinjaID = id
	if connection, err := uuid.Parse(f.Connection); err == nil {
		d.Connection = &connection
	}
	return d, nil
}

func (s *Site) addIgnore(r *Request) error {
	form := ignoreForm{Kind: r.field("kind"), Connection: r.field("connection"), Value: r.field("value"), Reason: r.field("reason")}
	draft, err := form.draft()
	var done api.Written
	if err == nil {
		done, err = s.Services.Ignores.Create(r.Context(), r.command(), draft)
	}
	if f := faultsOf(err); f != nil {
		return s.showIgnores(r, http.StatusUnprocessableEntity, form, f)
	}
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.undoable(ignoresPath, "The rule holds. Its devices are no assets as long as it does; nothing of them is lost.")
}

func (s *Site) removeIgnore(r *Request) error {
	id, err := r.pathID("id", "ignore_rule")
	if err != nil {
		return err
	}
	done, err := s.Services.Ignores.Remove(r.Context(), r.command(), id)
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.undoable(ignoresPath, "The rule is gone; its devices are assets again.")
}

// setScope says whether devices of organizations without a customer become assets.
func (s *Site) setScope(r *Request) error {
	command := r.command()
	if version, err := strconv.ParseInt(r.field("version"), 10, 64); err == nil {
		command.Expected = &version
	}
	done, err := s.Services.Ignores.SetAssetScope(r.Context(), command, api.AssetScopeDraft{MappedOnly: r.field("mapped_only") != ""})
	if err == nil {
		err = s.await(r, done)
	}
	if err != nil {
		return err
	}
	return r.undoable(ignoresPath, "Saved.")
}

// ignored says what a rule looks at.
func (v *ignoresView) ignored(rule api.IgnoreRule) string {
	if rule.Connection == nil {
		return rule.Value
	}
	for _, c := range v.Connections {
		if c.ID == *rule.Connection {
			return "id " + number(rule.NinjaID) + " of " + c.Name
		}
	}
	return "id " + number(rule.NinjaID)
}
