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

// A change is looked at first, asked for, and decided by another (C1P-03 to C1P-05).
func TestC1P_05_ARoleIsAskedForOnPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	one := "/access/requests/" + thing(20).String()
	says(t, words(t, s, "/access/accounts/"+thing(1).String()), "Request change", "Give this role", "Take Helpdesk", "Revert")
	form := url.Values{"action": {"add_member"}, "account": {thing(1).String()}, "role": {thing(3).String()}, "expires_at": {"2126-03-31T12:00"}}
	look := browse(s, "POST", "/access/requests", "owner", form)
	require.Equal(t, 200, look.Code, look.Body)
	for _, part := range []string{"Nothing is asked yet", "Roles before", "Roles after", "Somebody else has to approve it.", `name="expires_at" value="2126-03-31T12:00:00`} {
		require.Contains(t, look.Body.String(), part)
	}
	form.Set("sure", "true")
	asked := browse(s, "POST", "/access/requests", "owner", form)
	require.Equal(t, 303, asked.Code, asked.Body)
	require.Equal(t, one, asked.Header().Get("Location"))
	form.Set("expires_at", "soon")
	require.Equal(t, 422, browse(s, "POST", "/access/requests", "owner", form).Code)

	says(t, words(t, s, "/access/requests"), "Give the role Helpdesk", "Jane Doe", "Waits for approval")
	says(t, words(t, s, one), "Give the role Helpdesk", "Roles before None", "Roles after Helpdesk", "Approve", "Reject", "Cancel the request")
	require.NotContains(t, browse(s, "GET", one, "observer", nil).Body.String(), "Cancel the request")
	for decision, code := range map[string]int{"approve": 303, "reject": 303, "cancel": 303, "bless": 404} {
		require.Equal(t, code, browse(s, "POST", one+"/"+decision, "owner", url.Values{"version": {"1"}}).Code, decision)
	}
	require.Equal(t, 403, browse(s, "POST", one+"/approve", "observer", nil).Code)
}

// NinjaOne can't undo a deletion: what is kept is shown, and the address wants to be typed.
func TestC1P_04_ADeletionIsTyped(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	form := url.Values{"action": {"delete"}, "account": {thing(1).String()}}
	look := browse(s, "POST", "/access/requests", "owner", form)
	require.Equal(t, 200, look.Code, look.Body)
	for _, part := range []string{"NinjaOne can't undo a deletion", "This snapshot is kept", "jane.doe@example.test", "Type the e-mail address of the account"} {
		require.Contains(t, look.Body.String(), part)
	}
	form.Set("sure", "true")
	refused := browse(s, "POST", "/access/requests", "owner", form)
	require.Equal(t, 422, refused.Code)
	require.Contains(t, refused.Body.String(), `id="fault-confirm"`)
	form.Set("confirm", "jane.doe@example.test")
	require.Equal(t, 303, browse(s, "POST", "/access/requests", "owner", form).Code)
}
