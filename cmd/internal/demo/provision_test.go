package demo_test

import (
	"slices"
	"testing"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// provisioned is a demo that synced and may change accounts.
func provisioned(t *testing.T, approval string) *demo.Demo {
	t.Helper()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	_, err = d.App.Services().AccessConnectors.Set(t.Context(), by(d, "test"), d.Connection,
		api.AccessConnectorDraft{Matching: "narrow", Provisioning: true, Approval: approval, Frequency: "hourly"})
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	return d
}

func by(d *demo.Demo, actor string) api.Command { return api.Command{Tenant: d.Tenant, Actor: actor} }

// asked asks, carries the request out as a worker would, and reads access again.
func asked(t *testing.T, d *demo.Demo, q api.AccessDraft) api.AccessRequest {
	t.Helper()
	made, err := d.App.Services().AccessRequests.Ask(t.Context(), by(d, "test"), q)
	require.NoError(t, err)
	return carried(t, d, made.Request.ID)
}

func carried(t *testing.T, d *demo.Demo, id uuid.UUID) api.AccessRequest {
	t.Helper()
	return carriedAt(t, d, id, time.Now())
}

func carriedAt(t *testing.T, d *demo.Demo, id uuid.UUID, now time.Time) api.AccessRequest {
	t.Helper()
	require.NoError(t, d.App.RunProvision(t.Context(), d.Tenant, id, now))
	drainAccess(t, d)
	found, err := d.App.Services().AccessRequests.Get(t.Context(), api.Scope{Tenant: d.Tenant}, id)
	require.NoError(t, err)
	return found.Data
}

// drainAccess drives the reading of access that a change has begun.
func drainAccess(t *testing.T, d *demo.Demo) {
	t.Helper()
	open, err := d.App.Poller.OpenRuns(t.Context())
	require.NoError(t, err)
	for _, run := range open {
		_, err := d.App.Poller.Drive(t.Context(), run.Tenant, run.ID)
		require.NoError(t, err)
	}
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
}

func roleNamed(t *testing.T, d *demo.Demo, kind, name string) *uuid.UUID {
	t.Helper()
	found, err := d.App.Services().Access.Roles(t.Context(), api.Scope{Tenant: d.Tenant}, api.AccessRoleFilter{Kind: kind}, api.List{Limit: 50, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	at := slices.IndexFunc(found.Data.Items, func(r api.AccessRole) bool { return r.Name == name })
	return &found.Data.Items[at].ID
}

func TestC1P_03_05_AccountsAreCreatedAndPutIntoRoles(t *testing.T) {
	t.Parallel()
	d := provisioned(t, "risky")
	draft := api.AccessDraft{Action: "create", Connection: &d.Connection, Kind: "TECHNICIAN", FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example", Phone: "+15550100"}
	dry := draft
	dry.DryRun = true
	shown, err := d.App.Services().AccessRequests.Ask(t.Context(), by(d, "test"), dry)
	require.NoError(t, err)
	require.False(t, shown.Request.NeedsApproval)
	require.Empty(t, accounts(t, d, api.Scope{}, api.AccessFilter{Email: "ada@msp.example"}), "a dry run changes nothing")

	q := asked(t, d, draft)
	require.Equal(t, "done", q.Status, q.Message)
	ada := accountNamed(t, d, "ada@msp.example")
	require.Equal(t, []string{"TECHNICIAN", "PENDING", "Ada", "+15550100"}, []string{ada.Kind, ada.Invitation, ada.FirstName, ada.Phone})
	_, err = d.App.Services().AccessRequests.Ask(t.Context(), by(d, "test"), draft)
	require.ErrorContains(t, err, "there already")

	org := d.Sim.Organizations()[0].ID
	q = asked(t, d, api.AccessDraft{Action: "create", Connection: &d.Connection, Kind: "END_USER", FirstName: "Eve", LastName: "User", Email: "eve@cust.example",
		OrganizationID: int64(org), FullPortalAccess: true, SendInvitation: true})
	require.Equal(t, "done", q.Status, q.Message)
	eve := accountNamed(t, d, "eve@cust.example")
	require.True(t, eve.FullPortal)
	require.EqualValues(t, org, eve.OrganizationID)

	helpdesk := roleNamed(t, d, "TECHNICIAN", "Helpdesk")
	q = asked(t, d, api.AccessDraft{Action: "create", Connection: &d.Connection, Kind: "TECHNICIAN", FirstName: "Bob", LastName: "Byron", Email: "bob@msp.example", Role: helpdesk})
	require.Equal(t, []any{"done", []string{}, []string{"Helpdesk"}}, []any{q.Status, q.Before, q.After}, q.Message)
	require.Equal(t, "Helpdesk", accountNamed(t, d, "bob@msp.example").Roles[0].Role.Name, "it was made with its role")
	_, err = d.App.Services().AccessRequests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "create", Connection: &d.Connection, Kind: "END_USER",
		FirstName: "Bob", LastName: "Byron", Email: "bob2@msp.example", OrganizationID: int64(org), Role: helpdesk})
	require.ErrorContains(t, err, "Correct", "a role of another kind")
	q = asked(t, d, api.AccessDraft{Action: "add_member", Account: &ada.ID, Role: helpdesk})
	require.Equal(t, []any{"done", false, []string{}, []string{"Helpdesk"}}, []any{q.Status, q.AlreadySo, q.Before, q.After})
	require.Len(t, accountNamed(t, d, "ada@msp.example").Roles, 1)
	q = asked(t, d, api.AccessDraft{Action: "add_member", Account: &ada.ID, Role: helpdesk})
	require.Equal(t, []any{"done", true}, []any{q.Status, q.AlreadySo}, "again is no error and sends nothing")
	q = asked(t, d, api.AccessDraft{Action: "remove_member", Account: &ada.ID, Role: helpdesk})
	require.Equal(t, []any{"done", []string{"Helpdesk"}, []string{}}, []any{q.Status, q.Before, q.After})
	require.Empty(t, accountNamed(t, d, "ada@msp.example").Roles)

	_, err = d.App.Services().AccessRequests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "add_member", Account: &eve.ID, Role: helpdesk})
	require.ErrorContains(t, err, "Correct", "a role of another kind")
	_, err = d.App.Services().AccessRequests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "create", Connection: &d.Connection, Kind: "TECHNICIAN"})
	require.ErrorContains(t, err, "Correct", "nothing was given")
}

func TestC1P_04_AccountsAreDeletedAndCanBeMadeAgain(t *testing.T) {
	t.Parallel()
	d := provisioned(t, "risky")
	requests := d.App.Services().AccessRequests
	id, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example"})
	require.NoError(t, err)
	require.NoError(t, d.Sim.AddMembers(3, id))
	require.NoError(t, d.Sim.AddMembers(1, id))
	readAccess(t, d)
	ada := accountNamed(t, d, "ada@msp.example")
	draft := api.AccessDraft{Action: "delete", Account: &ada.ID, Confirm: "wrong"}
	_, err = requests.Ask(t.Context(), by(d, "test"), draft)
	require.ErrorContains(t, err, "Correct", "the address must be typed")
	draft.Confirm = "Ada@msp.example"
	q := asked(t, d, draft)
	require.Equal(t, "pending", q.Status, "another person must approve")
	require.NotEmpty(t, accountNamed(t, d, "ada@msp.example").Roles)
	_, err = requests.Ask(t.Context(), by(d, "test"), draft)
	require.ErrorContains(t, err, q.ID.String(), "it is asked already")
	_, err = requests.Approve(t.Context(), by(d, "test"), q.ID)
	require.ErrorContains(t, err, "Who asks")
	_, err = requests.Approve(t.Context(), by(d, "another"), q.ID)
	require.NoError(t, err)
	q = carried(t, d, q.ID)
	require.Equal(t, "done", q.Status, q.Message)
	require.ElementsMatch(t, []string{"Helpdesk", "System Administrator"}, q.Before, "what the snapshot keeps")
	require.Empty(t, accounts(t, d, api.Scope{}, api.AccessFilter{Email: "ada@msp.example"}))

	again := asked(t, d, api.AccessDraft{Action: "create", Recreates: &q.ID})
	require.Equal(t, []string{"pending", "recreate"}, []string{again.Status, again.Origin}, "it would be an administrator")
	require.Empty(t, again.Before)
	require.ElementsMatch(t, []string{"Helpdesk", "System Administrator"}, again.After)
	_, err = requests.Approve(t.Context(), by(d, "another"), again.ID)
	require.NoError(t, err)
	again = carried(t, d, again.ID)
	require.Equal(t, "done", again.Status, again.Message)
	made := accountNamed(t, d, "ada@msp.example")
	require.Equal(t, "Ada", made.FirstName)
	require.NotEqual(t, ada.UserID, made.UserID, "NinjaOne gives another id")
	require.Len(t, made.Roles, 2, "it has its roles again")
}

// What must never happen by mistake, and what NinjaOne itself refuses.
func TestDeprovisioningIsRefusedWhereItWouldHarm(t *testing.T) {
	t.Parallel()
	d := provisioned(t, "never")
	requests := d.App.Services().AccessRequests
	everybody := accounts(t, d, api.Scope{}, api.AccessFilter{})
	managed := everybody[slices.IndexFunc(everybody, func(a api.AccessAccount) bool { return a.SCIM == "yes" })]
	_, err := requests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "delete", Account: &managed.ID, Confirm: managed.Email})
	require.ErrorContains(t, err, "identity provider")

	all := accounts(t, d, api.Scope{}, api.AccessFilter{View: api.AccessAdministrators})
	at := slices.IndexFunc(all, func(a api.AccessAccount) bool { return a.SCIM == "no" && a.Enabled })
	require.GreaterOrEqual(t, at, 0)
	last := all[at]
	for _, a := range all {
		if a.ID != last.ID {
			require.NoError(t, d.Sim.DeleteUser(int(a.UserID)))
		}
	}
	readAccess(t, d)
	_, err = requests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "delete", Account: &last.ID, Confirm: last.Email})
	require.ErrorContains(t, err, "last enabled System Administrator")
	_, err = requests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "remove_member", Account: &last.ID, Role: roleNamed(t, d, "TECHNICIAN", "System Administrator")})
	require.ErrorContains(t, err, "last enabled System Administrator")
	_, err = d.App.Services().AccessConnectors.Set(t.Context(), by(d, "test"), d.Connection,
		api.AccessConnectorDraft{Matching: "narrow", Approval: "risky", Frequency: "hourly"})
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	_, err = requests.Ask(t.Context(), by(d, "test"), api.AccessDraft{Action: "add_member", Account: &last.ID, Role: roleNamed(t, d, "TECHNICIAN", "Helpdesk")})
	require.ErrorContains(t, err, "provisioning")
}

// A role for a time is taken back by itself; one that somebody gave by hand is seen and
// taken back by one request.
func TestAGrantExpiresAndAChangeByHandIsReverted(t *testing.T) {
	t.Parallel()
	d := provisioned(t, "risky")
	id, err := d.Sim.AddUser(ninjasim.NewUser{FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example"})
	require.NoError(t, err)
	readAccess(t, d)
	ada := accountNamed(t, d, "ada@msp.example")
	soon := time.Now().Add(8 * time.Hour)
	q := asked(t, d, api.AccessDraft{Action: "add_member", Account: &ada.ID, Role: roleNamed(t, d, "TECHNICIAN", "Helpdesk"), ExpiresAt: &soon})
	require.Equal(t, "done", q.Status, q.Message)
	require.Equal(t, "done", carriedAt(t, d, q.ID, soon.Add(-time.Second)).Status)
	require.NotEmpty(t, accountNamed(t, d, "ada@msp.example").Roles)
	require.Equal(t, "revoked", carriedAt(t, d, q.ID, soon).Status)
	require.Empty(t, accountNamed(t, d, "ada@msp.example").Roles)

	require.NoError(t, d.Sim.AddMembers(1, id)) // in the console
	readAccess(t, d)
	ada = accountNamed(t, d, "ada@msp.example")
	require.Equal(t, "System Administrator", ada.Roles[0].Role.Name)
	q = asked(t, d, api.AccessDraft{Action: "remove_member", Account: &ada.ID, Role: &ada.Roles[0].Role.ID, Revert: true})
	require.Equal(t, []any{"pending", "revert", []string{"System Administrator"}, []string{}}, []any{q.Status, q.Origin, q.Before, q.After})
	_, err = d.App.Services().AccessRequests.Approve(t.Context(), by(d, "another"), q.ID)
	require.NoError(t, err)
	require.Equal(t, "done", carried(t, d, q.ID).Status)
	require.Empty(t, accountNamed(t, d, "ada@msp.example").Roles)
}
