package http

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The verbs that a read model allows are buttons, those that change something ask first.
func TestOperationsShowTheVerbsThatAreAllowed(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/operations"), "Operations", "asset/1/0", "Candidate asset/1/1", "1 row differs of 10 (10.0 %", "Rule sets")
	body := browse(s, "GET", "/operations", "owner", nil).Body.String()
	require.Contains(t, body, `action="/operations/asset/rebuild" data-confirm="Make the rows of asset anew beside those that are live?`)
	require.Contains(t, body, `data-projections="/api/v1/projections/progress"`)
	require.NotContains(t, body, "/operations/asset/rollback", "what is not allowed is not offered")
	require.NotContains(t, browse(s, "GET", "/operations", "observer", nil).Body.String(), `action="/operations`, "who may only look has no buttons")

	says(t, words(t, s, "/operations/asset/plan"), "Plan: rebuild asset", "10 Events to read", "under a second", "a guess")
	says(t, words(t, s, "/operations/asset/diff"), "Category 1", "No effect 9", "PC-7", "before: Mac", "now: Other", "/asset/categories/MAC")

	w := browse(s, "POST", "/operations/asset/promote", "owner", url.Values{})
	require.Equal(t, http.StatusConflict, w.Code)
	require.Contains(t, w.Body.String(), "It would change 5 of 5 rows.", "the page says why not")
	w = browse(s, "POST", "/operations/asset/promote", "owner", url.Values{"accept": {"yes"}})
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, http.StatusNotFound, browse(s, "GET", "/operations/nothing/plan", "owner", nil).Code)
}

// A draft is tried, asked about one case, adopted with a reason or dropped.
func TestTheRuleLabTriesADraftAndAdoptsIt(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String() + "/rules"
	says(t, words(t, s, path), "Rule lab", "Rules in force", "Draft", "Replay on stored observations", "Drop", "Adopt", "Try one case")
	require.Equal(t, path, browse(s, "GET", "/rules", "owner", nil).Header().Get("Location"))
	require.NotContains(t, browse(s, "GET", path, "observer", nil).Body.String(), "<textarea")

	form := url.Values{"draft": {`{"asset": {"categories": {"MAC": "Other"}}}`}, "kind": {"organization"}, "text": {hostile}, "reason": {"Macs are rare here"}}
	text := browse(s, "POST", path, "owner", form).Body.String()
	require.Contains(t, text, "What the draft would do to assets")
	require.Contains(t, text, "PC-7")
	require.Contains(t, text, "/asset/categories/MAC")
	require.Contains(t, text, "Macs are rare here", "what was typed stays")

	text = browse(s, "POST", path+"/ask", "owner", form).Body.String()
	require.Contains(t, text, "linked: the same name")
	require.NotContains(t, text, hostile)

	w := browse(s, "POST", path+"/adopt", "owner", form)
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body)
	form.Set("reason", "")
	w = browse(s, "POST", path+"/adopt", "owner", form)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	require.Contains(t, w.Body.String(), "/reason")
}
