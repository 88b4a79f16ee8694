package http

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// apartRuns have rows that were set apart, or a pause that goes on.
type apartRuns struct {
	runAs
	waits bool
}

func (f *apartRuns) Get(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[api.Run], error) {
	found, err := f.runAs.Get(ctx, s, id)
	found.Data.Apart = []api.Apart{
		{Thing: "device", NinjaID: 9, Outcome: "failed", Reason: "too_large", Message: "Its row is larger than a row may be (1 MiB).", Advice: "Shorten it."},
		{Thing: "device", NinjaID: 10, Outcome: "skipped", Reason: "listed_twice", Message: "NinjaOne listed it twice; it counts once.", Advice: "Nothing is to be done."},
	}
	if f.waits {
		found.Data.Waiting = &api.Waiting{Until: noon.Add(30 * time.Second), Message: "NinjaOne asked us to wait 30 s"}
	}
	return found, err
}

func tabPages(t *testing.T, f *apartRuns) (s *Server, path string) {
	t.Helper()
	s = newServer(t, func(_ *Config, has *Services) {
		f.Runs = has.Runs
		has.Runs = f
	})
	return s, "/sync-runs/" + thing(60).String()
}

// The parts of a run are tabs with addresses of their own (screen 5.4).
func TestSYN_05_TheTabsOfARun(t *testing.T) {
	t.Parallel()
	s, path := tabPages(t, &apartRuns{runAs: runAs{state: "completed"}})
	text := words(t, s, path)
	says(t, text, "Changes", "Skipped & failed 2", "Organizations", "Log", "Undo selected", "Export")
	body := browse(s, "GET", path, "member", nil).Body.String()
	for _, href := range []string{path + "?tab=apart", path + "?tab=organizations", path + "?tab=log", path + "/export?format=csv"} {
		require.Contains(t, body, `href="`+href+`"`)
	}
	require.NotContains(t, text, "It was asked for and began.")
	says(t, words(t, s, path+"?tab=log"), "Started", "by "+hostile, "It was asked for and began.", "Listed devices: 400 rows in 4 pages.", "NinjaOne asked us to wait 30 s", "Held", "position 4,700")
}

// Rows that were set apart say why; the button says what a retry is.
func TestGAP_05_RetryThese(t *testing.T) {
	t.Parallel()
	s, path := tabPages(t, &apartRuns{runAs: runAs{state: "completed"}})
	text := words(t, s, path+"?tab=apart")
	says(t, text, "Retry these with a sync", "a retry is a sync of Head office", "Its row is larger than a row may be", "NinjaOne listed it twice")
	require.NotContains(t, text, "Undo selected")
	text = words(t, s, path+"?tab=apart&outcome=failed")
	says(t, text, "Its row is larger than a row may be")
	require.NotContains(t, text, "NinjaOne listed it twice")
	require.Contains(t, words(t, s, path+"?tab=apart&outcome=failed&reason=listed_twice"), "Nothing matches")
	require.NotContains(t, browse(s, "GET", path+"?tab=apart", "member", nil).Body.String(), "Retry these")
	w := browse(s, "POST", "/settings/integrations/ninjaone/"+thing(5).String()+"/sync", "admin", url.Values{})
	require.Equal(t, path, w.Header().Get("Location"), "the run that reads them again")
}

// Each organization says what was found in it, whether it waits and whether it is complete;
// its numbers lead to what they count.
func TestSYN_03_TheOrganizationsOfARun(t *testing.T) {
	t.Parallel()
	s, path := tabPages(t, &apartRuns{runAs: runAs{state: "held"}})
	text := words(t, s, path+"?tab=organizations")
	says(t, text, "Acme organization 7 18", "212", "Held: beyond a limit", "212 of 230 devices of Acme would go missing (limit 20)", "Complete", "Bolt", "Not complete", "The run broke off (unreachable)", "not known")
	s, path = tabPages(t, &apartRuns{runAs: runAs{state: "completed"}})
	body := browse(s, "GET", path+"?tab=organizations", "member", nil).Body.String()
	for _, href := range []string{
		path + "?kind=missing&amp;organization=7&amp;thing=device", "/assets?source=ninjaone&amp;connection=" + thing(5).String() + "&amp;organization=7",
		"/settings/integrations/ninjaone/" + thing(5).String() + "/mappings/8", path + "?sort=name&amp;tab=organizations",
	} {
		require.Contains(t, body, `href="`+href+`"`)
	}
}

// What a run changed is a file, of what its list is narrowed to.
func TestGAP_04_TheChangesOfARunAreExported(t *testing.T) {
	t.Parallel()
	exports := &fakeExports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Exports = exports })
	w := browse(s, "GET", "/sync-runs/"+thing(60).String()+"/export?format=csv&kind=missing&organization=7&tab=log", "member", nil)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, api.ExportAsk{Table: api.TableRunChanges, Format: "csv", Query: url.Values{
		"run": {thing(60).String()}, "kind": {"missing"}, "organization": {"7"},
	}}, exports.asked[len(exports.asked)-1])
}

// A run that waits says so, without scripts too, with what it did so far.
func TestGAP_05_APauseIsSaid(t *testing.T) {
	t.Parallel()
	s, path := tabPages(t, &apartRuns{runAs: runAs{state: "running"}, waits: true})
	says(t, words(t, s, path), "NinjaOne asked us to wait 30 s", "What is known so far", "Listed devices: 400 rows in 4 pages.", "Cancel")
	s, path = tabPages(t, &apartRuns{runAs: runAs{state: "running"}})
	require.Regexp(t, `data-waiting[^>]* hidden`, browse(s, "GET", path, "member", nil).Body.String())
}

// Also while a run goes on its parts are shown, as far as they are known; nothing of them can be
// released or undone.
func TestSYN_05_ThePartsOfARunThatGoesOn(t *testing.T) {
	t.Parallel()
	s, path := tabPages(t, &apartRuns{runAs: runAs{state: "running"}})
	for _, tab := range []struct{ address, shows string }{
		{path, "Listed devices: 400 rows in 4 pages."}, {path + "?tab=log", "Listed devices: 400 rows in 4 pages."},
		{path + "?tab=changes", "By field and organization"}, {path + "?tab=apart", "Its row is larger than a row may be"},
		{path + "?tab=organizations", "Acme organization 7"},
	} {
		text := words(t, s, tab.address)
		says(t, text, "Changes", "Skipped & failed 2", "Organizations", "Log", "What is known so far", tab.shows, "Cancel")
		require.NotContains(t, text, "selected")
		require.NotContains(t, text, "Retry these")
		body := browse(s, "GET", tab.address, "member", nil).Body.String()
		require.Contains(t, body, "data-so-far")
		require.Contains(t, body, `href="`+path+`?tab=changes"`)
		require.Regexp(t, `class="tab active"[^>]* aria-current="page"`, body)
	}
	body := browse(s, "GET", path+"?tab=changes", "member", nil).Body.String()
	require.Regexp(t, `href="`+path+`\?kind=[a-z]+&amp;tab=changes"`, body, "filters stay on the tab")
	says(t, words(t, s, path+"?tab=changes&kind=missing"), "What is known so far")
}
