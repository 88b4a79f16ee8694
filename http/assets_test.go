package http

import (
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAST_02_AnAssetShowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	play(t, only(t), []scenario{
		{name: "asset", path: "/api/v1/assets/" + thing(402).String(), status: 200, golden: "asset.json", want: map[string]string{
			"Coresync-Position": "5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11:4711", "Coresync-Age": "1.500",
			"Coresync-Generation": "g3", "Coresync-Rules": "7", "Etag": `"12"`,
		}},
		{name: "history", path: "/api/v1/assets/" + thing(402).String() + "/history?limit=1", status: 200},
		{name: "history from the beginning", path: "/api/v1/assets/" + thing(402).String() + "/history?sort=position", status: 200, golden: "history.json"},
		{name: "history of nothing", path: "/api/v1/assets/" + thing(9).String() + "/history", status: 404, code: "asset_not_found"},
		{name: "what is not allowed", method: "PATCH", path: "/api/v1/assets/" + thing(402).String(), body: `{"name": "x"}`, status: 409, code: "manual_asset"},
		{name: "nonsense in a filter", path: "/api/v1/assets?status=lost&status=stolen", status: 400, golden: "asset_filter_faults.json"},
	})
}

func TestAST_01_FiltersReachTheReadModel(t *testing.T) {
	t.Parallel()
	assets := fakeAssets()
	h := only(t, func(_ *Config, has *Services) { has.Assets = assets })
	scenario{path: "/api/v1/assets?customer=" + thing(7).String() + "&customer=" + thing(8).String() + "&no_customer=true&connection=" + thing(5).String() +
		"&organization=17&category=Mac&category=Mobile%20Device&status=in_use&connectivity=offline&source=ninjaone&missing=false", status: 200}.run(t, h)
	scenario{path: "/api/v1/assets", status: 200}.run(t, h)
	no := false
	require.Equal(t, []api.AssetFilter{{
		Customers: []uuid.UUID{thing(7), thing(8)}, NoCustomer: true, Connections: []uuid.UUID{thing(5)}, Organization: 17,
		Categories: []string{"Mac", "Mobile Device"}, Statuses: []string{"in_use"}, Connectivity: []string{"offline"}, Source: "ninjaone", Missing: &no,
	}, {}}, assets.filters)
}

func TestAsOf(t *testing.T) {
	t.Parallel()
	assets := fakeAssets()
	h := only(t, func(_ *Config, has *Services) { has.Assets = assets })
	path := "/api/v1/assets/" + thing(402).String() + "?as_of="
	scenario{path: path + "4000", status: 200, want: map[string]string{"Etag": ""}}.run(t, h)
	scenario{path: path + at(4001).String(), status: 200}.run(t, h)
	scenario{path: path + "2026-03-03T12:00:00%2B01:00", status: 200}.run(t, h)
	scenario{path: "/api/v1/assets?as_of=7", status: 200}.run(t, h)
	require.Equal(t, int64(4000), assets.scopes[0].AsOf.Position)
	require.Equal(t, int64(4001), assets.scopes[1].AsOf.Position)
	require.True(t, ago(3600e9).Equal(assets.scopes[2].AsOf.Time))
	require.Equal(t, api.Scope{Tenant: tenant, AsOf: &api.Moment{Position: 7}}, assets.scopes[3])
	for _, wrong := range []string{"yesterday", "-1", "2026-03-03", "2026-03-03T12:00:01Z"} {
		scenario{path: path + wrong, status: 400, code: "invalid"}.run(t, h)
	}
	scenario{path: path + uuid.NewString() + ":7", status: 409, code: "other_epoch"}.run(t, h)
	scenario{path: "/api/v1/assets?as_of=7&as_of_rules=now", status: 200}.run(t, h)
	require.Equal(t, api.RulesOfNow, assets.scopes[len(assets.scopes)-1].AsOf.Rules)
	scenario{path: path + "7&as_of_rules=newest", status: 400, code: "invalid"}.run(t, h)
	scenario{path: "/api/v1/notifications?as_of=7", status: 400, code: "invalid"}.run(t, h)
}
