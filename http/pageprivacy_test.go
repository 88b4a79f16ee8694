package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The page says what is held, what goes, what stays and what comes back, and asks for the
// name; what is ticked goes too.
func TestGAP_07_ThePageThatErasesAPerson(t *testing.T) {
	t.Parallel()
	var erased []api.Erasure
	s := newServer(t, func(_ *Config, has *Services) { has.Privacy = fakePrivacy{erased: &erased} })
	id := thing(1)
	for kind, person := range map[string]string{api.PersonContact: "/contacts/" + id.String(), api.PersonAccount: "/access/accounts/" + id.String()} {
		path := person + "/privacy"
		says(t, words(t, s, path), "What is held", "What goes", "What stays", "NinjaOne still has this person", `EXAMPLE\jdoe`, "the last user of PC-1",
			"1 device stay assigned to somebody erased", "name nobody in it", "Type Jane Doe</script> to confirm", "Erased")
		body := browse(s, "GET", path, "owner", nil).Body.String()
		require.NotContains(t, body, "Doe</script>", "a name is text")
		require.Contains(t, body, `value="`+thing(32).String()+`" checked`)
		require.NotContains(t, body, `value="`+thing(33).String()+`" checked`, "a rule alone ticks nothing")
		require.NotContains(t, body, `value="`+thing(34).String()+`"`, "what was erased can't be chosen")
		require.Equal(t, 403, browse(s, "GET", path, "technician", nil).Code)
		require.Equal(t, 403, browse(s, "POST", path, "technician", url.Values{"reason": {"x"}, "name": {"Jane Doe</script>"}}).Code)

		w := browse(s, "POST", path, "owner", url.Values{"reason": {"request 12"}, "name": {"Jane"}, "include": {thing(33).String()}})
		require.Equal(t, 422, w.Code)
		require.Contains(t, w.Body.String(), "Type the name as it is written")
		require.Contains(t, w.Body.String(), `value="`+thing(33).String()+`" checked`, "what was ticked stays")
		require.Contains(t, w.Body.String(), `value="request 12"`)
		require.Empty(t, erased)
		w = browse(s, "POST", path, "owner", url.Values{"reason": {"request 12"}, "name": {"Jane Doe</script>"}, "include": {thing(33).String()}})
		require.Equal(t, path, w.Header().Get("Location"))
		require.Equal(t, []api.Erasure{{Kind: kind, ID: id, Include: []uuid.UUID{thing(33)}, Reason: "request 12"}}, erased)
		erased = nil
	}
}

// The card and the page of privacy: whose last users are kept, for how long, what not keeping
// them is about, forgetting them, and what is held.
func TestGAP_07_ThePageOfTheRulesOnLastUsers(t *testing.T) {
	t.Parallel()
	var set []any
	s := newServer(t, func(_ *Config, has *Services) { has.Privacy = fakePrivacy{set: &set} })
	connection := associationPath(t, s)
	path, customer := connection+"/privacy", thing(11).String()
	says(t, words(t, s, connection), "Privacy Last users", "Acme & Co not kept", "Readable 90 days")
	says(t, words(t, s, path), "Keep the last user", "Acme & Co", "Not kept", "by the mapping in force then", "Retention of last users", "can be read 90 days",
		"What is held", "Name of logons 312", "Users of Coresync 3", "A person was erased (2) request 12", "Last users expired (9)", "names of devices")
	says(t, words(t, s, path+"?customer="+customer), "40 devices", "31 show one now", "28 names of logons", "Forget what is there?", "1 name that are the last user of another device")
	require.NotContains(t, words(t, s, path), "Forget what is there?")
	member := browse(s, "GET", path, "member", nil).Body.String()
	require.NotContains(t, member, "<form class=\"chips\"", "who may not change it sees it")
	require.NotContains(t, member, "What is held")

	post := func(to string, form url.Values) string {
		t.Helper()
		return browse(s, "POST", to, "owner", form).Header().Get("Location")
	}
	require.Equal(t, path+"?customer="+customer+"#effect", post(path, url.Values{"customer": {customer}, "keep": {"off"}, "preview": {"1"}}))
	require.Empty(t, set, "a preview sets nothing")
	require.Equal(t, path+"?customer="+customer+"#effect", post(path, url.Values{"customer": {customer}, "keep": {"off"}, "version": {"3"}}))
	require.Equal(t, path, post(path, url.Values{"of": {"connection"}, "keep": {"on"}}))
	require.Equal(t, path, post(path+"/retention", url.Values{"days": {"90"}}))
	require.Equal(t, path, post(path+"/forget", url.Values{"customer": {customer}, "confirm": {"forget"}, "everywhere": {"1"}}))
	id, of := thing(11), connectionOfFakes(t, s)
	require.Equal(t, []any{
		api.KeepingDraft{LastUserScope: api.LastUserScope{Customer: &id}, Keep: "off"}, api.KeepingDraft{LastUserScope: api.LastUserScope{Connection: &of}, Keep: "on"},
		api.RetentionDraft{Days: 90}, api.Forgetting{LastUserScope: api.LastUserScope{Customer: &id}, Everywhere: true},
	}, set)
	for to, form := range map[string]url.Values{
		"": {"keep": {"off"}}, "/retention": {"days": {"x"}}, "/forget": {"customer": {customer}, "confirm": {"yes"}},
	} {
		require.Equal(t, 422, browse(s, "POST", path+to, "owner", form).Code, to)
	}
	require.Equal(t, 422, browse(s, "POST", path+"/retention", "owner", url.Values{"days": {"1"}}).Code)
	require.Equal(t, 403, browse(s, "POST", path, "technician", url.Values{"customer": {customer}, "keep": {"off"}}).Code)
	require.Len(t, set, 4)
}
