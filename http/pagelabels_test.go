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
	text := words(t, s, "/settings/integrations/new?region=EU")
	says(t, text, "Administration > Apps > API", "API Services (machine-to-machine)", "Scope: Monitoring (required)",
		"Allowed grant types: Authorization code , Client credentials , Refresh token", "Open eu.ninjarmm.com",
		"US app.ninjarmm.com", "EU eu.ninjarmm.com", "Oceania oc.ninjarmm.com", "Canada ca.ninjarmm.com", "US2 us2.ninjarmm.com")
	w := browse(s, "GET", "/settings/integrations/new?region=EU", "owner", nil)
	require.Contains(t, w.Body.String(), `value="https://core.example.com/api/integrations/ninja/callback"`)
	require.Contains(t, w.Body.String(), `href="https://eu.ninjarmm.com/#/administration/apps/api" target="_blank" rel="noopener noreferrer"`)
	require.NotContains(t, text, "Simulator")
	form := words(t, s, "/settings/integrations/new?step=2&region=EU")
	says(t, form, "Client ID", "Client Secret", "Show", "Dashboard Link Domain (optional)",
		"US app.ninjarmm.com", "EU eu.ninjarmm.com", "Oceania oc.ninjarmm.com", "Canada ca.ninjarmm.com", "US2 us2.ninjarmm.com")
	require.NotContains(t, form, "Simulator")
	require.Contains(t, browse(s, "GET", "/settings/integrations/new?step=2&region=EU", "owner", nil).Body.String(), `value="EU" data-host="eu.ninjarmm.com" checked`)
}

// Each step of the set-up shows where one stands, and can be left and come back to.
func TestTheStepsOfTheSetUp(t *testing.T) {
	t.Parallel()
	path := func(s *Server) string {
		return "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String() + "/setup"
	}
	steps := []string{"Create the API client", "Credentials", "Connect NinjaOne", "First sync as a preview"}
	s := newServer(t, func(_ *Config, has *Services) { has.Connections = unconnected{has.Connections} })
	says(t, words(t, s, path(s)), append(steps, "3 · Connect NinjaOne", "sign in and to approve")...)
	require.Contains(t, browse(s, "GET", path(s), "owner", nil).Header().Get("Content-Security-Policy"), "form-action 'self' https://eu.ninjarmm.com")
	s = newServer(t, func(_ *Config, has *Services) { has.Connections = machine{has.Connections} })
	says(t, words(t, s, path(s)), append(steps, "3 · Connect NinjaOne", "Test & connect")...)
	says(t, browse(s, "POST", path(s)+"/test", "owner", url.Values{}).Body.String(), "A token was given.")
	s = newServer(t, func(_ *Config, has *Services) { has.Connections = neverSynced{has.Connections} })
	says(t, words(t, s, path(s)), "Connected.", "4 · First sync as a preview", "398 assets would be created", "1 mapped by name, 1 to review, 1 without a match",
		"Nothing is written yet.", "Review mappings", "Apply", "Later", "Bolts", "92 %: one letter differs")
	says(t, words(t, s, "/settings/integrations"), "Continue set-up")
	require.Equal(t, 403, browse(s, "GET", path(s), "member", nil).Code)
	s = newServer(t, func(_ *Config, has *Services) { has.Connections = connectedTo{has.Connections} })
	says(t, words(t, s, path(s)), "NinjaOne is set up", "Review Mappings", "Bulk Contact Association")
}

// connectedTo is a connection that works; neverSynced one that does, for the first time.
type (
	connectedTo struct{ api.Connections }
	neverSynced struct{ api.Connections }
)

func (c connectedTo) Get(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[api.Connection], error) {
	found, err := c.Connections.Get(ctx, s, id)
	found.Data.State, found.Data.Message = "connected", ""
	return found, err
}

func (c neverSynced) Get(ctx context.Context, s api.Scope, id uuid.UUID) (api.Answer[api.Connection], error) {
	found, err := connectedTo(c).Get(ctx, s, id)
	found.Data.LastSync = nil
	return found, err
}

func (c neverSynced) List(ctx context.Context, s api.Scope, l api.List) (api.Answer[api.Page[api.Connection]], error) {
	found, err := c.Connections.List(ctx, s, l)
	for i := range found.Data.Items {
		found.Data.Items[i].LastSync = nil
	}
	return found, err
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
	found.Data.State, found.Data.Grant, found.Data.Region, found.Data.LastSync = "not_connected", "authorization_code", "EU", nil
	return found, err
}

// The mapping page says when nothing is left to do.
func TestMAP_12_TheMappingPage(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String() + "/mappings"
	says(t, words(t, s, path), "Mapped", "Auto-matched", "Unmatched", "Stale", "Save Mappings")
	done := newServer(t, func(_ *Config, has *Services) { has.Organizations = allMapped{has.Organizations} })
	says(t, words(t, done, path), "All 3 organizations are mapped. New ones will show up here and in your inbox.")
}

type allMapped struct{ api.Organizations }

func (a allMapped) List(ctx context.Context, s api.Scope, f api.OrganizationFilter, l api.List) (api.Answer[api.OrganizationPage], error) {
	found, err := a.Organizations.List(ctx, s, f, l)
	found.Data.Counts = api.OrganizationCounts{Mapped: 2, Ignored: 1}
	return found, err
}
