package http

import "testing"

func TestGAP_03_IgnoreRulesAndTheScopeOfAssets(t *testing.T) {
	t.Parallel()
	rules, scope := "/api/v1/ignore-rules", "/api/v1/asset-scope"
	play(t, only(t), []scenario{
		{name: "list", path: rules, token: "member", status: 200, golden: "ignore_rules.json"},
		{name: "create", method: "POST", path: rules, body: `{"kind": "name", "value": "LAB-*", "reason": "lab"}`, status: 201,
			want: map[string]string{"Location": rules + "/" + thing(3).String()}},
		{name: "too wide", method: "POST", path: rules, body: `{"kind": "name", "value": "*"}`, status: 400, code: "invalid"},
		{name: "no such kind", method: "POST", path: rules, body: `{"kind": "moon"}`, status: 400, code: "invalid"},
		{name: "remove", method: "DELETE", path: rules + "/" + thing(1).String(), status: 200},
		{name: "remove none", method: "DELETE", path: rules + "/" + thing(9).String(), status: 404, code: "ignore_rule_not_found"},
		{name: "who may not", method: "POST", path: rules, token: "manager", body: `{"kind": "tag", "value": "x"}`, status: 403, code: "permission_missing"},
		{name: "scope", path: scope, token: "member", status: 200, golden: "asset_scope.json", want: map[string]string{"ETag": `"3"`}},
		{name: "set scope", method: "PUT", path: scope, body: `{"mapped_only": true}`, status: 200},
		{name: "who may not set it", method: "PUT", path: scope, token: "member", body: `{"mapped_only": true}`, status: 403, code: "permission_missing"},
	})
}
