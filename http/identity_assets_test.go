package http

import "testing"

func TestDecisionsAboutAssets(t *testing.T) {
	t.Parallel()
	asset := "/api/v1/assets/" + thing(402).String()
	pair := `{"assets": ["` + thing(402).String() + `", "` + thing(403).String() + `"]`
	play(t, only(t), []scenario{
		{name: "why", path: asset + "/why/serial_number", status: 200, golden: "why.json"},
		{name: "why every field", path: asset + "/why", status: 200, golden: "whys.json"},
		{name: "why a field that there is not", path: asset + "/why/size", status: 404, code: "field_not_found"},
		{name: "lock", method: "PUT", path: asset + "/locks/name", status: 200, want: map[string]string{"Etag": `"13"`}},
		{name: "lock what nobody may set", method: "PUT", path: asset + "/locks/os", status: 400, code: "invalid"},
		{name: "unlock", method: "DELETE", path: asset + "/locks/name", header: map[string]string{"If-Match": `"12"`}, status: 200},
		{name: "retire", method: "POST", path: asset + "/retire", status: 200},
		{name: "remove", method: "POST", path: asset + "/remove", body: `{"until_seen": true}`, status: 200},
		{name: "restore", method: "POST", path: asset + "/restore", status: 200},
		{name: "identities", path: asset + "/identities", status: 200, golden: "asset_identities.json"},
		{name: "users", path: asset + "/users", status: 200, golden: "asset_users.json"},
		{name: "unlink", method: "DELETE", path: asset + "/records/" + thing(402).String(), status: 200},
		{name: "unlink what is no id", method: "DELETE", path: asset + "/records/first", status: 400, code: "invalid"},
		{name: "merges", path: "/api/v1/asset-merges", status: 200, golden: "merges.json"},
		{name: "merge", method: "POST", path: "/api/v1/asset-merges", body: pair + `}`, status: 200},
		{name: "merge one", method: "POST", path: "/api/v1/asset-merges", body: `{"assets": ["` + thing(402).String() + `"]}`, status: 400, code: "invalid"},
		{name: "take a merge back", method: "DELETE", path: "/api/v1/asset-merges/" + thing(402).String(), status: 200},
		{name: "duplicates", path: "/api/v1/duplicates?kind=two_live", status: 200, golden: "duplicates.json"},
		{name: "answer", method: "POST", path: "/api/v1/duplicates", body: pair + `, "answer": "different"}`, status: 200},
		{name: "answer nonsense", method: "POST", path: "/api/v1/duplicates", body: pair + `, "answer": "perhaps"}`, status: 400, code: "invalid"},
	})
}
