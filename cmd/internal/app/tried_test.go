package app_test

import (
	"net/http"
	"testing"

	"coresync/adapters/ninjasim/oauth"
	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// By client credentials a connection is connected as soon as NinjaOne took them, and not
// before; another secret has to be taken anew.
func TestSET_05_SET_13_TRB_01_ClientCredentialsConnectByTheFirstAnswer(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(1, oauth.GrantClientCredentials, oauth.GrantCode))
	var added struct{ ID uuid.UUID }
	status, body := p.write(http.MethodPost, "/api/v1/connections", map[string]string{
		"name": "By machine", "region": "Simulator", "base_url": p.ninjaAt, "grant": "client_credentials",
		"client_id": "browser", "client_secret": "not-the-secret",
	}, &added)
	require.Equal(t, http.StatusCreated, status, body)
	p.connection = added.ID
	path := "/api/v1/connections/" + added.ID.String()
	stands := func(state string) {
		t.Helper()
		require.Equal(t, state, p.state())
		_, _, body := p.get(path)
		if state == "not_connected" {
			require.Contains(t, body, "NinjaOne not connected. Client ID and Client Secret are there, and NinjaOne has not accepted them yet")
		} else {
			require.NotContains(t, body, "NinjaOne not connected")
		}
	}
	test := func(outcome string) {
		t.Helper()
		status, body := p.send(http.MethodPost, path+"/test")
		require.Equal(t, http.StatusOK, status, body)
		require.Regexp(t, `"name":"token","outcome":"`+outcome+`"`, body)
	}
	stands("not_connected")
	test("failed")
	stands("not_connected")
	_, _, checks := p.get(path + "/checks")
	require.Regexp(t, `"name":"connected","outcome":"failed","message":"NinjaOne not connected`, checks)

	status, body = p.write(http.MethodPatch, path, map[string]string{"client_secret": signInSecret}, nil)
	require.Equal(t, http.StatusOK, status, body)
	stands("not_connected")
	test("ok")
	stands("connected")
	status, body = p.write(http.MethodPatch, path, map[string]string{"client_secret": "another"}, nil)
	require.Equal(t, http.StatusOK, status, body)
	stands("not_connected")
}

// All that is wrong with a new connection is told together, each as a sentence of its own.
func TestSET_07_SET_09_AllFaultsOfANewConnectionAreToldTogether(t *testing.T) {
	t.Parallel()
	p := newPerson(t, simulated(1))
	_, err := p.app.Services().Connections.Create(t.Context(), api.Command{Tenant: p.tenant, Actor: "user:test"}, api.ConnectionDraft{
		Region: "EU", Grant: "client_credentials", ClientID: " ", DashboardDomain: "no host/at all",
	})
	var known *domain.Error
	require.ErrorAs(t, err, &known)
	told := map[string]string{}
	for _, fault := range known.Fields {
		told[fault.Pointer] = fault.Message
	}
	require.Equal(t, map[string]string{
		"/name":             "Give the connection a name, such as NinjaOne.",
		"/client_id":        "Enter the client ID that NinjaOne shows for the API client application.",
		"/client_secret":    "Enter the client secret that NinjaOne showed with the client ID.",
		"/dashboard_domain": "Write a host such as portal.example.com.",
	}, told)
}
