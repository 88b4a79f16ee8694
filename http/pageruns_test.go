package http

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// runAs shows its runs in another state, and notes what is released.
type runAs struct {
	api.Runs
	state   string
	preview bool
	held    *api.Held
	only    []api.ChangeFilter
	undone  []bool // whether it was a preview
}

func (f *runAs) Get(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[api.Run], error) {
	found, err := f.Runs.Get(ctx, s, id)
	found.Data.State, found.Data.Preview, found.Data.Held = f.state, f.preview, f.held
	return found, err
}

func (f *runAs) Release(_ context.Context, _ api.Command, id uuid.UUID, only api.ChangeFilter) (api.Written, error) {
	f.only = append(f.only, only)
	return api.Written{ID: &id, Position: at(4711)}, nil
}

func (f *runAs) Undo(_ context.Context, _ api.Command, id uuid.UUID, only api.ChangeFilter, preview bool) (api.Undone, error) {
	f.only = append(f.only, only)
	f.undone = append(f.undone, preview)
	return api.Undone{Run: id, Preview: preview, Restored: 12, Kept: []api.Change{{ID: "device:1", Kind: "changed", Thing: "device", NinjaID: 1, Name: "LAPTOP-9", Asset: &api.Ref{ID: id, Name: "LAPTOP-9"}}}, Position: at(4711)}, nil
}

func runPages(t *testing.T, f *runAs) (s *Server, path string) {
	t.Helper()
	s = newServer(t, func(_ *Config, has *Services) {
		f.Runs = has.Runs
		has.Runs = f
	})
	found, err := f.List(t.Context(), api.Scope{Tenant: tenant}, api.RunFilter{}, api.List{Limit: 1})
	require.NoError(t, err)
	return s, "/sync-runs/" + found.Data.Items[0].ID.String()
}

// A held run is released whole, or the part that is ticked or shown.
func TestGAP_05_AHeldRunIsReleasedInPart(t *testing.T) {
	t.Parallel()
	fake := &runAs{state: "held"}
	s, path := runPages(t, fake)
	says(t, words(t, s, path), "Held", "Release", "Discard", "Release selected")
	for _, form := range []url.Values{{}, {"part": {"ticked"}, "pick": {"device:402"}}, {"part": {"ticked"}}} {
		require.Equal(t, path, browse(s, "POST", path+"/release", "admin", form).Header().Get("Location"))
	}
	browse(s, "POST", path+"/release?kind=missing&organization=17", "admin", url.Values{"part": {"filter"}})
	require.Equal(t, []api.ChangeFilter{{}, {Changes: []string{"device:402"}}, {Kinds: []string{"missing"}, Organizations: []int64{17}}}, fake.only)
	require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), "Release selected")
}

// A held run that was released says so for good: by whom, when, and what was left out. Its working
// time is told without its wait.
func TestGAP_05_AReleasedRunSaysWhatWasLeftOut(t *testing.T) {
	t.Parallel()
	show := func(state string, held api.Held) string {
		s, path := runPages(t, &runAs{state: state, held: &held})
		return words(t, s, path)
	}
	began, decided := noon.Add(-3*time.Hour), noon.Add(-time.Hour)
	says(t, show("held", api.Held{From: decided}), "worked", "waits for a decision for 1h0m0s")
	part := show("completed", api.Held{From: began, Until: &decided, Outcome: "released", By: "user:" + thing(9).String(), LeftOut: 3})
	says(t, part, "a part of it was released by", "1 hour ago", "3 changes were left out", "the next sync finds it again", "Nothing of it is held any more", "of work, after waiting")
	whole := show("completed", api.Held{From: began, Until: &decided, Outcome: "released", By: "cli:root"})
	says(t, whole, "It was held, and released by")
	require.NotContains(t, whole, "left out")
	require.NotContains(t, show("discarded", api.Held{From: began, Until: &decided, Outcome: "discarded"}), "released by")
}

// What undoing would come to is shown before it is done.
func TestGAP_05_UndoIsShownFirst(t *testing.T) {
	t.Parallel()
	fake := &runAs{state: "completed"}
	s, path := runPages(t, fake)
	says(t, words(t, s, path), "Undo this run…", "412 Contacts in NinjaOne", "31 Contacts offered", "320 Contacts linked", "44 Contacts created", "9 Contacts ignored")
	w := browse(s, "POST", path+"/undo", "admin", url.Values{})
	require.Equal(t, 200, w.Code, w.Body)
	says(t, w.Body.String(), "12 things become", "1 was", "Undo it", "Changed again since", "LAPTOP-9")
	require.Equal(t, path, browse(s, "POST", path+"/undo", "admin", url.Values{"sure": {"1"}}).Header().Get("Location"))
	require.Equal(t, []bool{true, false}, fake.undone)
}

// Changes of a completed run are taken back alone: those that are ticked, or shown.
func TestGAP_05_ARunIsUndoneInPart(t *testing.T) {
	t.Parallel()
	fake := &runAs{state: "completed"}
	s, path := runPages(t, fake)
	says(t, words(t, s, path), "Undo selected")
	require.Equal(t, path, browse(s, "POST", path+"/undo", "admin", url.Values{"part": {"ticked"}}).Header().Get("Location"), "none was ticked")
	form := url.Values{"part": {"ticked"}, "pick": {"device:402", "role:3"}}
	w := browse(s, "POST", path+"/undo?kind=changed", "admin", form)
	says(t, w.Body.String(), "Undo this part of the run?", "The rest of the run holds", `name="pick" value="role:3"`, path+`/undo?kind=changed"`)
	form.Set("sure", "1")
	require.Equal(t, path, browse(s, "POST", path+"/undo?kind=changed", "admin", form).Header().Get("Location"))
	browse(s, "POST", path+"/undo?kind=changed", "admin", url.Values{"part": {"filter"}, "sure": {"1"}})
	picked := api.ChangeFilter{Changes: []string{"device:402", "role:3"}}
	require.Equal(t, []api.ChangeFilter{picked, picked, {Kinds: []string{"changed"}}}, fake.only)
	require.Equal(t, []bool{true, false, false}, fake.undone)
	require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), "Undo selected")
}

// The first sync is offered as a preview, which says that nothing is written.
func TestSYN_05_APreviewSaysThatNothingIsWritten(t *testing.T) {
	t.Parallel()
	s, path := runPages(t, &runAs{state: "held", preview: true})
	text := words(t, s, path)
	says(t, text, "Nothing is written yet.", "Review mappings", "Apply", "Later", "400 devices in 3 organizations: 1 mapped by name, 1 to review, 1 without a match; 398 assets would be created")
	require.NotContains(t, text, "Undo this run")
	require.NotContains(t, text, "Release selected Release")
	require.Equal(t, "/settings/integrations", browse(s, "POST", path+"/release", "admin", url.Values{"back": {"/settings/integrations"}}).Header().Get("Location"))
	require.Equal(t, "/", browse(s, "POST", path+"/discard", "admin", url.Values{"back": {"https://evil.example.com/"}}).Header().Get("Location"))
}

// Both ways to connect are there, and the page says which one is in use.
// SET-07: what is typed is tried before it is kept, and the secret never comes back.
func TestSET_07_CredentialsAreTriedBeforeTheyAreKept(t *testing.T) {
	t.Parallel()
	connections := newFakeConnections()
	s := newServer(t, func(_ *Config, has *Services) { has.Connections = connections })
	try := func(grant, secret string) string {
		w := browse(s, "POST", "/settings/integrations/new/try", "owner", url.Values{
			"name": {"Head office"}, "region": {"EU"}, "grant": {grant}, "client_id": {hostile}, "client_secret": {secret},
		})
		require.Equal(t, http.StatusOK, w.Code)
		page := w.Body.String()
		require.Contains(t, page, `value="Head office"`, "what was typed is still there")
		require.NotContains(t, page, "<script>alert")
		if secret != "" {
			require.NotContains(t, page, `value="`+secret)
		}
		return page[strings.Index(page, `id="tried"`):]
	}
	require.Contains(t, try("client_credentials", "hunter2"), "47 organizations are visible.")
	require.Contains(t, try("client_credentials", "wrong"), "NinjaOne does not know client")
	require.Contains(t, try("client_credentials", ""), "Enter the client secret.")
	require.Contains(t, try("authorization_code", "hunter2"), "A person has to sign in.")
	require.Equal(t, http.StatusForbidden, browse(s, "POST", "/settings/integrations/new/try", "technician", nil).Code)
}

func TestSET_05_09_10_TestAndConnect(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Connections = machine{has.Connections} })
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
	text := words(t, s, path)
	says(t, text, "Not connected", "Test & connect", "connects by client credentials", "A link will look like https://portal.example.com/#/deviceDashboard/123/overview")
	require.NotContains(t, text, "Connect NinjaOne")
	w := browse(s, "POST", path+"/test", "admin", url.Values{})
	require.Equal(t, 200, w.Code, w.Body)
	says(t, words(t, s, "/settings/integrations/new?step=2"), "Sign in at NinjaOne", "Client credentials", "Test & connect", "A link will look like https://app.ninjarmm.com/#/deviceDashboard/123/overview")
}

// machine connects without a person.
type machine struct{ api.Connections }

func (m machine) Get(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[api.Connection], error) {
	found, err := m.Connections.Get(ctx, s, id)
	found.Data.State, found.Data.Grant, found.Data.DashboardDomain, found.Data.Message = "not_connected", "client_credentials", "portal.example.com", ""
	found.Data.LastSync = nil
	return found, err
}

// A file is looked at before it is imported, and its faults are named line by line.
func TestAFileIsPreviewedBeforeItIsImported(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/settings/import"), "external_id, name, number, domains, city", "Preview")
	w := browse(s, "POST", "/settings/import", "technician", url.Values{"kind": {"customers"}, "text": {"external_id,name\n1,Acme\n"}})
	require.Equal(t, 200, w.Code, w.Body)
	require.Contains(t, w.Body.String(), "Nothing is written yet.")
	w = browse(s, "POST", "/settings/import", "technician", url.Values{"kind": {"customers"}, "text": {"external_id,name\n1,Acme\n"}, "import": {"1"}})
	require.Equal(t, "/settings/import", w.Header().Get("Location"))
}

// The rows that are wrong can be taken away as a file, of what stands in the form.
func TestRowsWithFaultsOfAnImportAreTakenAway(t *testing.T) {
	t.Parallel()
	fake := &fakeImports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Imports = faultyFiles{fake} })
	form := url.Values{"kind": {"warranties"}, "text": {"external_id,end\n1,never\n"}}
	w := browse(s, "POST", "/settings/import", "technician", form)
	require.Equal(t, 422, w.Code)
	require.Contains(t, w.Body.String(), `form="import-form" formaction="/settings/import/faults"`)
	require.Contains(t, w.Body.String(), "Line 2, end")
	w = browse(s, "POST", "/settings/import/faults", "technician", form)
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, "attachment; filename=warranties-with-faults.csv", w.Header().Get("Content-Disposition"))
	require.Equal(t, "\ufeffexternal_id,faults\n1,line 2\n", w.Body.String(), "spreadsheet programs need the mark")
	require.Equal(t, "external_id,end\n1,never\n", fake.file)
	require.Equal(t, 404, browse(s, "POST", "/settings/import/faults", "owner", url.Values{"kind": {"apps"}}).Code)
}

// faultyFiles finds faults in every file.
type faultyFiles struct{ *fakeImports }

func (faultyFiles) Import(context.Context, api.Command, api.Import) (api.ImportResult, error) {
	return api.ImportResult{}, domain.Invalid([]domain.Fault{{Pointer: "line 2, end", Code: "invalid", Message: "is not a date like 2026-12-31"}})
}

// unchanged shows a run that found no change.
type unchanged struct{ runAs }

func (*unchanged) Changes(context.Context, api.Scope, uuid.UUID, api.ChangeFilter, api.List) (api.Answer[api.Page[api.Change]], error) {
	return answerOf(api.Page[api.Change]{Items: []api.Change{}}), nil
}

// An empty list of changes says why it is empty: only of a run that completed, looked at
// whole, NinjaOne showed everything as before.
func TestARunWithoutChangesSaysSo(t *testing.T) {
	t.Parallel()
	fake := &unchanged{runAs{state: "completed"}}
	s := newServer(t, func(_ *Config, has *Services) {
		fake.Runs = has.Runs
		has.Runs = fake
	})
	path := "/sync-runs/" + thing(60).String()
	says(t, words(t, s, path), "Nothing differed", "NinjaOne showed everything as it was before.")
	says(t, words(t, s, path+"?kind=missing"), "Nothing of this kind")
	for _, state := range []string{"failed", "discarded", "undone"} {
		fake.state = state
		require.NotContains(t, words(t, s, path), "Nothing differed", state)
	}
}
