package http

import (
	"html"
	"net/url"
	"regexp"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// A file is asked for with exactly what the list is under, and offered in each format.
func TestGAP_04_TheListIsExportedAsItIsFiltered(t *testing.T) {
	t.Parallel()
	fake := &fakeExports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Exports = fake })
	page := browse(s, "GET", "/assets?category=Server&sort=-name&saved=all", "member", nil).Body.String()
	for _, format := range api.Formats() {
		require.Contains(t, page, `href="/assets/export?category=Server&amp;format=`+format+`&amp;sort=-name"`)
	}
	w := browse(s, "GET", "/assets/export?format=csv&category=Server&col=serial&col=customer&sort=-name&colour=red", "member", nil)
	require.Equal(t, 200, w.Code, w.Body)
	require.Equal(t, api.ExportAsk{Table: "assets", Format: "csv", Query: url.Values{"category": {"Server"}, "col": {"serial", "customer"}, "sort": {"-name"}}}, fake.asked[0])
	require.Contains(t, w.Header().Get("Content-Disposition"), "assets-position-4711.csv")
	require.Equal(t, at(4711).String(), w.Header().Get("Coresync-Position"))
	require.Equal(t, `%"customer M%c3%bcller; 100 %25."`, w.Header().Get("Coresync-Filter"))
	require.Equal(t, `%"Example MSP"`, w.Header().Get("Coresync-Workspace"))
	require.Equal(t, "\ufeffName\n", w.Body.String(), "Excel knows UTF-8 by its mark alone")
	require.Equal(t, "8", w.Header().Get("Content-Length"))
	require.Equal(t, "Name\n", browse(s, "GET", "/assets/export?format=xlsx", "member", nil).Body.String(), "other files have none")
	require.Equal(t, 400, browse(s, "GET", "/assets/export?format=exe", "member", nil).Code)
}

// Every page of a table offers it as a file in each format, in the same way.
func TestEveryTableIsOfferedAsAFile(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	connection := associationPath(t, s)
	for _, path := range []string{
		"/assets", "/customers", "/contacts", "/tickets", "/assets/duplicates", "/assets/eol", "/assets/eol/forecast", "/reports/devices", "/reports/ledger",
		"/reports/movements", "/compare?from=4000", connection + "/contacts", connection + "/mappings", connection + "/locations",
		connection, "/access/accounts", "/access/accounts/" + thing(1).String(), "/access/roles", "/access/roles/" + thing(3).String(), "/access/requests", "/audit", "/inbox",
	} {
		page := browse(s, "GET", path, "owner", nil).Body.String()
		for _, format := range api.Formats() {
			found := regexp.MustCompile(`href="([^"]*/export\?[^"]*format=` + format + `[^"]*)"[^>]* download`).FindStringSubmatch(page)
			require.NotNil(t, found, "%s as %s", path, format)
			w := browse(s, "GET", html.UnescapeString(found[1]), "owner", nil)
			require.Equal(t, 200, w.Code, "%s: %s", found[1], w.Body)
			require.Contains(t, w.Header().Get("Content-Disposition"), "attachment", path)
		}
	}
}

// What is ticked, or all that match, is changed; what can't be says why, row by row.
func TestAST_02_ManyAssetsAreChangedAtOnce(t *testing.T) {
	t.Parallel()
	fake := &fakeChanges{assetsFake: fakeAssets(), left: thing(9)}
	s := newServer(t, func(_ *Config, has *Services) { has.Assets, has.Changes = fake, fake })
	made, err := fake.Create(t.Context(), api.Command{Tenant: tenant}, api.AssetDraft{Name: "Projector"})
	require.NoError(t, err)
	page := browse(s, "GET", "/assets", "technician", nil).Body.String()
	says(t, page, `label="Set status"`, `label="Set category"`, `label="Lock as it is"`, `label="Unlock"`, "Ignore in sync", "Export", `name="once"`)
	require.NotContains(t, browse(s, "GET", "/assets", "member", nil).Body.String(), "Set category", "who may not change sees nothing to change with")

	form := url.Values{"pick": {made.ID.String()}, "action": {"status:lost"}, "once": {thing(5).String()}}
	w := browse(s, "POST", "/assets/bulk?category=Other&sort=name", "technician", form)
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, "/assets?category=Other&sort=name", w.Header().Get("Location"), "back to the same list")
	require.Equal(t, []uuid.UUID{*made.ID}, fake.asked[0].Assets)
	require.Equal(t, "lost", *fake.asked[0].Status)
	_ = browse(s, "POST", "/assets/bulk?category=Other&sort=name", "technician", form)
	require.Equal(t, fake.commands[0].AppendID, fake.commands[1].AppendID, "the same form sent twice is one request")
	form.Set("action", "status:in_use")
	_ = browse(s, "POST", "/assets/bulk?category=Other&sort=name", "technician", form)
	require.NotEqual(t, fake.commands[0].AppendID, fake.commands[2].AppendID, "another wish from the same page is not")

	w = browse(s, "POST", "/assets/bulk?category=Server&q=pc", "technician", url.Values{"everything": {"1-0123456789abcdef01234567"}, "action": {"lock:status"}})
	require.Equal(t, 303, w.Code, w.Body)
	last := fake.asked[len(fake.asked)-1]
	require.Equal(t, api.AssetMatching{Filter: api.AssetFilter{Categories: []string{"Server"}}, Q: "pc", Selection: "1-0123456789abcdef01234567"}, *last.Matching)
	require.Equal(t, "status", last.Field)

	w = browse(s, "POST", "/assets/bulk", "technician", url.Values{"pick": {made.ID.String(), thing(9).String()}, "contact": {"own:" + thing(1).String()}})
	require.Equal(t, 200, w.Code)
	says(t, w.Body.String(), "1 asset was changed. 1 was left as it is.", "This asset is assigned to somebody else.", "Try these again", "/undo/"+thing(77).String(),
		`value="own:`+thing(1).String(), thing(9).String(), "LAPTOP-1&lt;/script&gt;")
	require.NotContains(t, w.Body.String(), `value="`+made.ID.String(), "only those that were left are tried again")
	require.Equal(t, 400, browse(s, "POST", "/assets/bulk", "technician", url.Values{"pick": {made.ID.String()}}).Code, "nothing is chosen to be done")
	require.Equal(t, 303, browse(s, "POST", "/assets/bulk", "technician", url.Values{"action": {"ignore"}}).Code, "nothing was selected")
}

// The JSON route takes the same filter as the list, with the selection that was asked for.
func TestAST_02_TheAPIChangesManyAssetsAtOnce(t *testing.T) {
	t.Parallel()
	fake := &fakeChanges{assetsFake: fakeAssets(), left: thing(9)}
	h := only(t, func(_ *Config, has *Services) { has.Assets, has.Changes = fake, fake })
	two := `{"assets": ["` + thing(402).String() + `", "` + thing(9).String() + `"], "action": "assign", "contact": "` + thing(1).String() + `"}`
	const changes, selection = "/api/v1/asset-changes", "?category=Server&unassigned=true&selection=1-0123456789abcdef01234567"
	for _, sc := range []scenario{
		{name: "select", path: "/api/v1/asset-selections?category=Server&unassigned=true", status: 200, golden: "asset_selection.json"},
		{name: "named", method: "POST", path: changes, body: two, status: 200, golden: "asset_changes.json"},
		{name: "all that match", method: "POST", path: changes + selection, body: `{"action": "set", "status": "lost"}`, status: 200},
		{name: "no action", method: "POST", path: changes, body: `{"action": "paint"}`, status: 400, code: "invalid"},
		{name: "a misspelt filter", method: "POST", path: changes + selection + "&categry=Server", body: `{"action": "ignore"}`, status: 400, code: "invalid"},
	} {
		sc.run(t, h)
	}
	filter := api.AssetFilter{Categories: []string{"Server"}, Unassigned: true}
	require.Equal(t, []api.AssetFilter{filter}, fake.filters)
	require.Equal(t, api.AssetMatching{Filter: filter, Selection: "1-0123456789abcdef01234567"}, *fake.asked[1].Matching)
}
