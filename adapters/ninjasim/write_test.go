package ninjasim_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// send writes a body and gives the answer.
func (b *bundle) send(method, path, body string) (int, string) {
	b.t.Helper()
	return drain(b.t, b.do(method, path, strings.NewReader(body)))
}

func TestTechniciansAreCreatedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	since := b.lastActivity()
	status, body := b.send(http.MethodPost, "/v2/user/technicians", `{"firstName":"Ada","lastName":"Byron","email":"ada@msp.example","phone":""}`)
	require.Equal(t, 200, status)
	var u struct {
		ID               int
		InvitationStatus string
	}
	require.NoError(t, json.Unmarshal([]byte(body), &u))
	require.Equal(t, "PENDING", u.InvitationStatus)
	at := "/v2/user/technician/" + itoa(u.ID)
	status, body = b.send(http.MethodPatch, at, `{"lastName":"Lovelace"}`)
	require.Equal(t, 200, status)
	require.Empty(t, body, "no body")
	require.Contains(t, b.ok(at), `"lastName":"Lovelace"`)
	status, _ = b.get("/v2/user/end-user/" + itoa(u.ID))
	require.Equal(t, 400, status, "wrong kind of user")
	for range 2 { // a repeated grant is no error
		status, body = b.send(http.MethodPatch, "/v2/user/role/3/add-members", "["+itoa(u.ID)+"]")
		require.Equal(t, 200, status)
		require.Contains(t, body, `"name":"Ada Lovelace","source":"MANUAL"`)
	}
	status, body = b.send(http.MethodPatch, "/v2/user/role/3/remove-members", "["+itoa(u.ID)+"]")
	require.Equal(t, 200, status)
	require.NotContains(t, body, "Lovelace")
	status, _ = b.send(http.MethodDelete, at, "")
	require.Equal(t, 204, status)
	status, _ = b.get(at)
	require.Equal(t, 404, status)
	require.Equal(t, []string{"APP_USER_CREATED", "APP_USER_UPDATED", "TECHNICIAN_ROLE_ASSIGNMENT_CHANGED",
		"TECHNICIAN_ROLE_ASSIGNMENT_CHANGED", "APP_USER_DELETED"}, b.codes(since))
}

func TestEndUsersAreCreatedChangedAndDeleted(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	orgs := b.sim.Organizations()
	status, body := b.send(http.MethodPost, "/v2/user/end-users", `{"firstName":"Ada","lastName":"Byron","email":"a@x.example","organizationId":`+itoa(orgs[1].ID)+`}`)
	require.Equal(t, 200, status, body)
	made := b.sim.Users()[len(b.sim.Users())-1]
	require.Equal(t, "a@x.example", made.Email)
	seeded := 0
	for _, u := range b.sim.Users() {
		if !u.Technician && !u.SCIM && u.ID != made.ID {
			seeded = u.ID
		}
	}
	for _, id := range []int{made.ID, seeded} {
		at := "/v2/user/end-user/" + itoa(id)
		status, body = b.send(http.MethodPatch, at, `{"firstName":"Anne","organizationId":`+itoa(orgs[2].ID)+`,"fullPortalAccess":true}`)
		require.Equal(t, 200, status)
		require.Contains(t, body, `"firstName":"Anne"`)
		require.Contains(t, body, `"organizationId":`+itoa(orgs[2].ID)+`,"fullPortalAccess":true`)
		status, _ = b.send(http.MethodDelete, at, "")
		require.Equal(t, 204, status)
		require.NotContains(t, b.ok("/v2/user/end-users"), `{"id":`+itoa(id)+",")
		status, _ = b.send(http.MethodDelete, at, "")
		require.Equal(t, 404, status)
	}
}

func TestWritesRefuseNonsense(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	d := b.pick()
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/v2/user/technicians", `{"firstName":"","lastName":"x","email":"x"}`, 400},
		{"POST", "/v2/user/technicians", `{`, 400},
		{"POST", "/v2/user/end-users", `{"firstName":"a","lastName":"x","email":"x"}`, 400},
		{"POST", "/v2/user/end-users", `{"firstName":"a","lastName":"x","email":"x","organizationId":1}`, 404},
		{"PATCH", "/v2/user/role/77/add-members", `[]`, 404},
		{"PATCH", "/v2/user/role/3/add-members", `[1]`, 404},
		{"POST", "/v2/user/technicians", `{"firstName":"a","lastName":"x","email":"` + strings.ToUpper(b.sim.Users()[0].Email) + `"}`, 400},
		{"PATCH", "/v2/user/role/10/add-members", `[` + itoa(b.sim.Users()[0].ID) + `]`, 404},
		{"PATCH", "/v2/device/1", `{}`, 404},
		{"PATCH", "/v2/device/x", `{}`, 404},
		{"POST", "/v2/device/1/decommission", "", 404},
		{"POST", "/v2/devices/approval/MAYBE", `{"devices":[]}`, 400},
		{"POST", "/v2/device/" + itoa(d.ID) + "/owner/nobody", "", 404},
		{"DELETE", "/v2/devices", "", 404},
	} {
		status, body := b.send(c.method, c.path, c.body)
		require.Equal(t, c.status, status, "%s %s: %s", c.method, c.path, body)
	}
}

func TestDevicesAreWritten(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	d := b.pick()
	at := "/v2/device/" + itoa(d.ID)
	org := b.sim.Organizations()[3].ID
	status, _ := b.send(http.MethodPatch, at, `{"displayName":"Lobby","organizationId":`+itoa(org)+`,"warranty":{"endDate":1792368000}}`)
	require.Equal(t, 200, status)
	row := b.row(d.ID)
	require.Equal(t, "Lobby", row["displayName"])
	require.EqualValues(t, org, row["organizationId"])
	now, _ := b.sim.Device(d.ID)
	require.EqualValues(t, 1792368000_000000, now.Warranty.End)

	owner := b.sim.Users()[0]
	status, _ = b.send(http.MethodPost, at+"/owner/"+owner.UID, "")
	require.Equal(t, 200, status)
	require.Equal(t, owner.UID, b.row(d.ID)["assignedOwnerUid"])
	status, _ = b.send(http.MethodDelete, at+"/owner", "")
	require.Equal(t, 200, status)
	require.NotContains(t, b.row(d.ID), "assignedOwnerUid")

	status, _ = b.send(http.MethodPost, at+"/decommission", "")
	require.Equal(t, 200, status)
	status, _ = b.send(http.MethodPost, "/v2/devices/approval/APPROVE", `{"devices":[`+itoa(d.ID)+`]}`)
	require.Equal(t, 200, status)
	require.Equal(t, "APPROVED", b.row(d.ID)["approvalStatus"])
	status, _ = b.send(http.MethodPost, "/v2/devices/approval/REJECT", `{"devices":[`+itoa(d.ID)+`]}`)
	require.Equal(t, 200, status)
	_, ok := b.sim.Device(d.ID)
	require.False(t, ok)
}

func TestUsersThroughTheLibrary(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	id, err := b.sim.AddUser(ninjasim.NewUser{FirstName: "Ada", LastName: "Byron", Email: "ada@msp.example"})
	require.NoError(t, err)
	name := "Lovelace"
	require.NoError(t, b.sim.ChangeUser(id, ninjasim.UserChange{LastName: &name}))
	require.NoError(t, b.sim.AddMembers(1, id))
	require.Contains(t, b.ok("/v2/users?userType=TECHNICIAN&includeRoles=true"), `"lastName":"Lovelace"`)
	require.Contains(t, b.ok("/v2/users?includeRoles=true"), `"roles":["System Administrator"]`)
	for _, r := range b.rows("/v2/user/roles?roleType=END_USER") {
		require.Equal(t, "END_USER", r["type"])
	}
	missing := 1
	require.ErrorIs(t, b.sim.ChangeUser(id, ninjasim.UserChange{OrgID: &missing}), ninjasim.ErrNotFound)
	require.ErrorIs(t, b.sim.DeleteUser(1), ninjasim.ErrNotFound)
	require.ErrorIs(t, b.sim.LogIn(1), ninjasim.ErrNotFound)
	require.ErrorIs(t, b.sim.SetEnabled(1, true), ninjasim.ErrNotFound)
}

// Users whom SCIM made can be put into roles, but neither changed nor deleted.
func TestUsersOfSCIMAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 400})
	at := slices.IndexFunc(b.sim.Users(), func(u ninjasim.User) bool { return u.Technician && u.SCIM })
	require.GreaterOrEqual(t, at, 0)
	id := itoa(b.sim.Users()[at].ID)
	status, body := b.send(http.MethodDelete, "/v2/user/technician/"+id, "")
	require.Equal(t, 403, status)
	require.Contains(t, body, "SCIM")
	status, _ = b.send(http.MethodPatch, "/v2/user/technician/"+id, `{"firstName":"A"}`)
	require.Equal(t, 403, status)
	status, body = b.send(http.MethodPatch, "/v2/user/role/5/add-members", "["+id+"]")
	require.Equal(t, 200, status)
	require.Contains(t, body, `"source":"SCIM"`)
}
