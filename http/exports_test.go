package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestTablesAreExported(t *testing.T) {
	t.Parallel()
	fake := &fakeExports{}
	h := newServer(t, func(_ *Config, has *Services) { has.Exports = fake })
	filter := url.Values{"filter": {"category=Server&sort=-name"}, "format": {"xlsx"}, "as_of": {"4000"}}
	scenario{path: "/api/v1/exports/assets?" + filter.Encode(), status: 200, want: map[string]string{
		"Content-Disposition": "attachment; filename=assets-position-4711.xlsx", "Coresync-Position": at(4711).String(),
		"Coresync-Filter": `%"customer M%c3%bcller; 100 %25."`, "Coresync-Workspace": `%"Example MSP"`,
	}}.run(t, h)
	require.Equal(t, api.ExportAsk{Table: "assets", Format: "xlsx", Query: url.Values{"category": {"Server"}, "sort": {"-name"}}}, fake.asked[0])
	require.EqualValues(t, 4000, fake.scopes[0].AsOf.Position)
	for _, s := range []scenario{
		{name: "a CSV for a program", path: "/api/v1/exports/customers?format=csv", status: 200, body: ""},
		{name: "no such table", path: "/api/v1/exports/moons?format=csv", status: 400, code: "invalid"},
		{name: "no such format", path: "/api/v1/exports/assets?format=doc", status: 400, code: "invalid"},
		{name: "no query", path: "/api/v1/exports/assets?format=csv&filter=%25zz", status: 400, code: "invalid"},
		{name: "of its page's permission", path: "/api/v1/exports/contact-association?format=csv", token: "member", status: 403, code: "permission_missing"},
		{name: "mappings compared", path: "/api/v1/exports/comparison?format=csv&filter=of%3Dmappings%26from%3D1", token: "billing_readonly", status: 403, code: "permission_missing"},
	} {
		t.Run(s.name, func(t *testing.T) { t.Parallel(); s.run(t, h) })
	}
}

// Every table that the description names is there, and the other way round; each takes the
// permission of its page.
func TestTheDescriptionNamesEveryTable(t *testing.T) {
	t.Parallel()
	h := newServer(t)
	for _, table := range api.ExportTables() {
		w := scenario{path: "/api/v1/exports/" + table.Name + "?format=csv&filter=from%3D1", status: 200}.run(t, h)
		require.Equal(t, "Name\n", w.Body.String(), "a program gets no mark")
		require.NotEmpty(t, table.Title)
	}
}
