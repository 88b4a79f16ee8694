package http

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// The page of a connection says what makes a run wait, and lets change it (screen 5.3).
func TestTheCardsOfAConnectionSayHowSafeItIs(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
	says(t, words(t, s, path), "Safety", "in one organization, more than 20 devices or more than 5 % would go missing", "Change the limits",
		"Field rules", "Rule lab", "Access governance", "Open the connector", "Unmatched")
	require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), "Change the limits")

	fake := s.services.Connections.(*fakeConnections)
	w := browse(s, "POST", path+"/limits", "admin", url.Values{"devices": {"30"}, "percent": {"a few"}, "few": {""}})
	require.Equal(t, 422, w.Code)
	require.Regexp(t, `id="fault-percent">Enter a whole number\.`, w.Body.String())
	require.Regexp(t, `id="fault-few">Enter a whole number\.`, w.Body.String())
	require.Contains(t, w.Body.String(), `value="a few"`, "what was typed is still there")
	require.Empty(t, fake.limits)
	w = browse(s, "POST", path+"/limits", "admin", url.Values{"devices": {"30"}, "percent": {"10"}, "few": {"3"}})
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, []api.Limits{{Devices: 30, Percent: 10, Few: 3}}, fake.limits)
}

// followed are rules that say whether status follows connectivity, and note what is tried.
type followed struct {
	fakeRules
	on    bool
	tried *[]string
}

func (f followed) Get(ctx context.Context, s api.Scope, version string) (api.RuleSet, error) {
	set, err := f.fakeRules.Get(ctx, s, version)
	set.Rules = json.RawMessage(fmt.Sprintf(`{"asset":{"status_follows_connectivity":%t}}`, f.on))
	return set, err
}

func (f followed) Diff(ctx context.Context, s api.Scope, draft json.RawMessage, show int) (api.RuleEffects, error) {
	*f.tried = append(*f.tried, string(draft))
	return f.fakeRules.Diff(ctx, s, draft, show)
}

// Whether status follows connectivity is a switch of the connection's page: it shows what changes
// before anybody adopts it, and only who may adopt rules has it.
func TestFLD_06_StatusFollowsConnectivityIsASwitch(t *testing.T) {
	t.Parallel()
	for on, verb := range map[bool]string{true: "Turn off…", false: "Turn on…"} {
		var tried []string
		s := newServer(t, func(_ *Config, has *Services) { has.Rules = followed{on: on, tried: &tried} })
		path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
		body := browse(s, "GET", path, "admin", nil).Body.String()
		require.Contains(t, body, verb)
		member := browse(s, "GET", path, "member", nil).Body.String()
		require.Contains(t, member, "Status follows connectivity")
		require.NotContains(t, member, verb)

		form := url.Values{}
		for _, field := range regexp.MustCompile(`name="(draft|reason)" value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
			form.Set(field[1], html.UnescapeString(field[2]))
		}
		w := browse(s, "POST", path+"/rules", "admin", form)
		require.Equal(t, 200, w.Code, w.Body)
		says(t, w.Body.String(), form.Get("reason"), "Adopt", "category")
		require.Len(t, tried, 1)
		require.JSONEq(t, fmt.Sprintf(`{"asset":{"status_follows_connectivity":%t}}`, !on), tried[0])
		require.Equal(t, 403, browse(s, "POST", path+"/rules", "technician", form).Code)
		w = browse(s, "POST", path+"/rules/adopt", "admin", form)
		require.Equal(t, 303, w.Code, w.Body)
	}
}

// A schedule runs in the workspace's zone, whoever chose it, and is told in it (SCH-04).
func TestSCH_04_AScheduleIsOfTheWorkspacesZone(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
	workspace, err := s.services.Settings.Get(t.Context(), tenant)
	require.NoError(t, err)
	w := browse(s, "POST", path+"/schedule", "admin", url.Values{"frequency": {"daily"}, "zone": {"Asia/Tokyo"}})
	require.Equal(t, 303, w.Code, w.Body)
	fake := s.services.Connections.(*fakeConnections)
	require.Equal(t, []api.Schedule{{Frequency: "daily", Zone: workspace.Timezone}}, fake.schedule)
	says(t, words(t, s, path), "Next: today 14:00 (Europe/Berlin)")
	require.Equal(t, 400, browse(s, "POST", path+"/schedule", "admin", url.Values{"frequency": {"now and then"}}).Code)
}
