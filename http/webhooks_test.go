package http

import (
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestWebhooksAreKeptOverHTTP(t *testing.T) {
	t.Parallel()
	has := &fakeWebhooks{}
	h := only(t, func(_ *Config, s *Services) { s.Webhooks = has })
	path, one := "/api/v1/webhooks", "/api/v1/webhooks/"+thing(1).String()
	body := `{"name": "Billing", "url": "https://hooks.example.com/in", "kinds": ["asset.created"], "customers": ["` + thing(2).String() + `"], "batch": "run", "personal": true}`
	for _, sc := range []scenario{
		{name: "list", path: path, token: "admin", status: 200, golden: "webhooks.json"},
		{name: "one", path: one, status: 200, golden: "webhook.json", want: map[string]string{"ETag": `"2"`}},
		{name: "none such", path: path + "/" + thing(7).String(), status: 404, code: "webhook_not_found"},
		{name: "who may not look", path: path, token: "member", status: 403, code: "permission_missing"},
		{name: "create", method: "POST", path: path, token: "admin", body: body, status: 201, golden: "webhook_made.json", want: map[string]string{"Location": one}},
		{name: "without an address", method: "POST", path: path, body: `{"name": "Billing", "kinds": ["asset.created"], "batch": "run"}`, status: 400, code: "invalid"},
		{name: "to nowhere", method: "POST", path: path, body: `{"name": "Billing", "url": "https://10.0.0.1/", "kinds": ["asset.created"], "batch": "run"}`, status: 400, code: "invalid"},
		{name: "nothing to tell", method: "POST", path: path, body: `{"name": "Billing", "url": "https://hooks.example.com/", "kinds": [], "batch": "run"}`, status: 400, code: "invalid"},
		{name: "who may not", method: "POST", path: path, token: "observer", body: body, status: 403, code: "permission_missing"},
		{name: "change", method: "PUT", path: one, body: `{"name": "Billing 2", "kinds": ["run.failed"], "batch": "each"}`, status: 200, want: map[string]string{"ETag": `"3"`}},
		{name: "pause", method: "POST", path: one + "/pause", status: 200},
		{name: "resume", method: "POST", path: one + "/resume", status: 200},
		{name: "replay", method: "POST", path: one + "/replay", body: `{"from": 4700}`, status: 200},
		{name: "replay from nowhere", method: "POST", path: one + "/replay", body: `{"from": -1}`, status: 400, code: "invalid"},
		{name: "a new secret", method: "POST", path: one + "/secret", status: 200, golden: "webhook_made.json"},
		{name: "test", method: "POST", path: one + "/test", status: 200, golden: "webhook_tested.json"},
		{name: "who may not test", method: "POST", path: one + "/test", token: "technician", status: 403, code: "permission_missing"},
		{name: "deliveries", path: one + "/deliveries", status: 200, golden: "webhook_deliveries.json"},
		{name: "remove", method: "DELETE", path: one, status: 200},
	} {
		sc.run(t, h)
	}
	require.Equal(t, []string{"create", "change", "pause", "resume", "replay", "renew", "test", "remove"}, has.done)
	require.Equal(t, api.WebhookDraft{Name: "Billing 2", Kinds: []string{"run.failed"}, Batch: "each"}, has.draft)
	require.Equal(t, int64(4700), has.from)
}
