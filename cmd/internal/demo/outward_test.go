package demo_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	standardhttp "net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain/event"
	"coresync/domain/webhook"
	"coresync/http"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// lines are what a server logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String implements fmt.Stringer.
func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// outside is somebody who knows Coresync's address alone.
type outside struct {
	t      *testing.T
	base   string
	token  string // of the API; empty: a browser
	client *standardhttp.Client
	logged *lines
}

// serveOutside serves a demo over HTTP, for a program with a token of a role.
func serveOutside(t *testing.T, d *demo.Demo, role permission.Role) *outside {
	t.Helper()
	logged := &lines{}
	server, err := http.NewServer(http.Config{Log: slog.New(slog.NewJSONHandler(logged, nil))}, d.App.Services())
	require.NoError(t, err)
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	made, err := d.App.Services().Tokens.Create(t.Context(), d.Tenant, "test", api.TokenDraft{Name: "outside", Role: role})
	require.NoError(t, err)
	return &outside{t: t, base: listening.URL, token: made.Secret, client: listening.Client(), logged: logged}
}

// browser is the same server as a browser without an account sees it. It follows no redirect.
func (o *outside) browser() *outside {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(o.t, err)
	return &outside{t: o.t, base: o.base, logged: o.logged, client: &standardhttp.Client{
		Jar: jar, CheckRedirect: func(*standardhttp.Request, []*standardhttp.Request) error { return standardhttp.ErrUseLastResponse },
	}}
}

// ask sends a request that must be answered with a status.
func (o *outside) ask(status int, method, path, body string, into any) *standardhttp.Response {
	o.t.Helper()
	r, err := standardhttp.NewRequestWithContext(o.t.Context(), method, o.base+path, strings.NewReader(body))
	require.NoError(o.t, err)
	r.Header.Set("Accept", "text/html")
	if o.token != "" {
		r.Header.Set("Authorization", "Bearer "+o.token)
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := o.client.Do(r)
	require.NoError(o.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(o.t, err)
	require.Equal(o.t, status, answer.StatusCode, "%s %s: %s", method, path, text)
	if page, is := into.(*string); is {
		*page = string(text)
	} else if into != nil {
		require.NoError(o.t, json.Unmarshal(text, into), "%s", text)
	}
	return answer
}

// Programs outside are told what happens, signed, with the fields that differ, and once more
// from any position; where one is gone, people find it in the inbox, and nothing is lost.
func TestGAP_06_AProgramIsToldSignedAndOnceMoreAndPeopleHearOfOneThatIsGone(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 12, Orgs: 2, Seed: 1})
	person, to, o := owner(t, d), receiveHooks(t), serveOutside(t, d, permission.Owner)
	var made struct{ ID, Secret string }
	o.ask(201, "POST", "/api/v1/webhooks", `{"name": "CMDB", "url": "`+to.URL+`/in?key=hidden", "kinds": ["`+strings.Join(webhook.Kinds(), `", "`)+`"], "batch": "each", "all": true}`, &made)
	to.set(made.Secret, 0) // each message is checked with it
	hook := "/api/v1/webhooks/" + made.ID
	tell(t, d)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	tell(t, d)
	var assets struct {
		Items []struct {
			ID   uuid.UUID
			Name string
		}
	}
	o.ask(200, "GET", "/api/v1/assets?limit=500", "", &assets)
	first := to.all()
	told := map[uuid.UUID]webhook.Fields{}
	for _, g := range first {
		for _, n := range g.Data.Items {
			if n.Subject.Type == "asset" {
				told[n.Subject.ID] = webhook.Apply(told[n.Subject.ID], n.Changes)
			}
		}
	}
	require.Len(t, told, len(assets.Items))
	require.NotEmpty(t, told)
	for _, a := range assets.Items {
		require.Equal(t, a.Name, told[a.ID]["name"])
	}

	last := first[len(first)-1]
	from := last.Data.Items[0].Position
	o.ask(200, "POST", hook+"/replay", `{"from": `+strconv.FormatInt(from, 10)+`}`, nil)
	tell(t, d)
	again := to.all()[len(first):]
	require.NotEmpty(t, again)
	require.Less(t, len(again), len(first), "from there on alone")
	newest := again[len(again)-1]
	require.Equal(t, []any{last.id, last.body, true}, []any{newest.id, newest.body, newest.replay}, "the same bytes under the same id")

	to.set(made.Secret, 410)
	_, err = d.Sync(t.Context())
	require.NoError(t, err)
	tell(t, d)
	inbox := func() (items []api.Notification) {
		t.Helper()
		require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
		_, err := d.App.Inboxes.Pass(t.Context(), d.Tenant)
		require.NoError(t, err)
		var page struct{ Items []api.Notification }
		o.ask(200, "GET", "/api/v1/notifications?state=open&type=webhook_failing", "", &page)
		for _, item := range page.Items {
			if item.Recipient == person {
				items = append(items, item)
			}
		}
		return items
	}
	items := inbox()
	require.Len(t, items, 1)
	require.Equal(t, "The webhook “CMDB” is paused: it is told nothing any more", items[0].Title)
	require.Equal(t, "/settings/webhooks/"+made.ID, items[0].Path)
	require.NotContains(t, items[0].Title+items[0].Text, "hidden")
	require.Len(t, inbox(), 1, "once")
	checks, err := d.App.Services().Connections.Checks(t.Context(), api.Scope{Tenant: d.Tenant}, d.Connection)
	require.NoError(t, err)
	named := map[string]api.Check{}
	for _, c := range checks {
		named[c.Name] = c
	}
	require.Equal(t, "warning", named["webhooks"].Outcome)
	require.Contains(t, named["webhooks"].Message, "“CMDB” at "+to.URL+" was paused just now: its receiver answered 410")

	to.set(made.Secret, 0)
	o.ask(200, "POST", hook+"/resume", "", nil)
	before := len(to.all())
	tell(t, d)
	require.Greater(t, len(to.all()), before, "what happened meanwhile is told")
	require.Empty(t, inbox(), "it ticked itself off")
}

// An auditor without an account reads by a link, and nothing else: no form, no other page, no
// other method, and not after it was revoked.
func TestGAP_06_AnAuditorReadsByALinkAndChangesNothing(t *testing.T) {
	t.Parallel()
	d := startWith(t, demo.Options{Devices: 12, Orgs: 2, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	o := serveOutside(t, d, permission.Owner)
	until := d.App.Store.Now().AddDate(0, 0, 14).UTC().Format("2006-01-02T15:04:05Z")
	var made struct{ ID, Address string }
	o.ask(201, "POST", "/api/v1/auditor-links", `{"name": "ISO 27001", "expires_at": "`+until+`"}`, &made)
	var assets struct{ Items []api.Asset }
	o.ask(200, "GET", "/api/v1/assets?limit=1", "", &assets)
	head, err := d.App.Store.Head(t.Context(), d.Tenant)
	require.NoError(t, err)
	asset := "/assets/" + assets.Items[0].ID.String()

	a := o.browser()
	require.Equal(t, "/sign-in?next=%2Fassets", a.ask(303, "GET", "/assets", "", nil).Header.Get("Location"))
	require.Equal(t, "/assets", a.ask(303, "GET", made.Address, "", nil).Header.Get("Location"))
	for _, path := range []string{"/assets", asset, asset + "?tab=history", "/customers", "/reports/devices", "/reports/movements", "/reports/ledger", "/assets/eol", "/audit", "/assets?as_of=" + strconv.FormatInt(head.Position, 10)} {
		var page string
		a.ask(200, "GET", path, "", &page)
		require.Contains(t, page, "Read-only link for <strong>ISO 27001</strong>, until", path)
		require.Equal(t, 1, strings.Count(page, `method="post"`), "%s: the only form is the one to leave", path)
		require.NotContains(t, page, "/settings/", path)
	}
	a.ask(200, "GET", "/audit/export?format=csv", "", nil)
	require.NoError(t, d.App.SignHead(t.Context(), d.Tenant))
	a.ask(200, "GET", "/api/v1/audit/head", "", nil)
	for _, path := range []string{"/contacts", "/tickets", "/access/accounts", "/inbox", "/operations", "/settings/users", "/settings/tokens", "/settings/webhooks", "/settings/integrations", asset + "/edit"} {
		a.ask(403, "GET", path, "", nil)
	}
	for _, path := range []string{"/api/v1/contacts", "/api/v1/tokens", "/api/v1/webhooks", "/api/v1/access/accounts", "/api/v1/report-schedules", "/api/v1/connections"} {
		a.ask(403, "GET", path, "", nil)
	}
	a.ask(403, "POST", "/settings/profile/theme", "", nil)
	a.ask(403, "DELETE", "/api/v1"+asset, "", nil)
	a.ask(403, "DELETE", "/api/v1/session", "", nil)

	secret := made.Address[strings.Index(made.Address, "coresync_audit_"):]
	require.NotContains(t, o.logged.String(), secret, "no line of the log of requests has the secret")
	jar, err := url.Parse(o.base)
	require.NoError(t, err)
	for _, c := range a.client.Jar.Cookies(jar) {
		require.NotContains(t, o.logged.String(), c.Value)
	}
	var events struct{ Items []api.Event }
	o.ask(200, "GET", "/api/v1/events?stream="+event.AuditorPrefix+made.ID, "", &events)
	var types []string
	for _, e := range events.Items {
		types = append(types, e.Type)
		require.NotContains(t, string(e.Payload), "coresync_audit")
	}
	require.ElementsMatch(t, []string{"AuditorLinkMade", "AuditorLinkOpened"}, types)

	o.ask(204, "DELETE", "/api/v1/auditor-links/"+made.ID, "", nil)
	var page string
	a.ask(410, "GET", "/assets", "", &page)
	require.Contains(t, page, "This link was revoked.")
	o.browser().ask(410, "GET", made.Address, "", &page)
	require.Contains(t, page, "Ask whoever gave it to you")
}
