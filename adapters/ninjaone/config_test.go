package ninjaone

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestREG_01_to_05_Hosts(t *testing.T) {
	t.Parallel()
	want := map[Region]string{
		US: "app.ninjarmm.com", EU: "eu.ninjarmm.com", Oceania: "oc.ninjarmm.com", Canada: "ca.ninjarmm.com", US2: "us2.ninjarmm.com",
	}
	require.Len(t, Regions(), len(want))
	for region, host := range want {
		require.Equal(t, host, region.Host())
		require.Equal(t, "https://"+host, region.BaseURL())
		for _, name := range []string{string(region), strings.ToLower(string(region)), " " + host} {
			got, err := ParseRegion(name)
			require.NoError(t, err)
			require.Equal(t, region, got)
		}
	}
	for _, wrong := range []string{"", "JP", "evil.example", "app.ninjarmm.com.evil.example", "https://app.ninjarmm.com"} {
		_, err := ParseRegion(wrong)
		require.ErrorContains(t, err, "US, EU, Oceania, Canada, US2", wrong)
	}
	require.Empty(t, Region("JP").Host())
}

func TestREG_06_RegionDecidesEveryAddress(t *testing.T) {
	t.Parallel()
	c, err := New(Config{Region: Oceania, ClientID: "client-1", Secret: StaticSecret(testSecret), Grant: AuthorizationCode,
		RedirectURL: "https://core.example/api/integrations/ninja/callback", Tokens: &memoryStore{}})
	require.NoError(t, err)
	require.Equal(t, "https://oc.ninjarmm.com", c.BaseURL())
	require.True(t, strings.HasPrefix(c.AuthCodeURL("state", NewVerifier()), "https://oc.ninjarmm.com/ws/oauth/authorize?"))
}

func TestNewReportsAllFaultsTogether(t *testing.T) {
	t.Parallel()
	_, err := New(Config{Region: "Mars", Grant: "password", Scopes: []string{"control"}, Retry: RetrySettings{Attempts: -1}})
	require.EqualError(t, err, `NinjaOne connection settings: Region: "Mars" is not one of US, EU, Oceania, Canada, US2
ClientID: enter the client ID of the API client application
Grant: "password" is not one of client_credentials, authorization_code
Scopes: monitoring is required to read devices
Retry: none may be negative`)
	_, err = New(Config{Region: US, ClientID: "x", Grant: AuthorizationCode})
	require.ErrorContains(t, err, "Tokens: ")
	require.ErrorContains(t, err, "RedirectURL: ")
	_, err = New(Config{Region: US, ClientID: "x", Grant: ClientCredentials, Scopes: []string{"monitoring", "offline_access"}})
	require.ErrorContains(t, err, "Secret: ")
	require.ErrorContains(t, err, "offline_access exists only with the authorization code")
}

func TestBaseURLIsALoopbackAddressOnly(t *testing.T) {
	t.Parallel()
	try := func(base string, allow bool) error {
		_, err := New(Config{BaseURL: base, AllowLoopback: allow, ClientID: "x", Grant: ClientCredentials, Secret: StaticSecret("x")})
		return err
	}
	for _, good := range []string{"http://127.0.0.1:9000", "http://localhost:1/", "https://[::1]:443", "http://127.9.9.9"} {
		require.NoError(t, try(good, true), good)
		require.ErrorContains(t, try(good, false), "AllowLoopback", good)
	}
	for _, bad := range []string{
		"http://10.0.0.1", "http://169.254.169.254/latest", "https://app.ninjarmm.com", "http://127.0.0.1.evil.example",
		"http://user@127.0.0.1", "http://127.0.0.1@evil.example", "ftp://127.0.0.1", "127.0.0.1:80", "http://127.0.0.1?x=1",
		"http://127.0.0.1#x", "http://0.0.0.0", "http://[::]", "http://localhost.evil.example", "http://127.0.0.1/path", "http://%zz",
	} {
		require.Error(t, try(bad, true), bad)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	s := NewSecret(testSecret)
	token := Token{Access: s, Refresh: s}
	marshalled, err := json.Marshal(token)
	require.NoError(t, err)
	for _, text := range []string{
		fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q %x %d", s, s, s, s, s, s, s), fmt.Sprintf("%+v %#v", token, token),
		string(marshalled), slog.Any("s", s).String(), fmt.Sprint(&s),
	} {
		require.NotContains(t, text, testSecret)
		require.NotContains(t, text, fmt.Sprintf("%x", testSecret))
		require.Contains(t, text, redacted)
	}
	require.Equal(t, testSecret, s.Reveal())
	require.True(t, Secret{}.Empty())
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	var reached bool
	b := setup(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/elsewhere" {
			reached = true
		}
		http.Redirect(w, r, "/elsewhere?code="+testCode, http.StatusFound)
	})
	_, err := b.Contacts(t.Context())
	require.Equal(t, KindRedirected, KindOf(err))
	require.NotContains(t, err.Error(), testCode)
	require.False(t, reached)
}

func TestProxyVariablesAreIgnored(t *testing.T) {
	t.Parallel()
	transport, ok := newTransport(HTTPSettings{}).(*http.Transport)
	require.True(t, ok)
	require.Nil(t, transport.Proxy)
}
