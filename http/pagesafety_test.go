package http

import (
	"net/url"
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
