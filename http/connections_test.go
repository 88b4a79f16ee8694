package http

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestConnections(t *testing.T) {
	t.Parallel()
	one := "/api/v1/connections/" + thing(5).String()
	play(t, only(t), []scenario{
		{name: "list", path: "/api/v1/connections", token: "member", status: 200, golden: "connections.json"},
		{name: "one", path: one, status: 200, golden: "connection.json", want: map[string]string{"Etag": `"3"`}},
		{name: "unknown", path: "/api/v1/connections/" + thing(9).String(), status: 404, code: "connection_not_found"},
		{name: "SET_08 five regions", method: "POST", path: "/api/v1/connections", status: 201,
			body:   `{"name": "n", "region": "US2", "grant": "client_credentials", "client_id": "c", "client_secret": "s"}`,
			golden: "connection_created.json", want: map[string]string{"Location": "/api/v1/connections/" + thing(6).String()}},
		{name: "REG_06 no other host", method: "POST", path: "/api/v1/connections", status: 400, code: "invalid",
			body: `{"name": "n", "region": "EU", "base_url": "http://10.0.0.1", "grant": "client_credentials", "client_id": "c", "client_secret": "s"}`},
		{name: "a simulator has an address", method: "POST", path: "/api/v1/connections", status: 400, code: "invalid",
			body: `{"name": "n", "region": "Simulator", "grant": "client_credentials", "client_id": "c", "client_secret": "s"}`},
		{name: "faults", method: "POST", path: "/api/v1/connections", status: 400, golden: "connection_faults.json",
			body: `{"region": "Mars", "grant": "password", "client_secret": ""}`},
		{name: "SET_07 the secret stays", method: "PATCH", path: one, body: `{"client_secret": ""}`, status: 200},
		{name: "GAP_01 say what becomes of the assets", method: "DELETE", path: one, status: 400, code: "invalid"},
		{name: "remove", method: "DELETE", path: one + "?assets=mark", status: 200},
		{name: "test", method: "POST", path: one + "/test", status: 200, equal: `{"ok": true, "checks": [{"name": "token", "outcome": "ok", "message": "A token was given."}]}`},
		{name: "TRB_02 checks", method: "POST", path: one + "/checks", status: 200, golden: "checks.json"},
		{name: "checks call out", method: "POST", path: one + "/checks", token: "technician", status: 403, code: "permission_missing"},
		{name: "SCH_01 schedule", method: "PUT", path: one + "/schedule", body: `{"frequency": "weekly", "zone": "Europe/Berlin"}`, status: 200},
		{name: "SCH_02 manual", method: "PUT", path: one + "/schedule", body: `{"frequency": "manual", "zone": "UTC"}`, status: 200},
		{name: "checks by GET", path: one + "/checks", status: 200},
		{name: "limits", method: "PUT", path: one + "/limits", body: `{"devices": 50, "percent": 10, "few": 0}`, status: 200},
		{name: "limits that are none", method: "PUT", path: one + "/limits", body: `{"devices": -1, "percent": 101}`, status: 400, code: "invalid"},
		{name: "no zone", method: "PUT", path: one + "/schedule", body: `{"frequency": "daily", "zone": "Local"}`, status: 400, golden: "schedule_faults.json"},
	})
}

func TestSYN_09_SyncNowJoinsTheRunningOne(t *testing.T) {
	t.Parallel()
	connections := newFakeConnections()
	h := only(t, func(_ *Config, has *Services) { has.Connections = connections })
	path := "/api/v1/connections/" + thing(5).String() + "/sync"
	scenario{method: "POST", path: path, status: 202, golden: "sync.json",
		want: map[string]string{"Location": "/api/v1/sync-runs/" + thing(60).String()}}.run(t, h)
	scenario{method: "POST", path: path, body: `{"preview": true}`, status: 202, golden: "sync_joined.json"}.run(t, h)
	scenario{method: "POST", path: path, body: `{"preveiw": true}`, status: 400, code: "invalid"}.run(t, h)
	require.Equal(t, []bool{false, true}, connections.previews)
}

// The secret reaches the service and nothing else: no log, no answer, no %v.
func TestSET_07_TheSecretIsWrittenNowhere(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	connections := newFakeConnections()
	h := only(t, func(c *Config, has *Services) {
		c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		has.Connections = connections
	})
	w := scenario{method: "POST", path: "/api/v1/connections", status: 201,
		body: `{"name": "n", "region": "EU", "grant": "client_credentials", "client_id": "c", "client_secret": "hunter2"}`}.run(t, h)
	require.Equal(t, api.Secret("hunter2"), connections.drafts[0].ClientSecret)
	bad := scenario{method: "POST", path: "/api/v1/connections", status: 400,
		body: `{"name": "n", "region": "hunter2", "grant": "client_credentials", "client_id": "c", "client_secret": "hunter2", "hunter": 2}`}.run(t, h)
	slog.New(slog.NewTextHandler(&log, nil)).Info("draft", "secret", connections.drafts[0].ClientSecret)
	for _, text := range []string{w.Body.String(), bad.Body.String(), log.String(), fmt.Sprintf("%v %+v %#v", connections.drafts, connections.drafts[0], connections.drafts[0])} {
		require.NotContains(t, text, "hunter2")
	}
}
