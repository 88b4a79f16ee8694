package demo_test

import (
	"context"
	"encoding/json"
	"log/slog"
	nethttp "net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"
	"coresync/http"
	"coresync/http/api"
	"coresync/http/openapi"
	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

// client asks the real API of a demo; every exchange is held against the description.
type client struct {
	t           *testing.T
	server      nethttp.Handler
	description *openapi.Description
	token       string
	demo        *demo.Demo
}

func connect(t *testing.T) *client {
	t.Helper()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- d.App.Serve(ctx, app.ServeOptions{Ready: func() { close(ready) }}) }()
	t.Cleanup(func() {
		stop()
		<-ended // the context's error
	})
	<-ready
	services := d.App.Services()
	made, err := services.Tokens.Create(t.Context(), d.Tenant, "cli:test", api.TokenDraft{Name: "test", Role: permission.Owner})
	require.NoError(t, err)
	server, err := http.NewServer(http.Config{Log: slog.New(slog.DiscardHandler)}, services)
	require.NoError(t, err)
	description, err := openapi.Load()
	require.NoError(t, err)
	return &client{t: t, server: server, description: description, token: made.Secret, demo: d}
}

// ask sends a request and checks the exchange.
func (c *client) ask(method, path, body string, header ...string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+c.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, r)
	require.NoError(c.t, c.description.Conform(openapi.Exchange{
		Request: r, Sent: []byte(body), Status: w.Code, Header: w.Header(), Body: w.Body.Bytes(),
	}))
	return w
}

// get asks for something that must be there.
func (c *client) get(path string, into any) nethttp.Header {
	c.t.Helper()
	w := c.ask(nethttp.MethodGet, path, "")
	require.Equal(c.t, nethttp.StatusOK, w.Code, "%s: %s", path, w.Body)
	if into != nil {
		require.NoError(c.t, json.Unmarshal(w.Body.Bytes(), into))
	}
	return w.Header()
}

// command writes and returns where.
func (c *client) command(method, path, body string, header ...string) api.Written {
	c.t.Helper()
	w := c.ask(method, path, body, header...)
	require.Less(c.t, w.Code, 300, "%s %s: %s", method, path, w.Body)
	var done api.Written
	require.NoError(c.t, json.Unmarshal(w.Body.Bytes(), &done))
	return done
}

// The API over a demo's real parts: one demo for all, since it takes seconds to
// make. The steps change different things, and run one after the other.
func TestTheAPIOverADemo(t *testing.T) {
	t.Parallel()
	c := connect(t)
	t.Run("decisions", c.decisions)
	t.Run("GAP_02", c.keeps)
	t.Run("lists", c.lists)
	t.Run("operations", c.operations)
	t.Run("directory", c.directory)
	t.Run("MAP_11", c.mapping)
	t.Run("MAP_13", c.mappingUndone)
	t.Run("connections", c.connections)
	t.Run("audit", c.audited)
}

// page is a page of any list.
type page struct {
	Items      []json.RawMessage `json:"items"`
	NextCursor string            `json:"next_cursor"`
	Total      *int              `json:"total"`
}

// Every list that the description has answers, under each of its sorts, page by
// page, each item once.
func (c *client) lists(t *testing.T) {
	c.t = t
	for _, op := range c.description.Operations() {
		if op.Kind != "list" || strings.Contains(op.Path, "{") {
			continue
		}
		for _, sort := range sortsOf(op) {
			limit := "20" // several pages of each
			if op.ID == "listEvents" || op.ID == "listAssets" {
				limit = "300"
			}
			seen := map[string]bool{}
			count, cursor := 0, ""
			for {
				w := c.ask("GET", op.Path+"?limit="+limit+"&sort="+sort+cursor, "")
				require.Equal(t, nethttp.StatusOK, w.Code, "%s by %s: %s", op.ID, sort, w.Body)
				var p page
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
				count += len(p.Items)
				for _, item := range p.Items {
					seen[string(item)] = true
				}
				if p.NextCursor == "" {
					break
				}
				cursor = "&cursor=" + url.QueryEscape(p.NextCursor)
			}
			require.Len(t, seen, count, "%s by %s", op.ID, sort)
			// This demo has no people, to be told anything, to ask for it or to govern, and is too young for movements.
			if !slices.Contains([]string{"listNotifications", "listAccessRequests", "listMovements", "listApps"}, op.ID) {
				require.Positive(t, count, op.ID)
			}
		}
	}
}

func sortsOf(op *openapi.Operation) []string {
	for _, p := range op.Route().Operation.Parameters {
		if p.Value.Name == "sort" {
			var sorts []string
			for _, s := range p.Value.Schema.Value.Enum {
				sorts = append(sorts, s.(string))
			}
			return sorts
		}
	}
	return []string{""}
}

// What a command wrote is seen by the read that is given its position.
func (c *client) directory(t *testing.T) {
	c.t = t
	after := func(w api.Written) string { return "?min_position=" + w.Position.String() }

	made := c.command("POST", "/api/v1/customers", `{"name": "Zebra <AG>", "domains": ["Zebra.example"]}`, "Idempotency-Key", "one")
	again := c.command("POST", "/api/v1/customers", `{"name": "Zebra <AG>", "domains": ["Zebra.example"]}`, "Idempotency-Key", "one")
	require.Equal(t, made.ID, again.ID)
	require.True(t, again.Replayed)
	other := c.ask("POST", "/api/v1/customers", `{"name": "Another"}`, "Idempotency-Key", "one")
	require.Equal(t, nethttp.StatusUnprocessableEntity, other.Code, other.Body)

	customer := "/api/v1/customers/" + made.ID.String()
	var shown api.Customer
	header := c.get(customer+after(made), &shown)
	require.Equal(t, "Zebra <AG>", shown.Name)
	require.Equal(t, []string{"zebra.example"}, shown.Domains)
	changed := c.command("PATCH", customer, `{"city": "Köln"}`, "If-Match", header.Get("ETag"))
	require.Equal(t, nethttp.StatusPreconditionFailed, c.ask("PATCH", customer, `{"city": "Bonn"}`, "If-Match", header.Get("ETag")).Code)
	c.get(customer+after(changed), &shown)
	require.Equal(t, "Köln", shown.City)

	taken := c.ask("POST", "/api/v1/customers", `{"name": "Zebra", "external_id": "`+shown.ExternalID+`"}`)
	require.Equal(t, nethttp.StatusConflict, taken.Code)
	require.Contains(t, taken.Body.String(), `"code":"external_id_taken"`)

	id := made.ID.String()
	for path, draft := range map[string]string{
		"contacts":  `{"customer": "` + id + `", "name": "Jane Doe", "email": "Jane@Zebra.example", "phone": "+49 221 1"}`,
		"contracts": `{"customer": "` + id + `", "name": "Care", "start": "2024-02-29", "end": "2027-02-28"}`,
		"tickets":   `{"customer": "` + id + `", "number": "4711", "subject": "Slow", "status": "open"}`,
		"assets":    `{"customer": "` + id + `", "name": "Beamer", "category": "Other", "status": "maintenance"}`,
	} {
		w := c.command("POST", "/api/v1/"+path, draft)
		one := "/api/v1/" + path + "/" + w.ID.String()
		etag := c.get(one+after(w), nil).Get("ETag")
		require.NotEmpty(t, etag, path)
		var p page
		c.get("/api/v1/"+path+"?customer="+id, &p)
		require.Len(t, p.Items, 1, path)
		gone := c.command("DELETE", one, "", "If-Match", etag)
		require.Equal(t, nethttp.StatusNotFound, c.ask("GET", one+after(gone), "").Code, path)
	}
	c.command("DELETE", customer, "")
}

// Organizations are mapped and taken back; the second of two decisions is a conflict.
func (c *client) mapping(t *testing.T) {
	c.t = t
	var organizations struct {
		Items []api.Organization `json:"items"`
	}
	c.get("/api/v1/organizations?limit=500", &organizations)
	i := slices.IndexFunc(organizations.Items, func(o api.Organization) bool { return o.Status == "unmatched" && o.Devices > 0 })
	require.GreaterOrEqual(t, i, 0)
	o := organizations.Items[i]
	var customers struct {
		Items []api.Customer `json:"items"`
	}
	c.get("/api/v1/customers?limit=1", &customers)
	row, err := json.Marshal(map[string]any{"rows": []map[string]any{{
		"connection": o.Connection, "organization_id": o.OrganizationID, "action": "map",
		"customer": customers.Items[0].ID, "expected_version": o.Version,
	}}})
	require.NoError(t, err)
	preview := c.ask("POST", "/api/v1/organization-mappings/preview", string(row))
	require.Equal(t, nethttp.StatusOK, preview.Code, preview.Body)
	var effects struct {
		Assets int `json:"assets"`
	}
	require.NoError(t, json.Unmarshal(preview.Body.Bytes(), &effects))
	require.Equal(t, o.Devices, effects.Assets)
	type answer struct {
		Saved, Conflicts int
		Position         api.Position
	}
	put := func() (a answer) {
		w := c.ask("PUT", "/api/v1/organization-mappings", string(row))
		require.Equal(t, nethttp.StatusOK, w.Code, w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &a))
		return a
	}
	first := put()
	require.Equal(t, 1, first.Saved)
	require.Equal(t, 1, put().Conflicts)
	var after struct {
		Items []api.Organization `json:"items"`
	}
	c.get("/api/v1/organizations?limit=500&status=mapped&min_position="+first.Position.String(), &after)
	require.True(t, slices.ContainsFunc(after.Items, func(found api.Organization) bool { return found.OrganizationID == o.OrganizationID }))
}

// What the log and the read models say of themselves, and the rest that only shows.
func (c *client) operations(t *testing.T) {
	c.t = t
	for _, path := range []string{"/api/v1/session", "/api/v1/projections", "/api/v1/events?type=DeviceObserved&limit=2", "/api/v1/tokens"} {
		c.get(path, nil)
	}
	var assets struct {
		Items []api.Asset `json:"items"`
	}
	header := c.get("/api/v1/assets?limit=3&source=ninjaone&category=Server&connectivity=online", &assets)
	require.Len(t, assets.Items, 3)
	require.NotEmpty(t, header.Get("Coresync-Generation"))
	require.NotEmpty(t, header.Get("Coresync-Rules"))
	for _, a := range assets.Items {
		require.Equal(t, "Server", a.Category)
		c.get("/api/v1/assets/"+a.ID.String(), nil)
		var history page
		c.get("/api/v1/assets/"+a.ID.String()+"/history", &history)
		require.NotEmpty(t, history.Items)
	}
	require.Equal(t, nethttp.StatusNotFound, c.ask("GET", "/api/v1/assets/01935d52-0000-7000-8000-000000000001", "").Code)
	ready := c.ask("GET", "/readyz", "")
	require.Equal(t, nethttp.StatusOK, ready.Code, ready.Body)
}

// A connection is tried, scheduled, synced and watched.
func (c *client) connections(t *testing.T) {
	c.t = t
	var all struct {
		Items []api.Connection `json:"items"`
	}
	c.get("/api/v1/connections", &all)
	require.Len(t, all.Items, 1)
	one := "/api/v1/connections/" + all.Items[0].ID.String()
	for _, action := range []string{"/test", "/checks"} {
		w := c.ask("POST", one+action, "")
		require.Equal(t, nethttp.StatusOK, w.Code, w.Body)
		require.Contains(t, w.Body.String(), `"ok":true`, "%s: %s", action, w.Body)
	}
	set := c.command("PUT", one+"/schedule", `{"frequency": "daily", "zone": "Europe/Berlin"}`)
	var shown api.Connection
	etag := c.get(one+"?min_position="+set.Position.String(), &shown).Get("ETag")
	require.Equal(t, "daily", shown.Schedule.Frequency)
	require.NotNil(t, shown.Schedule.NextAt)
	renamed := c.command("PATCH", one, `{"name": "Head office"}`, "If-Match", etag)
	c.get(one+"?min_position="+renamed.Position.String(), &shown)
	require.Equal(t, "Head office", shown.Name)

	w := c.ask("POST", one+"/sync", "")
	require.Equal(t, nethttp.StatusAccepted, w.Code, w.Body)
	var started api.Started
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &started))
	run := "/api/v1/sync-runs/" + started.Run.String()
	watched := c.ask("GET", run+"/progress", "").Body.String() // ends with the run
	require.Contains(t, watched, "event: end\n")
	require.Contains(t, watched, `"state":"completed"`)
	var done api.Run
	c.get(run, &done)
	require.Equal(t, "completed", done.State)
	require.Equal(t, 400, done.Counts.Found)
	require.Equal(t, 400, done.Counts.Unchanged)
	c.get(run+"/changes", nil)
	c.runParts(t, run, done)
	var settings api.Workspace
	c.get("/api/v1/settings", &settings)
	w = c.ask("PATCH", "/api/v1/settings", `{"timezone": "Europe/Berlin"}`)
	require.Equal(t, nethttp.StatusOK, w.Code, w.Body)
	var hits page
	c.get("/api/v1/search?q=laptop", &hits)
}
