package browser

import (
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/app"
	"coresync/cmd/internal/hostile"
	"coresync/domain/connection"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// nameTheRest gives hostile names to what people here name: connections, saved views, ignore
// rules, webhooks and tokens. Each may refuse what is too long for it or of several lines; most
// must be taken, or no page would be tried.
func nameTheRest(s *site, t *testing.T) {
	t.Helper()
	has, who := s.App.Services(), api.Identity{Tenant: s.Tenant, Actor: "test", Role: permission.Owner, Permissions: permission.Owner.Permissions()}
	people, err := has.Users.List(t.Context(), s.Tenant)
	require.NoError(t, err)
	for _, u := range people {
		if u.Email == "jane@example.com" {
			who.User = u.ID
		}
	}
	command := api.Command{Tenant: s.Tenant, Actor: "user:" + who.User.String()}
	taken := map[string]int{}
	note := func(kind string, err error) {
		if err == nil {
			taken[kind]++
		}
	}
	for _, name := range hostile.Names() {
		_, err := has.Views.Create(t.Context(), who, api.ViewDraft{List: "assets", Name: name, Query: "category=Server", Shared: true, Pinned: true})
		note("view", err)
		_, err = has.Ignores.Create(t.Context(), command, api.IgnoreDraft{Kind: "name", Value: "nobody is called " + name, Reason: name})
		note("rule", err)
		hook, err := has.Webhooks.Create(t.Context(), command, api.WebhookDraft{Name: name, URL: "https://hooks.example.com/" + strings.Repeat("x", 8), Kinds: []string{"run.finished"}, Batch: "each"})
		note("webhook", err)
		if err == nil { // nothing is sent to it
			_, err = has.Webhooks.Pause(t.Context(), command, *hook.ID)
			require.NoError(t, err)
		}
		_, err = has.Tokens.Create(t.Context(), s.Tenant, command.Actor, api.TokenDraft{Name: name, Role: permission.Observer})
		note("token", err)
		_, err = s.App.ChangeConnection(t.Context(), app.ConnectionCommand{
			Tenant: s.Tenant, Connection: uuid.New(), Actor: command.Actor, Secret: ninjasim.DefaultClientSecret, Version: decide.AnyVersion,
			Command: connection.Save{Settings: connection.Settings{Name: name, Region: connection.Simulator, BaseURL: s.Sim.URL, Grant: "client_credentials", ClientID: ninjasim.DefaultClientID}},
		})
		note("connection", err)
	}
	_, err = has.Connections.Update(t.Context(), command, s.Connection, api.ConnectionPatch{Name: &hostile.Names()[0]})
	require.NoError(t, err)
	for _, kind := range []string{"view", "rule", "webhook", "token", "connection"} {
		require.Greater(t, taken[kind], len(hostile.Names())/2, "%s: %v", kind, taken)
	}
}
