package app_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"coresync/adapters/ninjaone"
	"coresync/adapters/ninjasim"
	"coresync/adapters/ninjasim/oauth"
	"coresync/adapters/poller"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// person is somebody in front of a browser who connects a NinjaOne.
type person struct {
	*served
	db                 *pgtest.DB
	app                *app.App
	tenant, connection uuid.UUID
	ninja              atomic.Pointer[ninjasim.Sim] // what answers at ninjaAt, the connection's address
	ninjaAt            string
	log                *logBuffer
	secrets            []string
}

// logBuffer is read while the last goroutines of a program may still write.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(line)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

const signInSecret = "secret-of-the-client"

// simulated is a NinjaOne whose application may use the grants.
func simulated(seed uint64, grants ...string) *ninjasim.Sim {
	return simulatedWith(20, seed, grants...)
}

func simulatedWith(devices int, seed uint64, grants ...string) *ninjasim.Sim {
	return ninjasim.New(ninjasim.Config{
		Seed: seed, Devices: devices, Orgs: 3, RealTimeTokens: true,
		Clients: []oauth.Client{{ID: "browser", Secret: signInSecret, Grants: grants}},
	})
}

func newPerson(t *testing.T, ninja *ninjasim.Sim) *person {
	t.Helper()
	p := &person{db: pgtest.New(t), tenant: uuid.New(), log: &logBuffer{}}
	p.ninja.Store(ninja)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.ninja.Load().Handler().ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	p.ninjaAt = server.URL
	dir := t.TempDir()
	_, err := app.Migrate(t.Context(), settingsOf(p.db, dir), quiet()) // the tables of the queue, too
	require.NoError(t, err)
	p.app = open(t, p.db, dir, p.log)
	t.Cleanup(p.app.Close)
	require.NoError(t, p.app.Store.CreateTenant(t.Context(), eventstore.Tenant{ID: p.tenant, Name: "main"}))
	p.connection, err = p.app.Connect(t.Context(), p.tenant, connection.Settings{
		Name: "Head office", Region: connection.Simulator, BaseURL: server.URL, Grant: "authorization_code", ClientID: "browser",
	}, signInSecret, "test")
	require.NoError(t, err)
	p.app.Settings.Listen = "127.0.0.1:0"
	p.app.Settings.PublicURL, err = url.Parse("http://127.0.0.1:0")
	require.NoError(t, err)
	listener, err := p.app.Listen()
	require.NoError(t, err)
	p.served = serveOn(t, p.app, p.tenant, listener)
	p.secrets = append(p.secrets, signInSecret)
	return p
}

// begin asks for the address, as a page of ours does.
func (p *person) begin() string {
	p.t.Helper()
	status, body := p.send(http.MethodPost, "/api/v1/connections/"+p.connection.String()+"/connect")
	require.Equal(p.t, http.StatusOK, status, body)
	var to struct{ URL string }
	require.NoError(p.t, json.Unmarshal([]byte(body), &to))
	return to.URL
}

// decide looks at the consent page, decides, and returns the address to go back to.
func (p *person) decide(address, decision string) string {
	p.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	shown, err := browser.Get(address)
	require.NoError(p.t, err)
	require.NoError(p.t, shown.Body.Close())
	require.Equal(p.t, http.StatusOK, shown.StatusCode)
	answer, err := browser.PostForm(address, url.Values{"decision": {decision}})
	require.NoError(p.t, err)
	require.NoError(p.t, answer.Body.Close())
	back, err := answer.Location()
	require.NoError(p.t, err)
	p.note(back.Query().Get("state"), back.Query().Get("code"))
	require.True(p.t, strings.HasPrefix(back.String(), p.url+"/api/integrations/ninja/callback?"), "SET-03: %s", back)
	return back.String()
}

func (p *person) note(secrets ...string) {
	for _, s := range secrets {
		if s != "" {
			p.secrets = append(p.secrets, s)
		}
	}
}

// back comes back to us, without a token, and reads the page.
func (p *person) back(address string) (status int, page string) {
	p.t.Helper()
	answer, err := http.Get(address)
	require.NoError(p.t, err)
	defer func() { _ = answer.Body.Close() }() // read to its end
	raw, err := io.ReadAll(answer.Body)
	require.NoError(p.t, err)
	p.clean(string(raw))
	return answer.StatusCode, html.UnescapeString(string(raw))
}

// tokens are those that are kept, sealed; none: nil.
func (p *person) tokens() []byte {
	p.t.Helper()
	kept, err := p.app.Credentials().Get(p.t.Context(), p.tenant, p.connection, "tokens")
	if err != nil {
		require.ErrorIs(p.t, err, poller.ErrNoCredential)
		return nil
	}
	return kept.Sealed
}

// authorised are the events about it.
func (p *person) authorised() []event.ConnectionAuthorised {
	p.t.Helper()
	var found []event.ConnectionAuthorised
	require.NoError(p.t, p.app.Store.Read(p.t.Context(), p.tenant, eventstore.Query{Types: []event.Type{"ConnectionAuthorised"}}, func(e event.Recorded) error {
		payload, err := p.app.Store.Registry().Decode(e)
		found = append(found, *payload.(*event.ConnectionAuthorised))
		return err
	}))
	return found
}

func (p *person) state() string {
	p.t.Helper()
	require.NoError(p.t, p.app.CatchUp(p.t.Context(), p.tenant))
	status, _, body := p.get("/api/v1/connections/" + p.connection.String())
	require.Equal(p.t, http.StatusOK, status, body)
	p.clean(body)
	var c struct{ State string }
	require.NoError(p.t, json.Unmarshal([]byte(body), &c))
	return c.State
}

// sync runs a sync to its end.
func (p *person) sync() poller.Run {
	p.t.Helper()
	run, _, err := p.app.Sync(p.t.Context(), poller.Request{Tenant: p.tenant, Connection: p.connection, Trigger: poller.TriggerManual}, nil)
	require.NoError(p.t, err)
	return run
}

// clean looks for secrets in a text.
func (p *person) clean(text string) {
	p.t.Helper()
	for _, secret := range p.secrets {
		require.NotContains(p.t, text, secret)
	}
}

// end stops the program and looks through all that it wrote: no secret is in the
// log, in an event, or in the clear in any column.
func (p *person) end() {
	p.t.Helper()
	if kept, err := p.app.Credentials().Get(p.t.Context(), p.tenant, p.connection, "tokens"); err == nil {
		plain, err := p.app.Master.Unwrap(kept.Sealed, []byte("credential/"+p.tenant.String()+"/"+p.connection.String()+"/tokens"))
		require.NoError(p.t, err)
		var t struct{ Access, Refresh string }
		require.NoError(p.t, json.Unmarshal(plain, &t))
		p.note(t.Access, t.Refresh)
	}
	p.stop()
	p.clean(p.log.String())
	for _, table := range []string{"eventstore.events", "poller.credentials", "poller.sign_ins", "poller.runs"} {
		var rows string
		require.NoError(p.t, p.db.Pool("").QueryRow(p.t.Context(), `select coalesce(string_agg(x::text, ' '), '') from `+table+` x`).Scan(&rows))
		p.clean(rows)
		for _, secret := range p.secrets { // as a column of bytes shows it
			require.NotContains(p.t, rows, hex.EncodeToString([]byte(secret)), table)
		}
	}
}

func TestSET_12_ConnectNinjaOneByTheBrowser(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(1))
	require.Equal(t, "not_connected", p.state())
	status, body := p.send(http.MethodPost, "/api/v1/connections/"+p.connection.String()+"/sync")
	require.Equal(t, http.StatusConflict, status, body)
	require.Contains(t, body, "NinjaOne not connected")

	address := p.begin()
	asked, err := url.Parse(address)
	require.NoError(t, err)
	require.Equal(t, "S256", asked.Query().Get("code_challenge_method"))
	require.Equal(t, "monitoring offline_access", asked.Query().Get("scope"))

	back := p.decide(address, "approve")
	status, page := p.back(back)
	require.Equal(t, http.StatusOK, status, page)
	require.Contains(t, page, "NinjaOne is connected as Head office.")
	require.NotContains(t, page, "Warning")
	require.NotNil(t, p.tokens())
	events := p.authorised()
	require.Len(t, events, 1)
	require.Equal(t, []string{"monitoring", "offline_access"}, events[0].Scopes)
	require.True(t, events[0].CanRefresh)
	require.Contains(t, events[0].By, "token:")
	require.Equal(t, "connected", p.state())
	require.Equal(t, poller.StateCompleted, p.sync().State)

	// The state is used up.
	kept := p.tokens()
	status, page = p.back(back)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, page, "was finished before")
	require.Equal(t, kept, p.tokens())
	require.Len(t, p.authorised(), 1)
	p.end()
}

func TestSET_12_WhatIsNoSignInConnectsNothing(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(1))

	// The person refuses.
	status, page := p.back(p.decide(p.begin(), "refuse"))
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "the request was refused there. Nothing was changed.")

	// Ten minutes went by.
	late := p.decide(p.begin(), "approve")
	_, err := p.db.Pool("").Exec(t.Context(), `update poller.sign_ins set expires_at = now() - interval '1 second'`)
	require.NoError(t, err)
	status, page = p.back(late)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, page, "begun more than ten minutes ago")

	// A state that nobody was given, and none.
	for _, query := range []string{"state=" + strings.Repeat("A", 43) + "&code=x", "code=x", "state=%00&code=x", "error=access_denied"} {
		status, page = p.back(p.url + "/api/integrations/ninja/callback?" + query)
		require.Equal(t, http.StatusForbidden, status, page)
	}

	// A code that NinjaOne never gave, with a state of ours; and that state again with the right one.
	right := p.decide(p.begin(), "approve")
	wrong, err := url.Parse(right)
	require.NoError(t, err)
	q := wrong.Query()
	q.Set("code", "made-up-code")
	wrong.RawQuery = q.Encode()
	status, page = p.back(wrong.String())
	require.Equal(t, http.StatusConflict, status, page)
	require.Contains(t, page, "a code can be used once")
	status, _ = p.back(right)
	require.Equal(t, http.StatusForbidden, status)

	// The connection was removed meanwhile.
	removed := p.decide(p.begin(), "approve")
	_, err = p.app.ChangeConnection(t.Context(), app.ConnectionCommand{
		Tenant: p.tenant, Connection: p.connection, Actor: "test", Command: connection.Remove{Assets: "keep"}, Version: -1,
	})
	require.NoError(t, err)
	status, page = p.back(removed)
	require.Equal(t, http.StatusForbidden, status, page)

	require.Nil(t, p.tokens())
	require.Empty(t, p.authorised())
	p.end()
}

func TestSET_05_ThatNoRefreshTokenCameIsToldAtOnce(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(1, oauth.GrantCode))
	status, page := p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusOK, status, page)
	require.Contains(t, page, "this connection will stop working in 60 minutes")
	require.False(t, p.authorised()[0].CanRefresh)
	p.end()
}

func TestREC_01_ReconnectKeepsTheConnectionAndRefusesAnotherTenant(t *testing.T) {
	t.Parallel()
	first := simulated(1)
	p := newPerson(t, first)
	status, page := p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusOK, status, page)
	require.Equal(t, poller.StateCompleted, p.sync().State)
	kept := p.tokens()

	// Organizations and devices have the same ids there; names and uids differ.
	p.ninja.Store(simulated(2))
	status, page = p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusConflict, status, page)
	require.Contains(t, page, "This is another tenant")
	require.Equal(t, kept, p.tokens(), "the old tokens stay")
	require.Len(t, p.authorised(), 1)

	// The right one, whose access was revoked: a run says so, a new sign-in mends it.
	p.ninja.Store(first)
	require.NoError(t, first.ArmFault("tokens-revoked=0"))
	failed := p.sync()
	require.Equal(t, poller.StateFailed, failed.State)
	require.Equal(t, string(ninjaone.KindReconnectRequired), failed.Reason)
	require.Equal(t, "reconnect_required", p.state())
	status, page = p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusOK, status, page)
	require.Equal(t, "connected", p.state())
	require.Equal(t, poller.StateCompleted, p.sync().State)
	p.end()
}

// Without devices the names of organizations tell the tenants apart.
func TestREC_01_AnotherTenantWithoutDevices(t *testing.T) {
	t.Parallel()
	first := simulatedWith(-1, 1)
	p := newPerson(t, first)
	status, page := p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusOK, status, page)
	require.Equal(t, poller.StateCompleted, p.sync().State)

	p.ninja.Store(simulatedWith(-1, 2))
	status, page = p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusConflict, status, page)
	require.Contains(t, page, "This is another tenant")

	p.ninja.Store(first)
	status, page = p.back(p.decide(p.begin(), "approve"))
	require.Equal(t, http.StatusOK, status, page)
	require.Len(t, p.authorised(), 2)
	p.end()
}
