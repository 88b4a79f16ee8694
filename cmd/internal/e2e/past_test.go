package e2e

import (
	"encoding/json"
	"fmt"
	nethttp "net/http"
	"strings"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

// Lists and single things of the past are, byte for byte, what was answered then, and
// pages of them fit together.
func TestThePastIsAnsweredAsItWas(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 60, Orgs: 4})
	a := s.website()
	s.completes(event.SyncCounts{Found: 60, Created: 60})
	status, body := a.send(nethttp.MethodPost, "/api/v1/customers", `{"name": "Customer One", "external_id": "c1"}`)
	require.Equal(t, nethttp.StatusCreated, status, "%s", body)
	var made struct{ ID string }
	require.NoError(t, json.Unmarshal(body, &made))
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))

	others := s.someAssets(a, 12)[10:]
	asset := s.someAssets(a, 1)[0]
	paths := []string{
		"/api/v1/assets?limit=500", "/api/v1/assets?limit=500&sort=-manufacturer&connectivity=online", "/api/v1/assets?q=" + asset.Name,
		"/api/v1/assets/" + asset.ID + "?", "/api/v1/assets/" + asset.ID + "/history?",
		"/api/v1/organizations?limit=500", "/api/v1/customers?limit=500", "/api/v1/customers/" + made.ID + "?",
		"/api/v1/contacts?", "/api/v1/contracts?", "/api/v1/tickets?", "/api/v1/locations?limit=500",
		"/api/v1/duplicates?", "/api/v1/asset-merges?", "/api/v1/ignore-rules?", "/api/v1/asset-scope?", "/api/v1/search?q=" + asset.Name,
		"/api/v1/assets/" + asset.ID + "/why/name?",
		"/api/v1/reports/devices-by-company?", "/api/v1/reports/device-age?", "/api/v1/reports/warranty-status?",
		"/api/v1/reports/device-age/export?format=csv",
		"/api/v1/reports/device-ledger?", "/api/v1/reports/device-ledger/devices?limit=500", "/api/v1/reports/device-ledger/export?format=csv&devices=true",
		"/api/v1/reports/movements?", "/api/v1/billable-classes?", "/api/v1/assets/" + asset.ID + "/why?", "/api/v1/events?limit=500&sort=-position",
		"/api/v1/rules?", "/api/v1/rules/1?", "/api/v1/access/accounts?limit=500", "/api/v1/access/roles?limit=500", "/api/v1/access/grants?limit=500",
		"/api/v1/access/reviews?", "/api/v1/access/apps?", "/api/v1/access/requests?", "/api/v1/contact-links?", "/api/v1/warranties?",
		"/api/v1/replacement-policies?", "/api/v1/eol-recommendations?limit=500", "/api/v1/refresh-forecast?",
	}
	then := make(map[string]string)
	for _, path := range paths {
		status, body := a.get(path)
		require.Equal(t, nethttp.StatusOK, status, "%s: %s", path, body)
		then[path] = string(body)
	}
	head, err := s.app.Store.Head(t.Context(), s.tenant)
	require.NoError(t, err)

	devices := s.sim.approved()
	for _, d := range devices[:5] {
		require.NoError(t, s.sim.Rename(d.ID, fmt.Sprintf("RENAMED-%d", d.ID)))
	}
	require.NoError(t, s.sim.DeleteDevice(devices[6].ID))
	s.sync()
	status, body = a.send(nethttp.MethodPatch, "/api/v1/customers/"+made.ID, `{"name": "Customer Two"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	status, body = a.send(nethttp.MethodPost, "/api/v1/ignore-rules", `{"kind": "name", "value": "RENAMED-*", "reason": "a test"}`)
	require.Equal(t, nethttp.StatusCreated, status, "%s", body)
	status, body = a.send(nethttp.MethodPost, "/api/v1/asset-merges", fmt.Sprintf(`{"assets": [%q, %q], "reason": "a test"}`, others[0].ID, others[1].ID))
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	status, body = a.send(nethttp.MethodPut, "/api/v1/billable-classes", `{"classes": [{"class": "WINDOWS_SERVER", "billable": false}]}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	status, body = a.send(nethttp.MethodPost, "/api/v1/access/reviews", `{"name": "Autumn", "scope": "all"}`)
	require.Equal(t, nethttp.StatusCreated, status, "%s", body)
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))

	changed := 0
	for _, path := range paths {
		_, now := a.get(path)
		if string(now) != then[path] {
			changed++
		}
		for _, moment := range []string{fmt.Sprint(head.Position), head.RecordedAt.UTC().Format(time.RFC3339Nano)} {
			status, past := a.get(path + "&as_of=" + moment)
			require.Equal(t, nethttp.StatusOK, status, "%s: %s", path, past)
			require.Equal(t, then[path], string(past), path)
		}
	}
	require.GreaterOrEqual(t, changed, 14, "else the past would be the present")

	var pages []json.RawMessage
	for cursor := ""; ; {
		status, body := a.get(fmt.Sprintf("/api/v1/assets?limit=7&as_of=%d%s", head.Position, cursor))
		require.Equal(t, nethttp.StatusOK, status, "%s", body)
		var page struct {
			Items []json.RawMessage
			Next  string `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal(body, &page))
		pages = append(pages, page.Items...)
		if page.Next == "" {
			break
		}
		cursor = "&cursor=" + page.Next
	}
	require.Len(t, pages, strings.Count(then[paths[0]], `"source":`))
	status, body = a.get(fmt.Sprintf("/api/v1/assets?as_of=%d", head.Position+100_000))
	require.Equal(t, nethttp.StatusBadRequest, status)
	require.Contains(t, string(body), "in_the_future")
}

// Connections, runs and rule sets are of another moment, too, as far as the log tells of
// them; what lives outside of it says that it is always of now.
func TestThePastOfConnectionsRunsAndRules(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 20, Orgs: 2})
	a := s.website()
	s.completes(event.SyncCounts{Found: 20, Created: 20})
	head, err := s.app.Store.Head(t.Context(), s.tenant)
	require.NoError(t, err)
	then := fmt.Sprintf("?as_of=%d", head.Position)

	require.NoError(t, s.sim.Rename(s.sim.approved()[0].ID, "RENAMED"))
	s.sync()
	var connections struct {
		Items []struct{ ID, Name string }
	}
	read := func(path string, into any) {
		status, body := a.get(path)
		require.Equal(t, nethttp.StatusOK, status, "%s: %s", path, body)
		require.NoError(t, json.Unmarshal(body, into))
	}
	read("/api/v1/connections", &connections)
	one, name := "/api/v1/connections/"+connections.Items[0].ID, connections.Items[0].Name
	status, body := a.send(nethttp.MethodPatch, one, `{"name": "Another name"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	status, body = a.send(nethttp.MethodPost, "/api/v1/rules", `{"rules": {"asset": {"show_pending": true}}, "reason": "a test"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))

	var c struct {
		Name   string
		Limits struct{ Devices int }
		Secret string `json:"secret_set_at"`
	}
	read(one, &c)
	require.Equal(t, "Another name", c.Name)
	require.NotEmpty(t, c.Secret)
	c.Secret = ""
	read(one+then, &c)
	require.Equal(t, name, c.Name)
	require.Empty(t, c.Secret, "no log tells it")
	require.Positive(t, c.Limits.Devices)
	read("/api/v1/connections"+then, &connections)
	require.Equal(t, name, connections.Items[0].Name)

	var runs struct{ Items []struct{ ID, State string } }
	read("/api/v1/sync-runs", &runs)
	require.Len(t, runs.Items, 2)
	first := runs.Items[1].ID
	runs.Items = nil
	read("/api/v1/sync-runs"+then, &runs)
	require.Len(t, runs.Items, 1)
	require.Equal(t, first, runs.Items[0].ID)
	require.Equal(t, "completed", runs.Items[0].State)

	var rules struct {
		Items []struct {
			Version string
			InForce bool `json:"in_force"`
		}
	}
	read("/api/v1/rules", &rules)
	require.Len(t, rules.Items, 2)
	rules.Items = nil
	read("/api/v1/rules"+then, &rules)
	require.Len(t, rules.Items, 1)
	require.True(t, rules.Items[0].InForce)

	for _, path := range []string{"/api/v1/notifications", "/api/v1/projections", "/api/v1/views"} {
		status, body = a.get(path + then)
		require.Equal(t, nethttp.StatusBadRequest, status, "%s: %s", path, body)
		require.Contains(t, string(body), "always_now")
	}
}

// A run is there from its end on, with what it changed and what it covered, and so are the
// readings of a connector, which was what it was.
func TestThePastOfOneRunAndOfConnectors(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 20, Orgs: 2})
	a := s.website()
	s.completes(event.SyncCounts{Found: 20, Created: 20})
	head, err := s.app.Store.Head(t.Context(), s.tenant)
	require.NoError(t, err)
	then := fmt.Sprintf("as_of=%d", head.Position)
	require.NoError(t, s.sim.Rename(s.sim.approved()[0].ID, "RENAMED"))
	first, second := s.run(a, 0), s.sync()

	read := func(path string) string {
		status, body := a.get(path)
		require.Equal(t, nethttp.StatusOK, status, "%s: %s", path, body)
		return string(body)
	}
	for _, more := range []string{"/changes?limit=500&", "/change-groups?"} {
		require.Equal(t, read("/api/v1/sync-runs/"+first+more), read("/api/v1/sync-runs/"+first+more+then))
	}
	for _, more := range []string{"?", "/changes?", "/change-groups?"} {
		status, body := a.get("/api/v1/sync-runs/" + second.ID.String() + more + then)
		require.Equal(t, nethttp.StatusNotFound, status, "it had not ended: %s", body)
	}
	var now, was map[string]any
	require.NoError(t, json.Unmarshal([]byte(read("/api/v1/sync-runs/"+first)), &now))
	require.NoError(t, json.Unmarshal([]byte(read("/api/v1/sync-runs/"+first+"?"+then)), &was))
	require.Equal(t, now["listings"], was["listings"])
	require.Equal(t, now["counts"], was["counts"])
	require.NotEmpty(t, was["listings"])

	one := "/api/v1/access/connectors/" + s.connection.String()
	status, body := a.send(nethttp.MethodPut, one, `{"matching": "broad", "provisioning": false, "approval": "always", "frequency": "weekly"}`)
	require.Equal(t, nethttp.StatusOK, status, "%s", body)
	require.NoError(t, s.app.CatchUp(t.Context(), s.tenant))
	require.Contains(t, read(one), `"weekly"`)
	require.NotContains(t, read(one+"?"+then), `"weekly"`)
	require.NotContains(t, read("/api/v1/access/connectors?"+then), `"weekly"`)
	require.Equal(t, 2, strings.Count(read(one+"/logs"), `"kind"`))
	logs := read(one + "/logs?" + then)
	require.Equal(t, 1, strings.Count(logs, `"kind"`))
	require.Contains(t, logs, first)
}

// run is the id of one of the newest runs.
func (s *story) run(a website, n int) string {
	s.t.Helper()
	var run struct{ ID string }
	require.NoError(s.t, json.Unmarshal(a.list("/api/v1/sync-runs")[n], &run))
	return run.ID
}

type shownAsset struct{ ID, Name string }

func (s *story) someAssets(a website, n int) []shownAsset {
	s.t.Helper()
	status, body := a.get(fmt.Sprintf("/api/v1/assets?limit=%d", n))
	require.Equal(s.t, nethttp.StatusOK, status)
	var page struct{ Items []shownAsset }
	require.NoError(s.t, json.Unmarshal(body, &page))
	return page.Items
}
