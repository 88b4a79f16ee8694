package http

import (
	"net/url"
	"testing"

	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

const (
	connectorsPath = "/admin/connectors"
	newPath        = "/admin/connectors/new?kind=ninjaone"
)

// Any part that was not tried against a real tenant is labelled, with what that means.
func TestC1G_01_TheConnectorIsLabelledBeta(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	one := connectorsPath + "/" + thing(5).String()
	for _, path := range []string{connectorsPath, connectorsPath + "/new", newPath, one} {
		says(t, words(t, s, path), "Beta")
	}
	for _, path := range []string{newPath, one} {
		says(t, words(t, s, path), "in beta", "Testing is ongoing", "generally stable", "may have limited feature support", "incomplete error handling",
			"occasional issues", "Monitor your workflows closely", "contact support")
	}
	says(t, words(t, s, one), "Resource Sync Provision Account Yes Yes Role Yes Yes", "automatic account provisioning and deprovisioning")
}

func TestC1G_05_TheNinjaOnePartIsASystemAdministrators(t *testing.T) {
	t.Parallel()
	says(t, words(t, newServer(t), connectorsPath+"/"+thing(6).String()),
		"must be done by a user with the Admin role in NinjaOne", "System Administrator", "NinjaOne Base URL, Client ID, Client Secret, Scope")
}

// Each step of making the API client application stands there in the words of NinjaOne.
func TestC1A_01_to_12_TheApplicationInNinjaOneStepByStep(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	page := words(t, s, connectorsPath+"/"+thing(6).String())
	for _, step := range []string{
		"Configuration > Apps > API > Client App IDs", "Administration > Apps > API", // C1A-01: both names of the menu
		"Click Add", // C1A-02
		"API Services (machine-to-machine) . It is for the Client Credentials Flow",    // C1A-03
		"Name: one that says what it is for",                                           // C1A-04
		"Redirect URIs: leave them empty",                                              // C1A-05
		"Allowed grant types: enable Client Credentials",                               // C1A-06
		"Sync (read-only) monitoring User information and organizational structure",    // C1A-07
		"Sync (read-only) management Role definitions and user-role assignments",       // C1A-08
		"Provisioning monitoring User information and organizational structure",        // C1A-09
		"Provisioning management Create and delete users, and manage user information", // C1A-10
		"Provisioning control Manage role assignments and user permissions",            // C1A-11
		"control is asked for only while provisioning is on",
		"names the call and the scopes that were tried",
		"copy the Client ID and the Client Secret", // C1A-12
		"apart from that of asset sync",
	} {
		says(t, page, step)
	}
	require.Contains(t, browse(s, "GET", connectorsPath+"/"+thing(6).String(), "owner", nil).Body.String(), `value="Baton NinjaOne Connector"`)
}

// Admin > Connectors > Add connector, a search, Add, an app, owners, Next, Settings, Edit, Save.
func TestC1C_02_to_08_AConnectorIsAddedOnPages(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	list := words(t, s, connectorsPath)
	says(t, list, "Admin › Connectors", "Add connector", "Main NinjaOne Beta Connected NinjaOne Jane Doe", "Not configured")

	says(t, words(t, s, connectorsPath+"/new"), "NinjaOne", "Built in, no code, hosted by this Coresync")
	says(t, words(t, s, connectorsPath+"/new?q=ninja"), "Accounts (technicians and end users) and roles")
	says(t, words(t, s, connectorsPath+"/new?q=oracle"), "Nothing is called", "Show all")

	form := words(t, s, newPath)
	says(t, form, "An unmanaged app", "NinjaOne (Okta)", "imported list", "A managed app", "A new managed app", "Owners", "(you)", "Next",
		"notified by e-mail that their help is needed")
	d := url.Values{"app_kind": {"new"}, "new_app": {"NinjaOne"}, "owners": {thing(1).String(), thing(2).String()}}
	w := browse(s, "POST", connectorsPath+"/new", "owner", d)
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, connectorsPath+"/"+thing(6).String(), w.Header().Get("Location"))
	d.Set("new_app", "")
	w = browse(s, "POST", connectorsPath+"/new", "owner", d)
	require.Equal(t, 422, w.Code)
	require.Contains(t, w.Body.String(), `id="fault-new_app"`)
	require.Equal(t, 403, browse(s, "POST", connectorsPath+"/new", "admin", d).Code, "access:manage is missing")

	says(t, words(t, s, connectorsPath+"/apps"), "NinjaOne (Okta)", "0oa7", "Unmanaged", "Imported list", "Managed", "external_id,name")
	require.Equal(t, 303, browse(s, "POST", connectorsPath+"/apps", "owner", url.Values{"text": {"external_id,name\n1,x\n"}}).Code)
	require.Equal(t, 403, browse(s, "POST", connectorsPath+"/apps", "admin", nil).Code)
	require.Equal(t, 404, browse(s, "POST", "/settings/import", "owner", url.Values{"kind": {"apps"}, "text": {"external_id,name\n1,x\n"}}).Code, "another permission")
}

// In the Settings area: Edit, the configuration, Save; then its label and its logs.
func TestC1C_11_to_14_AConnectorIsConfiguredAndWatched(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	one, fresh := connectorsPath+"/"+thing(5).String(), connectorsPath+"/"+thing(6).String()
	says(t, words(t, s, one), "Settings Edit", "NinjaOne Base URL https://app.ninjarmm.com", "Client ID client-1", "Scope monitoring management nothing is changed in NinjaOne",
		"Connected", "Logs", "Accounts and roles Completed 12 5 3", "Whole sync Failed NinjaOne refuses GET /v2/users")
	says(t, words(t, s, fresh), "Not configured", "NinjaOne Base URL, Client ID, Client Secret and Scope are needed")
	edit := browse(s, "GET", fresh+"?edit=settings", "owner", nil).Body.String()
	for _, part := range []string{`name="base_url"`, `name="client_id"`, `name="client_secret"`, `value="monitoring management control"`, ">Save<"} {
		require.Contains(t, edit, part)
	}
	require.NotContains(t, browse(s, "GET", one+"?edit=settings", "observer", nil).Body.String(), `name="client_secret"`)
	d := url.Values{"base_url": {"https://eu.ninjarmm.com"}, "client_id": {"c"}, "client_secret": {"hush"}, "scope": {"monitoring management"}}
	w := browse(s, "POST", fresh+"/configuration", "owner", d)
	require.Equal(t, 303, w.Code, w.Body)
	d.Set("base_url", "https://evil.example")
	w = browse(s, "POST", fresh+"/configuration", "owner", d)
	require.Equal(t, 422, w.Code)
	require.Contains(t, w.Body.String(), `id="fault-base_url"`)
	require.NotContains(t, w.Body.String(), "hush", "a secret is never shown")
	for _, path := range []string{"/configuration", "/settings", "/owners", "/read", "/remove"} {
		require.Equal(t, 403, browse(s, "POST", one+path, "observer", d).Code, path)
	}
	for path, values := range map[string]url.Values{"/settings": {"approval": {"risky"}, "version": {"1"}}, "/owners": {"owners": {thing(1).String()}}, "/read": nil, "/remove": nil} {
		require.Equal(t, 303, browse(s, "POST", one+path, "owner", values).Code, path)
	}
	require.Equal(t, 404, browse(s, "GET", connectorsPath+"/"+thing(9).String(), "owner", nil).Code)
	require.True(t, permission.ConnectorAdmin.Permissions().Has(permission.IntegrationsManage))
	require.Equal(t, 200, browse(s, "GET", one, "connector_admin", nil).Code)
}
