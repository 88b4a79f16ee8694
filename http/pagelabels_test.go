package http

import (
	"context"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// words are what a page says, without its tags.
func words(t *testing.T, s *Server, path string) string {
	t.Helper()
	w := browse(s, "GET", path, "owner", nil)
	require.Equal(t, 200, w.Code, "%s: %s", path, w.Body)
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(w.Body.String(), " ")
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}

func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		require.Contains(t, text, part)
	}
}

// The form that adds a connection says what to do in NinjaOne, with the real address.
func TestSET_01_02_03_04_06_08_TheFormThatAddsNinjaOne(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(c *Config, _ *Services) { c.PublicURL = "https://core.example.com" })
	text := words(t, s, "/settings/integrations/new")
	says(t, text, "Administration > Apps > API", "API Services (machine-to-machine)", "Scope: Monitoring",
		"Authorization code", "Client credentials", "Refresh token", "Client ID", "Client Secret", "Dashboard Link Domain",
		"US app.ninjarmm.com", "EU eu.ninjarmm.com", "Oceania oc.ninjarmm.com", "Canada ca.ninjarmm.com", "US2 us2.ninjarmm.com")
	w := browse(s, "GET", "/settings/integrations/new", "owner", nil)
	require.Contains(t, w.Body.String(), `value="https://core.example.com/api/integrations/ninja/callback"`)
	require.NotContains(t, text, "Simulator")
}

func TestPRE_04_05_WhatIsNeededIsSaid(t *testing.T) {
	t.Parallel()
	says(t, words(t, newServer(t), "/settings/integrations/new"), "a NinjaOne account with API access and admin permissions")
}

// Both buttons start the same run.
func TestSYN_01_02_SyncDevicesAndSyncNow(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for page, label := range map[string]string{"/settings/integrations": "Sync Now", "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String(): "Sync Devices"} {
		require.Contains(t, words(t, s, page), label)
		require.Contains(t, browse(s, "GET", page, "owner", nil).Body.String(), `action="/settings/integrations/ninjaone/`+connectionOfFakes(t, s).String()+`/sync"`)
	}
	w := browse(s, "POST", "/settings/integrations/ninjaone/"+connectionOfFakes(t, s).String()+"/sync", "owner", url.Values{})
	require.Regexp(t, "^/sync-runs/", w.Header().Get("Location"))
}

func connectionOfFakes(t *testing.T, s *Server) uuid.UUID {
	t.Helper()
	found, err := s.services.Connections.List(t.Context(), api.Scope{Tenant: tenant}, api.List{Limit: 1})
	require.NoError(t, err)
	require.NotEmpty(t, found.Data.Items)
	return found.Data.Items[0].ID
}

func TestSCH_01_02_03_TheSelectorAndItsNextTime(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/settings/integrations/ninjaone/"+connectionOfFakes(t, s).String()), "Device Sync", "Manual", "Hourly", "Daily", "Weekly", "Next:")
}

// Both ways to the mapping are there: the side panel, and the page.
func TestMAP_02_03_TheWaysToTheMapping(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
	says(t, words(t, s, path), "Map Organizations", "Organization Mapping", "Review Mappings", "Run checks")
	body := browse(s, "GET", path, "owner", nil).Body.String()
	require.Regexp(t, `<a class="btn" href="`+path+`/mappings" data-panel`, body, "the panel is the same page")
	member := browse(s, "GET", path, "member", nil).Body.String()
	require.NotContains(t, member, "Sync Devices", "who may not manage sees no button")
	require.NotContains(t, member, "Disconnect")
}

// NinjaOne's sign-in begins by a button, and the page lets the form lead there alone.
func TestSET_10_ConnectNinjaOne(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Connections = unconnected{has.Connections} })
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
	says(t, words(t, s, path), "Not connected", "Connect NinjaOne")
	w := browse(s, "GET", path, "owner", nil)
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "form-action 'self' https://eu.ninjarmm.com")
}

// unconnected shows its connections before their first sign-in.
type unconnected struct{ api.Connections }

func (u unconnected) Get(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[api.Connection], error) {
	found, err := u.Connections.Get(ctx, s, id)
	found.Data.State, found.Data.Grant, found.Data.Region = "not_connected", "authorization_code", "EU"
	return found, err
}

// The mapping page says when nothing is left to do.
func TestMAP_12_TheMappingPage(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String() + "/mappings"
	says(t, words(t, s, path), "Mapped", "Auto-matched", "Unmatched", "Stale", "Save Mappings")
	done := newServer(t, func(_ *Config, has *Services) { has.Organizations = allMapped{has.Organizations} })
	says(t, words(t, done, path), "All 3 organizations are mapped. New ones will show up here.")
}

type allMapped struct{ api.Organizations }

func (a allMapped) List(ctx context.Context, s api.Scope, f api.OrganizationFilter, l api.List) (api.Answer[api.OrganizationPage], error) {
	found, err := a.Organizations.List(ctx, s, f, l)
	found.Data.Counts = api.OrganizationCounts{Mapped: 2, Ignored: 1}
	return found, err
}
