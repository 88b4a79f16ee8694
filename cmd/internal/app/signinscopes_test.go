package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/eventstore/decide"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// write sends a body and reads the answer into a value, unless that is nil.
func (s *served) write(method, path string, body, into any) (status int, answered string) {
	s.t.Helper()
	text, err := json.Marshal(body)
	require.NoError(s.t, err)
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(text))
	require.NoError(s.t, err)
	request.Header.Set("Authorization", "Bearer "+s.token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	defer func() { _ = answer.Body.Close() }() // read to its end
	raw, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	if into != nil && answer.StatusCode < 300 {
		require.NoError(s.t, json.Unmarshal(raw, into), string(raw))
	}
	return answer.StatusCode, string(raw)
}

func (p *person) connector() (c api.AccessConnector) {
	p.t.Helper()
	require.NoError(p.t, p.app.CatchUp(p.t.Context(), p.tenant))
	status, _, body := p.get("/api/v1/access/connectors/" + p.connection.String())
	require.Equal(p.t, http.StatusOK, status, body)
	require.NoError(p.t, json.Unmarshal([]byte(body), &c))
	return c
}

// connect goes the way through the browser, and returns the scopes that were asked for.
func (p *person) connect() string {
	p.t.Helper()
	address := p.begin()
	asked, err := url.Parse(address)
	require.NoError(p.t, err)
	status, page := p.back(p.decide(address, "approve"))
	require.Equal(p.t, http.StatusOK, status, page)
	return asked.Query().Get("scope")
}

// provideAtOnce carries a request out by several hands, beside the worker that has it, too.
func (p *person) provideAtOnce(id uuid.UUID) {
	p.t.Helper()
	hands, ctx := errgroup.WithContext(p.t.Context())
	for range 4 {
		hands.Go(func() error { return p.app.RunProvision(ctx, p.tenant, id, time.Now()) })
	}
	require.NoError(p.t, hands.Wait())
}

// Who only reads is not asked for more; where provisioning is switched on later, a request
// says that NinjaOne must be connected again, the connector shows what is missing, and the
// next sign-in asks for it.
func TestC1A_11_ASignInAsksForControlOnlyWhereProvisioningIsOn(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(7))
	require.Equal(t, "monitoring offline_access", p.connect())
	p.sync()
	now := p.connector()
	require.Equal(t, []string{"monitoring", "offline_access"}, now.Configuration.Granted)
	require.Empty(t, now.MissingScopes, "reading needs no more")

	status, body := p.write(http.MethodPut, "/api/v1/access/connectors/"+p.connection.String(),
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: "never", Frequency: "manual"}, nil)
	require.Equal(t, http.StatusOK, status, body)
	require.Equal(t, []string{"management", "control"}, p.connector().MissingScopes)
	draft := map[string]any{"action": "create", "connection": p.connection, "kind": "TECHNICIAN", "first_name": "Ada", "last_name": "Byron", "email": "ada@msp.example"}
	status, body = p.write(http.MethodPost, "/api/v1/access/requests", draft, nil)
	require.Equal(t, http.StatusConflict, status, body)
	require.Contains(t, body, "reconnect_needed")
	require.Contains(t, body, "management and control")

	require.Equal(t, "monitoring management control offline_access", p.connect())
	now = p.connector()
	require.Empty(t, now.MissingScopes)
	require.Equal(t, []string{"monitoring", "management", "control", "offline_access"}, now.Configuration.Granted)
	var asked api.Written
	status, body = p.write(http.MethodPost, "/api/v1/access/requests", draft, &asked)
	require.Equal(t, http.StatusCreated, status, body)
	p.provideAtOnce(*asked.ID)
	made := 0
	for _, u := range p.ninja.Load().Users() {
		if u.Email == "ada@msp.example" {
			made++
		}
	}
	require.Equal(t, 1, made, "the token that the person granted may make it, once")
	require.NoError(t, p.app.CatchUp(t.Context(), p.tenant))
	status, _, body = p.get("/api/v1/access/requests/" + asked.ID.String())
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, body, `"status":"done"`)
	p.end()
}

// Client credentials are asked for each time: there is nobody to ask again.
func TestC1A_11_ClientCredentialsMissNothing(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(8))
	p.connect()
	now := p.connector()
	_, err := decide.Handle(t.Context(), p.app.Store, decide.Decider[connection.State, any]{Evolve: connection.Evolve, Decide: connection.Decide},
		decide.Request[any]{Tenant: p.tenant, Stream: event.ConnectionStream(p.connection), Actor: "test", Version: decide.AnyVersion, Command: connection.Save{
			Settings: connection.Settings{Connection: p.connection, Name: now.Connection.Name, Region: connection.Simulator, BaseURL: now.Configuration.BaseURL, Grant: "client_credentials", ClientID: "browser"},
		}})
	require.NoError(t, err)
	require.Empty(t, p.connector().Configuration.Granted)
	status, body := p.write(http.MethodPut, "/api/v1/access/connectors/"+p.connection.String(),
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: "never", Frequency: "manual"}, nil)
	require.Equal(t, http.StatusOK, status, body)
	require.Empty(t, p.connector().MissingScopes)
	p.end()
}
