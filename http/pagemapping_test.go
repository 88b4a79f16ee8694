package http

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// manyOrganizations has more organizations than a page shows, all auto-matched.
type manyOrganizations struct {
	*fakeOrganizations
	n int
}

func (f manyOrganizations) List(_ context.Context, _ api.Scope, _ api.OrganizationFilter, l api.List) (api.Answer[api.OrganizationPage], error) {
	customer := acme()
	var all []api.Organization
	for i := range f.n {
		all = append(all, api.Organization{Connection: thing(5), OrganizationID: int64(1000 + i), Name: fmt.Sprintf("Organization %04d", i), Status: "auto_matched",
			Suggestions: []api.Suggestion{{Customer: customer, Score: 92, Evidence: "alike"}}})
	}
	return answerOf(api.OrganizationPage{
		Page: pageBy(all, l, func(o api.Organization) string { return o.Name }), Counts: api.OrganizationCounts{AutoMatched: f.n},
	}), nil
}

// All organizations are listed, a page at a time; the form of a page leads back to it, and
// Confirm all takes those of every page.
func TestMAP_05_EveryOrganizationIsReached(t *testing.T) {
	t.Parallel()
	fake := manyOrganizations{&fakeOrganizations{}, 1003}
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = fake })
	path := associationPath(t, s) + "/mappings"
	next, seen := path, 0
	for pages := 0; next != "" && pages < 5; pages++ {
		body := browse(s, "GET", next, "owner", nil).Body.String()
		seen += len(regexp.MustCompile(`name="choice\.`).FindAllString(body, -1))
		here := regexp.MustCompile(regexp.QuoteMeta(next) + `"`)
		if pages > 0 {
			require.Regexp(t, `action="`+here.String(), body, "the form leads back to this page")
		}
		next = ""
		if m := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body); m != nil {
			next = m[1]
		}
	}
	require.Equal(t, 1003, seen)

	w := browse(s, "POST", path+"/confirm", "owner", url.Values{})
	require.Equal(t, 303, w.Code)
	require.Len(t, fake.rows, 1003)
}

// A row that somebody else decided about is told of, though the page doesn't have it.
func TestMAP_11_AConflictIsToldThoughThePageDoesntHaveTheRow(t *testing.T) {
	t.Parallel()
	fake := manyOrganizations{&fakeOrganizations{}, 2}
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = fake })
	w := browse(s, "POST", associationPath(t, s)+"/mappings?status=unmatched", "owner", url.Values{"choice.18": {"ignore"}, "before.18": {""}, "version.18": {"1"}})
	require.Equal(t, 409, w.Code)
	require.Contains(t, w.Body.String(), "Organization 18: Somebody else mapped it. Look again.")
}

// The picker also makes a customer of the organization's name; the customers that saving
// would make are told beforehand.
func TestMAP_10_ThePickerCreatesACustomer(t *testing.T) {
	t.Parallel()
	fake := &fakeOrganizations{}
	s := newServer(t, func(_ *Config, has *Services) { has.Organizations = fake })
	path := associationPath(t, s) + "/mappings"
	require.Contains(t, browse(s, "GET", path, "owner", nil).Body.String(), "Create customer “Lab”")
	form := url.Values{"choice.17": {"create:ACME Lab"}, "before.17": {""}, "version.17": {"2"}}
	preview := browse(s, "POST", path+"/preview", "owner", form)
	require.Contains(t, preview.Body.String(), "1 customer would be created")
	require.Empty(t, fake.rows)
	w := browse(s, "POST", path, "owner", form)
	require.Equal(t, 303, w.Code, w.Body)
	require.Len(t, fake.rows, 1)
	require.Equal(t, "map", fake.rows[0].Action)
	made, err := s.services.Customers.Get(t.Context(), api.Scope{Tenant: tenant}, *fake.rows[0].Customer)
	require.NoError(t, err)
	require.Equal(t, "ACME Lab", made.Data.Name)
	for _, id := range []string{"17", "20"} {
		form.Set("choice."+id, "create:ACME Twins")
		form.Set("before."+id, "")
		form.Set("version."+id, "2")
	}
	require.Equal(t, 303, browse(s, "POST", path, "owner", form).Code)
	require.Len(t, fake.rows, 3)
	require.Equal(t, fake.rows[1].Customer, fake.rows[2].Customer, "organizations with one name become one customer")
	require.NotContains(t, browse(s, "GET", path, "connector_admin", nil).Body.String(), "Create customer", "who may not make customers isn't offered it")
	require.Equal(t, 403, browse(s, "POST", path, "connector_admin", form).Code)
}
