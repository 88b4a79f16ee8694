package http

import (
	"context"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

const offersPath = "/contacts/offers"

// offerKey names a person in the form of the page.
func offerKey(source, id string) string { return source + "." + thing(5).String() + "." + id }

// People in NinjaOne are listed with what may become of them; who has the address of a
// contact is ticked, the others are not.
func TestSCH_04_ThePageOfContactsFromNinjaOne(t *testing.T) {
	t.Parallel()
	fake := &fakeContactLinks{}
	s := newServer(t, func(_ *Config, has *Services) { has.ContactLinks = fake })
	says(t, words(t, s, offersPath), "Contacts from NinjaOne", "Neither side is ever overwritten.", "To decide 2", "Same e-mail address 1", "Linked 0", "Created 1", "Ignored 0", "No customer 3",
		"Acme <GmbH> Jane D.</script>", "end user 91", "Jane Doe</script> made for this person", "contact 92", "Link to Jane Doe</script> · same e-mail address", "Create a contact", "Ignore: offer no more",
		"Link all with the same e-mail address (1)", "Create all others (1)", "All selected:", "Apply Selected")
	body := browse(s, "GET", offersPath, "technician", nil).Body.String()
	require.NotContains(t, body, "D.</script>", "a name is text")
	require.Regexp(t, `value="`+offerKey("contact", "92")+`" checked`, body)
	require.NotRegexp(t, `value="`+offerKey("contact", "93")+`" checked`, body)
	made, there := true, false
	for query, want := range map[string]api.ContactOfferFilter{
		"":               {States: []string{"offered"}},
		"?state=same":    {States: []string{"offered"}, Suggested: true},
		"?state=linked":  {States: []string{"linked"}, Created: &there},
		"?state=created": {States: []string{"linked"}, Created: &made},
		"?state=ignored&customer=" + thing(7).String(): {States: []string{"ignored"}, Customer: thing(7)},
		"?state=nonsense": {States: []string{"offered"}},
	} {
		require.Equal(t, 200, browse(s, "GET", offersPath+query, "technician", nil).Code)
		require.Equal(t, want, fake.filters[len(fake.filters)-1], query)
	}
	require.Equal(t, 403, browse(s, "GET", offersPath, "member", nil).Code)
}

// Every number of the people in NinjaOne leads to them, for who may decide about them.
func TestSCH_04_TheWaysToContactsFromNinjaOne(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	connection := connectionOfFakes(t, s).String()
	made, err := s.services.Customers.Create(t.Context(), api.Command{Tenant: tenant}, api.CustomerDraft{Name: "Acme <GmbH>"})
	require.NoError(t, err)
	customer := made.ID.String()
	runs, err := s.services.Runs.List(t.Context(), api.Scope{Tenant: tenant}, api.RunFilter{}, api.List{Limit: 1})
	require.NoError(t, err)
	run := "/sync-runs/" + runs.Data.Items[0].ID.String()
	for path, link := range map[string]string{
		"/contacts":              `href="` + offersPath + `"`,
		"/customers/" + customer: `href="` + offersPath + `\?customer=` + customer + `">NinjaOne knows 2 people`,
		associationPath(t, s):    `href="` + offersPath + `\?connection=` + connection + `">Contacts from NinjaOne \(2\)`,
		run:                      `href="` + offersPath + `\?connection=[^"]*&amp;state=offered"`,
	} {
		require.Regexp(t, link, browse(s, "GET", path, "technician", nil).Body.String(), path)
		require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), offersPath, path)
	}
}

// Somebody who left the list in between is told of, though no row of the page is his.
func TestSCH_04_AConflictIsToldThoughThePageDoesntHaveTheRow(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(_ *Config, has *Services) { has.ContactLinks = refusing{&fakeContactLinks{}} })
	gone := offerKey("end_user", "1234")
	w := browse(s, "POST", offersPath, "technician", url.Values{"pick": {gone}, "version." + gone: {"0"}, "choice." + gone: {"create"}})
	require.Equal(t, 409, w.Code)
	require.Contains(t, w.Body.String(), "End user 1234: Choose another one.")
}

// refusing takes no decision about anybody.
type refusing struct{ *fakeContactLinks }

func (refusing) Decide(_ context.Context, _ api.Command, rows []api.ContactLinkDecision) (done api.ContactLinksWritten, err error) {
	for _, row := range rows {
		done.Rows = append(done.Rows, api.ContactLinkResult{Connection: row.Connection, Source: row.Source, PersonID: row.PersonID, Outcome: "refused", Message: "Choose another one."})
	}
	return done, nil
}

// The override goes before the dropdown, what holds for all before both; what could not
// be saved stays, and says why.
func TestSCH_04_PeopleBecomeContactsByTheForm(t *testing.T) {
	t.Parallel()
	fake := &fakeContactLinks{}
	s := newServer(t, func(_ *Config, has *Services) { has.ContactLinks = fake })
	a, b := offerKey("end_user", "91"), offerKey("contact", "92")
	other := thing(31)
	form := url.Values{
		"pick": {a, b}, "version." + a: {"2"}, "version." + b: {"0"}, "choice." + a: {"create"}, "other." + a: {"own:" + other.String()}, "choice." + b: {"link"},
	}
	w := browse(s, "POST", offersPath+"?state=same", "technician", form)
	require.Equal(t, 409, w.Code)
	require.Contains(t, w.Body.String(), "Choose another one.")
	require.Contains(t, w.Body.String(), "1 person was decided about.")
	require.Equal(t, []api.ContactLinkDecision{
		{Connection: thing(5), Source: "end_user", PersonID: 91, Action: "link", Contact: &other, ExpectedVersion: 2},
		{Connection: thing(5), Source: "contact", PersonID: 92, Action: "link"},
	}, fake.rows)

	fake.rows = nil
	form.Set("all", "ignore")
	browse(s, "POST", offersPath, "technician", form)
	for _, row := range fake.rows {
		require.Equal(t, "ignore", row.Action)
		require.Nil(t, row.Contact)
	}
	require.Len(t, fake.rows, 2)
	for _, broken := range []url.Values{{"pick": {"x"}}, {"pick": {a}}, {"pick": {a}, "version." + a: {"1"}, "choice." + a: {"erase"}}} {
		require.Equal(t, 400, browse(s, "POST", offersPath, "technician", broken).Code, broken)
	}
	require.Equal(t, 403, browse(s, "POST", offersPath, "member", form).Code)
}

// One button links all who have a contact's address, another makes contacts of the
// others: of those with one address, one.
func TestSCH_04_AllOfThemAtOnce(t *testing.T) {
	t.Parallel()
	fake := &fakeContactLinks{}
	s := newServer(t, func(_ *Config, has *Services) { has.ContactLinks = fake })
	w := browse(s, "POST", offersPath+"/all?customer="+thing(7).String(), "technician", url.Values{"action": {"create"}})
	require.Equal(t, 303, w.Code)
	require.Equal(t, offersPath+"?customer="+thing(7).String(), w.Header().Get("Location"))
	require.Equal(t, []api.ContactLinkDecision{{Connection: thing(5), Source: "contact", PersonID: 93, Action: "create", ExpectedVersion: 4}}, fake.rows,
		"who has the address of a contact is linked, not made again")
	require.Equal(t, 303, browse(s, "POST", offersPath+"/all", "technician", url.Values{"action": {"link"}}).Code)
	require.Equal(t, api.ContactOfferFilter{States: []string{"offered"}, Suggested: true}, fake.filters[len(fake.filters)-1])
	require.Equal(t, 400, browse(s, "POST", offersPath+"/all", "technician", url.Values{"action": {"unlink"}}).Code)
}
