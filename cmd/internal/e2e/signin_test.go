package e2e

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"testing"

	"coresync/adapters/ninjaone"
	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/app"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

// signIn does what a person does: it allows the access on NinjaOne's consent page and
// brings the code back.
func signIn(t testing.TB, client *ninjaone.Client) {
	t.Helper()
	verifier, state := ninjaone.NewVerifier(), uuid.NewString()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.PostForm(client.AuthCodeURL(state, verifier), url.Values{"decision": {"approve"}})
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	back, err := answer.Location()
	require.NoError(t, err)
	require.Equal(t, state, back.Query().Get("state"))
	authorization, err := client.Exchange(t.Context(), back.Query().Get("code"), verifier)
	require.NoError(t, err)
	require.True(t, authorization.CanRefresh)
}

// connectByCode adds a connection of the authorization-code grant, not signed in yet.
func connectByCode(t testing.TB, a *app.App, tenant uuid.UUID, address string) uuid.UUID {
	t.Helper()
	s := simulatedSettings(address)
	s.Name, s.Grant = "NinjaOne by sign-in", "authorization_code"
	id, err := a.Connect(t.Context(), tenant, s, ninjasim.DefaultClientSecret, "test")
	require.NoError(t, err)
	return id
}

func (s *story) client(a *app.App) *ninjaone.Client {
	s.t.Helper()
	client, err := a.Client(s.t.Context(), s.tenant, s.connection)
	require.NoError(s.t, err)
	s.t.Cleanup(client.Close)
	return client
}

func TestREC_01_ATokenRevokedInMidRun(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 70, Orgs: 4})
	s.connection = connectByCode(t, s.app, s.tenant, s.address)
	s.open = func() (*ninjaone.Client, error) { return s.app.Client(t.Context(), s.tenant, s.connection) }
	s.since()

	failed := s.fails()
	require.Equal(t, "not_connected", failed.Reason)
	require.Contains(t, failed.Message, "NinjaOne not connected")

	signIn(t, s.client(s.app))
	s.completes(event.SyncCounts{Found: 70, Created: 70})
	s.since()

	require.NoError(t, s.sim.Rename(s.sim.approved()[3].ID, "NEW-NAME"))
	s.sim.arm(t, "tokens-revoked=8") // the second page of devices
	failed = s.fails()
	require.Equal(t, "reconnect_required", failed.Reason)
	require.Equal(t, "devices", failed.Step)
	require.Contains(t, failed.Message, "connect")
	require.Equal(t, "reconnect_required", s.fails().Reason, "it stays so")

	signIn(t, s.client(s.app))
	s.completes(event.SyncCounts{Found: 70, Changed: 1, Unchanged: 69})
	s.matchesAQuietSync()
}

// NinjaOne replaces a refresh token when it is used. Two processes of one connection
// must not use up the same one.
func TestTwoProcessesShareTheTokensOfAConnection(t *testing.T) {
	t.Parallel()
	s := tell(t, ninjasim.Config{Devices: 5, Orgs: 2})
	s.connection = connectByCode(t, s.app, s.tenant, s.address)
	other, err := app.Open(t.Context(), s.app.Settings, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(other.Close)
	clients := []*ninjaone.Client{s.client(s.app), s.client(other)}
	signIn(t, clients[0])
	for range 10 {
		s.sim.arm(t, "token-expire-after=0")
		group, ctx := errgroup.WithContext(t.Context())
		for _, client := range clients {
			group.Go(func() error { return use(ctx, client) })
		}
		require.NoError(t, group.Wait())
	}
	require.LessOrEqual(t, len(s.sim.issued()), 2*(1+2*10), "the second one takes what the first one got")
}

// use makes some calls.
func use(ctx context.Context, client *ninjaone.Client) error {
	for range 3 {
		for _, err := range client.Organizations(ctx, ninjaone.ListQuery{}) {
			if err != nil {
				return err
			}
		}
	}
	return nil
}
