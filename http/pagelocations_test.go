package http

import (
	"context"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// A location may belong to another customer than its organization: the way there, what
// saving would move, and rows that somebody was faster with.
func TestMAP_13_ThePageOfLocations(t *testing.T) {
	t.Parallel()
	fake := &fakeOrganizations{}
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = fake })
	connection := associationPath(t, s)
	path := connection + "/locations"
	require.Contains(t, browse(s, "GET", connection+"/mappings", "owner", nil).Body.String(), `href="`+path+`?organization=17">2 locations</a>`)
	says(t, words(t, s, path+"?organization=17"), "Locations", "unless the location has one of its own", "Annex 4 devices · id 31", "Mapped", "Acme <GmbH>",
		"As its organization", "Ignore this location", "no longer in NinjaOne", "Preview", "Save Mappings", "Organization is 17")
	member := browse(s, "GET", path, "member", nil).Body.String()
	require.NotContains(t, member, "Save Mappings")

	form := url.Values{
		"choice.31": {""}, "before.31": {"map:" + thing(7).String()}, "version.31": {"1"},
		"choice.32": {"map:" + thing(8).String()}, "before.32": {""}, "version.32": {"0"},
	}
	require.Contains(t, browse(s, "POST", path+"/preview", "owner", form).Body.String(), "62 assets would move.")
	w := browse(s, "POST", path, "owner", form)
	require.Equal(t, 409, w.Code)
	require.Contains(t, w.Body.String(), "Somebody else mapped it. Look again.")
	require.Contains(t, w.Body.String(), "1 location was saved.")
	other := thing(8)
	require.Equal(t, []api.Mapping{
		{Connection: thing(5), LocationID: 31, Action: "unmap", ExpectedVersion: 1}, {Connection: thing(5), LocationID: 32, Action: "map", Customer: &other},
	}, fake.rows)
	require.Equal(t, 303, browse(s, "POST", path, "owner", url.Values{"choice.31": {"ignore"}, "before.31": {""}, "version.31": {"1"}}).Code)
	require.Equal(t, "ignore", fake.rows[2].Action)
	require.Equal(t, 403, browse(s, "POST", path, "member", form).Code)
}

// A location that left the filter in between is told of, though no row of the page is its.
func TestMAP_11_AConflictOfALocationIsToldThoughThePageDoesntHaveTheRow(t *testing.T) {
	t.Parallel()
	fake := &fakeOrganizations{}
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = noLocations{fake} })
	w := browse(s, "POST", associationPath(t, s)+"/locations?status=stale", "owner", url.Values{"choice.32": {"ignore"}, "before.32": {""}, "version.32": {"1"}})
	require.Equal(t, 409, w.Code)
	require.Contains(t, w.Body.String(), "Location 32: Somebody else mapped it. Look again.")
}

// noLocations has none under any filter.
type noLocations struct{ *fakeOrganizations }

func (noLocations) Locations(context.Context, api.Scope, api.LocationFilter, api.List) (api.Answer[api.Page[api.Location]], error) {
	return answerOf(api.Page[api.Location]{Items: []api.Location{}}), nil
}

// What links by its name alone says so; a name that changed stands beside the new one.
func TestMAP_13_ARowOfTheMappingSaysHowItCameAbout(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = oneOfEach{has.Organizations} })
	says(t, words(t, s, associationPath(t, s)+"/mappings"), "Mapped (auto)", "the name is the same", "formerly Old <name>", "its customer Acme <GmbH> was removed: choose another", "no longer in NinjaOne", "no customer has a name like it")
}

// oneOfEach has an organization linked by name, and one whose customer was removed.
type oneOfEach struct{ api.Organizations }

func (oneOfEach) List(_ context.Context, _ api.Scope, _ api.OrganizationFilter, _ api.List) (api.Answer[api.OrganizationPage], error) {
	customer := acme()
	return answerOf(api.OrganizationPage{
		Page: api.Page[api.Organization]{Items: []api.Organization{
			{Connection: thing(5), OrganizationID: 21, Name: "ACME, Inc.", FormerNames: []string{"Old <name>"}, Status: "mapped", Source: "name", Customer: &customer},
			{Connection: thing(5), OrganizationID: 22, Name: "Lab", Status: "stale", Customer: &customer, Vanished: true},
			{Connection: thing(5), OrganizationID: 23, Name: "Pool", Status: "unmatched", Evidence: "no customer has a name like it"},
		}},
		Counts: api.OrganizationCounts{Mapped: 1, Stale: 1, Unmatched: 1},
	}), nil
}
