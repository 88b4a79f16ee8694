package http

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// Accounts are both kinds of users, filterable, with what hygiene asks for (screen 5.15).
func TestC1P_01_AccountsArePages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	list := words(t, s, "/access/accounts")
	says(t, list, "Access", "All 1", "Administrators 0", "No MFA 1", "Invitation expired 0", "No person 0", "Technicians", "End users",
		"Account Person Type Enabled MFA Invitation Roles Admin Last change",
		"Jane Doe jane.doe@example.test Jane Doe Technician Enabled Off Registered Helpdesk No")
	says(t, words(t, s, "/access/accounts?view=vanished"), "Nothing matches", "Clear the filters")
	says(t, words(t, s, "/access/accounts?view=no_mfa"), "without a second factor")
	says(t, words(t, s, "/access/accounts?view=ugly"), "Jane Doe") // no such view: all
	body := browse(s, "GET", "/access/accounts?kind=TECHNICIAN", "owner", nil).Body.String()
	require.Contains(t, body, `href="/access/accounts?kind=TECHNICIAN&amp;view=no_mfa"`, "a count leads to what it counts")
	one := "/access/accounts/" + thing(1).String()
	says(t, words(t, s, one), "Jane Doe", "MFA Off", "Invitation Registered", "NinjaOne user 31", "Password of NinjaOne", "MANUAL", "Got the role Helpdesk")
	require.Equal(t, 404, browse(s, "GET", "/access/accounts/"+thing(2).String(), "owner", nil).Code)
}

// The owner of an account is set and reset by those who manage access.
func TestC1P_06_TheOwnerIsSetOnThePage(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	one := "/access/accounts/" + thing(1).String()
	says(t, words(t, s, one), "Person Jane Doe · by the same e-mail address", "Set owner")
	require.NotContains(t, browse(s, "GET", one, "observer", nil).Body.String(), "Set owner")
	for _, contact := range []string{thing(7).String(), "nobody"} {
		w := browse(s, "POST", one+"/owner", "owner", url.Values{"contact": {contact}, "version": {"2"}})
		require.Equal(t, 303, w.Code, w.Body)
		require.Equal(t, one, w.Header().Get("Location"))
	}
	require.Equal(t, 303, browse(s, "POST", one+"/owner/reset", "owner", url.Values{"version": {"3"}}).Code)
	require.Equal(t, 403, browse(s, "POST", one+"/owner/reset", "observer", nil).Code)
}

func TestC1P_02_RolesArePagesWithTheirMembers(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/access/roles"), "Role Type Members Last change", "Helpdesk Technician 1")
	says(t, words(t, s, "/access/roles/"+thing(3).String()), "Helpdesk", "Members 1", "Jane Doe jane.doe@example.test MANUAL")
}
