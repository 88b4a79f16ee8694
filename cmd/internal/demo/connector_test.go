package demo_test

import (
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/postgres/pgtest"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/demo"
	"coresync/cmd/internal/settings"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// postbox is a real SMTP server on loopback that keeps what it gets.
type postbox struct {
	mu      sync.Mutex
	to      []string
	letters []string
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return delivery{p}, nil }

type delivery struct{ *postbox }

func (delivery) Mail(string, *smtp.MailOptions) error { return nil }

func (d delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.to = append(d.to, to)
	return nil
}

func (d delivery) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.letters = append(d.letters, string(text))
	return err
}

func (delivery) Reset() {}

func (delivery) Logout() error { return nil }

// startWithMail is a demo that can send letters.
func startWithMail(t *testing.T) (*demo.Demo, *postbox) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	box := &postbox{}
	server := smtp.NewServer(box)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // ends with Close
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		_ = server.Close()
		<-done
	})
	dir := t.TempDir()
	s := settings.Settings{
		DatabaseURL: pgtest.New(t).URL, Data: dir, KeyFile: dir + "/master.key", Zone: time.UTC,
		SMTPURL: &url.URL{Scheme: "smtp", Host: listener.Addr().String()}, MailFrom: "Coresync <coresync@msp.example>",
		PublicURL: &url.URL{Scheme: "https", Host: "core.msp.example"},
	}
	log := slog.New(slog.DiscardHandler)
	_, err = app.Migrate(t.Context(), s, log)
	require.NoError(t, err)
	a, err := app.Open(t.Context(), s, log)
	require.NoError(t, err)
	t.Cleanup(a.Close)
	d, err := demo.Start(t.Context(), a, demo.Options{Devices: 20, Orgs: 3, Seed: 1})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	require.NoError(t, a.CatchUp(t.Context(), d.Tenant))
	return d, box
}

func person(t *testing.T, d *demo.Demo, email string) uuid.UUID {
	t.Helper()
	made, err := d.App.Services().Users.Add(t.Context(), d.Tenant, "test", api.UserDraft{Email: email, Name: strings.Split(email, "@")[0], Role: permission.ConnectorAdmin})
	require.NoError(t, err)
	return made.ID
}

func connector(t *testing.T, d *demo.Demo, id uuid.UUID) api.AccessConnector {
	t.Helper()
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	found, err := d.App.Services().AccessConnectors.Get(t.Context(), api.Scope{Tenant: d.Tenant}, id)
	require.NoError(t, err)
	return found.Data
}

func apps(t *testing.T, d *demo.Demo, kind string) map[string]api.AccessApp {
	t.Helper()
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	found, err := d.App.Services().AccessApps.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.AppFilter{Kind: kind}, api.List{Limit: 100, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	all := make(map[string]api.AccessApp)
	for _, a := range found.Data.Items {
		all[a.Name] = a
	}
	return all
}

// Unmanaged apps come from a list, and from clients that were seen; a connector makes one
// managed, or is added to a managed one, or to a new one.
func TestC1C_05_06_07_AConnectorIsAddedToAnUnmanagedAManagedOrANewApp(t *testing.T) {
	t.Parallel()
	d, _ := startWithMail(t)
	services, me := d.App.Services(), person(t, d, "me@msp.example")
	command := by(d, "user:"+me.String())
	file := func() io.Reader { return strings.NewReader("external_id,name\n0oa1,NinjaOne Okta\n0oa2,Slack\n") }
	done, err := services.Imports.Import(t.Context(), command, api.Import{Kind: "apps", File: file()})
	require.NoError(t, err)
	require.Equal(t, 2, done.Created)
	done, err = services.Imports.Import(t.Context(), command, api.Import{Kind: "apps", File: file()})
	require.NoError(t, err)
	require.Equal(t, 2, done.Unchanged)
	for range 3 {
		require.NoError(t, services.AccessApps.Seen(t.Context(), d.Tenant, "scim", "token-1", "Entra ID provisioning"))
		require.NoError(t, services.AccessApps.Seen(t.Context(), d.Tenant, "oidc", "https://login.example client-9", "Okta sign-in"))
	}
	unmanaged := apps(t, d, "unmanaged")
	require.Len(t, unmanaged, 4)
	require.Equal(t, "scim", unmanaged["Entra ID provisioning"].Source)
	require.Equal(t, "oidc", unmanaged["Okta sign-in"].Source)
	require.Empty(t, apps(t, d, "managed"))

	okta := unmanaged["NinjaOne Okta"].ID
	add := func(draft api.ConnectorDraft) (uuid.UUID, error) {
		draft.Owners = []uuid.UUID{me}
		made, err := services.AccessConnectors.Add(t.Context(), command, draft)
		if err != nil {
			return uuid.Nil, err
		}
		require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
		return *made.ID, nil
	}
	_, err = add(api.ConnectorDraft{AppKind: "managed", App: &okta})
	require.ErrorContains(t, err, "Correct", "it is not managed yet")
	first, err := add(api.ConnectorDraft{AppKind: "unmanaged", App: &okta, Connection: &d.Connection})
	require.NoError(t, err)
	require.Equal(t, d.Connection, first)
	require.Equal(t, "NinjaOne Okta", connector(t, d, first).App.Name)
	require.Equal(t, 1, apps(t, d, "managed")["NinjaOne Okta"].Connectors)
	_, err = add(api.ConnectorDraft{AppKind: "unmanaged", App: &okta})
	require.ErrorContains(t, err, "Correct", "it is managed now")
	_, err = add(api.ConnectorDraft{AppKind: "managed", App: &okta, Connection: &d.Connection})
	require.ErrorContains(t, err, "has a connector already")
	second, err := add(api.ConnectorDraft{AppKind: "managed", App: &okta})
	require.NoError(t, err)
	third, err := add(api.ConnectorDraft{AppKind: "new", NewApp: "RMM of Contoso"})
	require.NoError(t, err)
	_, err = add(api.ConnectorDraft{AppKind: "new", NewApp: "rmm of contoso"})
	require.ErrorContains(t, err, "Correct", "there is one of this name")
	require.Equal(t, 2, apps(t, d, "managed")["NinjaOne Okta"].Connectors)
	for _, id := range []uuid.UUID{second, third} {
		require.Equal(t, "not_configured", connector(t, d, id).Status)
	}

	done, err = services.Imports.Import(t.Context(), command, api.Import{Kind: "apps", File: strings.NewReader("external_id,name\n"), RemoveMissing: true})
	require.NoError(t, err)
	require.Equal(t, 2, done.Removed)
	require.NotContains(t, apps(t, d, ""), "Slack")
	require.Contains(t, apps(t, d, "managed"), "NinjaOne Okta", "a managed app stays")
}

// Owners other than who adds the connector get a letter each, once; who was no owner any
// more when it was to be sent gets none.
func TestC1C_08_10_OwnersAreToldByMail(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	services := d.App.Services()
	me, ada, bob, eve := person(t, d, "me@msp.example"), person(t, d, "ada@msp.example"), person(t, d, "bob@msp.example"), person(t, d, "eve@msp.example")
	command := by(d, "user:"+me.String())
	draft := api.ConnectorDraft{AppKind: "new", NewApp: "NinjaOne", Owners: []uuid.UUID{me, ada, bob}, Connection: &d.Connection}
	stranger := draft
	stranger.Owners = []uuid.UUID{uuid.New()}
	_, err := services.AccessConnectors.Add(t.Context(), command, stranger)
	require.ErrorContains(t, err, "Correct")
	made, err := services.AccessConnectors.Add(t.Context(), command, draft)
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	_, err = services.AccessConnectors.SetOwners(t.Context(), command, *made.ID, []uuid.UUID{me, ada, eve})
	require.NoError(t, err)
	require.Len(t, connector(t, d, *made.ID).Owners, 3)

	for range 2 {
		_, err = d.App.Deliver(t.Context())
		require.NoError(t, err)
	}
	require.ElementsMatch(t, []string{"ada@msp.example", "eve@msp.example"}, box.to)
	for _, letter := range box.letters {
		letter = strings.ReplaceAll(letter, "=\r\n", "") // lines are folded
		require.Contains(t, letter, "Your help is needed")
		require.Contains(t, letter, "https://core.msp.example/admin/connectors/"+made.ID.String())
	}
}

// After Save the label is Syncing, then Connected; a reading that fails says why. The logs
// show each reading.
func TestC1C_12_13_14_AfterSaveItSyncsAndIsConnected(t *testing.T) {
	t.Parallel()
	d, _ := startWithMail(t)
	services, me := d.App.Services(), person(t, d, "me@msp.example")
	command := by(d, "user:"+me.String())
	made, err := services.AccessConnectors.Add(t.Context(), command, api.ConnectorDraft{AppKind: "new", NewApp: "Contoso RMM", Owners: []uuid.UUID{me}})
	require.NoError(t, err)
	id := *made.ID
	require.Equal(t, "not_configured", connector(t, d, id).Status)

	draft := api.ConnectorConfigurationDraft{BaseURL: "https://evil.example", Scope: "everything"}
	_, err = services.AccessConnectors.Configure(t.Context(), command, id, draft)
	require.ErrorContains(t, err, "Correct")
	draft = api.ConnectorConfigurationDraft{BaseURL: d.Sim.URL, ClientID: ninjasim.DefaultClientID, ClientSecret: "wrong", Scope: "monitoring management"}
	_, err = services.AccessConnectors.Configure(t.Context(), command, id, draft)
	require.NoError(t, err)
	require.Equal(t, "syncing", connector(t, d, id).Status)
	drainAccess(t, d)
	broken := connector(t, d, id)
	require.Equal(t, "error", broken.Status)
	require.NotEmpty(t, broken.Message)

	draft.ClientSecret = ninjasim.DefaultClientSecret
	_, err = services.AccessConnectors.Configure(t.Context(), command, id, draft)
	require.NoError(t, err)
	require.Equal(t, "syncing", connector(t, d, id).Status)
	drainAccess(t, d)
	good := connector(t, d, id)
	require.Equal(t, "connected", good.Status, good.Message)
	require.NotNil(t, good.ReadAt)
	require.Equal(t, "monitoring management", good.Configuration.Scope)
	require.Equal(t, d.Sim.URL, good.Configuration.BaseURL)
	require.NotNil(t, good.Configuration.SecretSetAt)

	draft.ClientSecret, draft.Scope = "", "monitoring management control"
	_, err = services.AccessConnectors.Configure(t.Context(), command, id, draft)
	require.NoError(t, err)
	drainAccess(t, d)
	require.True(t, connector(t, d, id).Provisioning, "control is asked for with provisioning alone (C1A-11)")

	logs, err := services.AccessConnectors.Logs(t.Context(), api.Scope{Tenant: d.Tenant}, id)
	require.NoError(t, err)
	require.Len(t, logs, 3)
	require.Equal(t, []string{"access", "sync", "sync"}, []string{logs[0].Kind, logs[1].Kind, logs[2].Kind})
	require.Equal(t, []string{"completed", "completed", "failed"}, []string{logs[0].State, logs[1].State, logs[2].State})
	require.Len(t, d.Sim.Users(), logs[1].Accounts)
	require.Len(t, d.Sim.UserRoles(), logs[1].Roles)
	require.NotEmpty(t, logs[2].Message)

	_, err = services.AccessConnectors.Remove(t.Context(), command, id)
	require.NoError(t, err)
	require.Equal(t, "not_added", connector(t, d, id).Status, "the connection stays")
}

// What the demo shows can be made twice.
func TestTheDemoGovernsItsNinjaOne(t *testing.T) {
	t.Parallel()
	d, _ := startWithMail(t)
	_, err := d.App.DemoPassword(t.Context(), d.Tenant)
	require.NoError(t, err)
	for range 2 {
		require.NoError(t, d.Govern(t.Context()))
	}
	require.Len(t, connector(t, d, d.Connection).Owners, 2)
	require.Len(t, apps(t, d, "unmanaged"), 6)
}
