package ninjasim_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// pick gives an approved, connected Windows workstation with a serial number
// of its own.
func (b *bundle) pick() ninjasim.Device {
	b.t.Helper()
	for _, d := range b.sim.Devices() {
		if d.Class.String() == "WINDOWS_WORKSTATION" && d.Status.String() == "APPROVED" && !d.Offline && len(d.System.Serial) == 7 {
			return d
		}
	}
	b.t.Fatal("no such device")
	return ninjasim.Device{}
}

// row gives a device as /v2/device/{id} tells it.
func (b *bundle) row(id int) map[string]any {
	b.t.Helper()
	var v map[string]any
	require.NoError(b.t, json.Unmarshal([]byte(b.ok("/v2/device/"+itoa(id))), &v))
	return v
}

// codes gives the activity codes since an id, oldest first.
func (b *bundle) codes(newer int64) []string {
	b.t.Helper()
	var v struct {
		LastActivityID int64
		Activities     []struct{ StatusCode string }
	}
	require.NoError(b.t, json.Unmarshal([]byte(b.ok("/v2/activities?newerThan="+itoa(int(newer)))), &v))
	var out []string
	for _, a := range slices.Backward(v.Activities) {
		out = append(out, a.StatusCode)
	}
	return out
}

func (b *bundle) lastActivity() int64 {
	b.t.Helper()
	var v struct{ LastActivityID int64 }
	require.NoError(b.t, json.Unmarshal([]byte(b.ok("/v2/activities?pageSize=10")), &v))
	return v.LastActivityID
}

func TestReimagedMachineIsTheSameHardwareUnderANewID(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	old, since := b.pick(), b.lastActivity()
	id, err := b.sim.Reimage(old.ID)
	require.NoError(t, err)
	now, ok := b.sim.Device(id)
	require.True(t, ok)
	require.Equal(t, old.System, now.System)
	require.Equal(t, old.MACs, now.MACs)
	require.Equal(t, old.SystemName, now.SystemName)
	require.Equal(t, old.Warranty, now.Warranty)
	require.NotEqual(t, old.UID, now.UID)
	require.Greater(t, now.Created, old.Created)
	before, _ := b.sim.Device(old.ID)
	require.True(t, before.Offline)
	require.Equal(t, []string{"NODE_CREATED", "NODE_RE_ENROLLED"}, b.codes(since))
}

func TestClonedMachineSharesNameAndSerialAndIsAlive(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	old := b.pick()
	id, err := b.sim.CloneDevice(old.ID)
	require.NoError(t, err)
	now, _ := b.sim.Device(id)
	require.Equal(t, old.System.Serial, now.System.Serial)
	require.Equal(t, old.SystemName, now.SystemName)
	require.NotEqual(t, old.MACs, now.MACs)
	before, _ := b.sim.Device(old.ID)
	require.False(t, before.Offline || now.Offline)
}

func TestMovedDeviceKeepsItsName(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	d := b.pick()
	org, err := b.sim.AddOrg("Zenith Orchards")
	require.NoError(t, err)
	site, err := b.sim.AddLocation(org, "Press house")
	require.NoError(t, err)
	require.NoError(t, b.sim.MoveDevice(d.ID, org, site))
	row := b.row(d.ID)
	require.EqualValues(t, org, row["organizationId"])
	require.EqualValues(t, site, row["locationId"])
	require.Equal(t, d.SystemName, row["systemName"])
	require.Len(t, b.rows("/v2/organization/"+itoa(org)+"/devices"), 1)
	require.ErrorIs(t, b.sim.MoveDevice(d.ID, org, 1), ninjasim.ErrNotFound)
}

func TestDecommissionedAndDeletedDevicesVanish(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	d := b.pick()
	has := func(query string) bool {
		for _, r := range b.rows("/v2/devices" + query) {
			if int(r["id"].(float64)) == d.ID {
				return true
			}
		}
		return false
	}
	require.True(t, has(""))
	require.NoError(t, b.sim.Decommission(d.ID))
	require.False(t, has(""))
	require.True(t, has("?df=status%20=%20DECOMMISSIONED"))
	require.True(t, has("?df=status+%3D+DECOMMISSIONED"), "plus signs are spaces")
	require.Equal(t, "DECOMMISSIONED", b.row(d.ID)["approvalStatus"])
	require.NoError(t, b.sim.Approve(d.ID))
	require.True(t, has(""))
	since := b.lastActivity()
	require.NoError(t, b.sim.DeleteDevice(d.ID))
	require.False(t, has("?df=status!=PENDING"))
	status, _ := b.get("/v2/device/" + itoa(d.ID))
	require.Equal(t, http.StatusNotFound, status, "no tombstone")
	require.Equal(t, []string{"NODE_DELETED"}, b.codes(since))
	require.ErrorIs(t, b.sim.DeleteDevice(d.ID), ninjasim.ErrNotFound)
}

func TestDetailsChange(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	d := b.pick()
	day := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	require.NoError(t, b.sim.SetLastUser(d.ID, `ACME\zoë`))
	require.NoError(t, b.sim.SetSerial(d.ID, "NEWBOARD1"))
	require.NoError(t, b.sim.SetOSName(d.ID, "Windows 12"))
	require.NoError(t, b.sim.SetDisplayName(d.ID, "Front desk"))
	require.NoError(t, b.sim.SetWarranty(d.ID, time.Time{}, day, time.Time{}))
	row := b.row(d.ID)
	require.Equal(t, `ACME\zoë`, row["lastLoggedInUser"])
	require.Equal(t, "NEWBOARD1", row["system"].(map[string]any)["serialNumber"])
	require.Equal(t, "Windows 12", row["os"].(map[string]any)["name"])
	require.Equal(t, "Front desk", row["displayName"])
	require.Contains(t, b.raw(detailed, 100)[d.ID], `"warranty":{"startDate":0.000000000,"endDate":1803859200.000000000,"manufacturerFulfillmentDate":0.000000000}`)
	require.Contains(t, b.ok("/v2/device/"+itoa(d.ID)+"/last-logged-on-user"), `"userName":"ACME\\zoë"`)
	require.NoError(t, b.sim.SetLastUser(d.ID, ""))
	require.NotContains(t, b.row(d.ID), "lastLoggedInUser")
	require.NotContains(t, b.ok("/v2/queries/logged-on-users"), `"deviceId":`+itoa(d.ID)+"}")
}

func TestOwners(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	d := b.pick()
	var u ninjasim.User
	for _, x := range b.sim.Users() {
		if !x.Technician {
			u = x
		}
	}
	require.NoError(t, b.sim.SetOwner(d.ID, u.ID))
	require.Equal(t, u.UID, b.row(d.ID)["assignedOwnerUid"])
	require.Contains(t, b.ok("/v2/user/end-user/"+itoa(u.ID)), `"assignedDeviceIds":[`+itoa(d.ID))
	require.Contains(t, b.ok("/v2/devices?expand=assignedOwner&df=id="+itoa(d.ID)), `"email":"`+u.Email)
	require.NoError(t, b.sim.DeleteUser(u.ID))
	require.NotContains(t, b.row(d.ID), "assignedOwnerUid")
}

func TestOrganizationsComeAndGo(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	since := b.lastActivity()
	o := b.sim.Organizations()[2]
	require.NoError(t, b.sim.RenameOrg(o.ID, "Renamed & Sons"))
	require.Contains(t, b.ok("/v2/organizations"), `"name":"Renamed & Sons"`)
	require.NoError(t, b.sim.DeleteOrg(o.ID))
	status, _ := b.get("/v2/organization/" + itoa(o.ID))
	require.Equal(t, http.StatusNotFound, status)
	for _, path := range []string{"/v2/devices-detailed", "/v2/users", "/v2/contacts", "/v2/locations"} {
		require.NotContains(t, b.ok(path), `"organizationId":`+itoa(o.ID)+",", path)
	}
	codes := b.codes(since)
	require.Equal(t, "CLIENT_UPDATED", codes[0])
	require.Equal(t, "CLIENT_DELETED", codes[len(codes)-1])
	_, err := b.sim.AddOrg("")
	require.ErrorIs(t, err, ninjasim.ErrInvalid)
}

func TestAddDeviceTakesWhatIsSaid(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	org := b.sim.Organizations()[1]
	id, err := b.sim.AddDevice(ninjasim.NewDevice{OrgID: org.ID, Class: "WINDOWS_SERVER", Name: "HAND-MADE", Maker: "Dell Inc.",
		Model: "PowerEdge R760", Serial: "ABC1234", LastUser: "root", Offline: true})
	require.NoError(t, err)
	d, _ := b.sim.Device(id)
	require.Equal(t, "HAND-MADE", d.SystemName)
	require.Equal(t, []string{"Dell Inc.", "PowerEdge R760", "ABC1234", "root"}, []string{d.System.Manufacturer, d.System.Model, d.System.Serial, d.LastUser})
	require.True(t, d.Offline)
	for class, member := range map[string]string{"VMWARE_VM_HOST": `"serviceTag":"TAG0001"`, "APPLE_IOS": `"serialNumber":"TAG0001"`} {
		id, err := b.sim.AddDevice(ninjasim.NewDevice{OrgID: org.ID, Class: class, Serial: "TAG0001"})
		require.NoError(t, err)
		require.Contains(t, b.ok("/v2/device/"+itoa(id)), member)
	}
	for _, bad := range []ninjasim.NewDevice{{OrgID: 1}, {OrgID: org.ID, Class: "TOASTER"}, {OrgID: org.ID, Status: "GONE"}, {OrgID: org.ID, LocationID: 1}} {
		_, err := b.sim.AddDevice(bad)
		require.Error(t, err)
	}
}

func TestRawMembers(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	d := b.pick()
	path := "/v2/device/" + itoa(d.ID)
	require.NoError(t, b.sim.SetRaw(d.ID, "systemName", `"<script>"`))
	require.NoError(t, b.sim.SetRaw(d.ID, "system.serialNumber", "null"))
	require.NoError(t, b.sim.SetRaw(d.ID, "system.model", ""))
	require.NoError(t, b.sim.SetRaw(d.ID, "newMember", `{"deep":[1e400]}`))
	require.NoError(t, b.sim.SetRaw(d.ID, "extra.inner", "7"))
	require.NoError(t, b.sim.SetRaw(d.ID, "lastLoggedInUser", `"evil"`))
	body := b.ok(path)
	require.Contains(t, body, `"systemName":"<script>"`)
	require.Contains(t, body, `"serialNumber":null`)
	require.NotContains(t, body, `"model"`)
	require.Contains(t, body, `"newMember":{"deep":[1e400]}`)
	require.Contains(t, body, `"extra":{"inner":7}`)
	require.True(t, json.Valid([]byte(body)))
	require.Contains(t, b.ok("/v2/queries/logged-on-users"), `{"userName":"evil"`)
	require.NotContains(t, b.raw("/v2/devices?", 100)[d.ID], "serialNumber", "a basic row stays basic")
	require.Contains(t, b.raw("/v2/devices?", 100)[d.ID], "<script>")
	require.NoError(t, b.sim.SetRaw(d.ID, "references.warranty.endDate", "1790000000000"))
	require.NotContains(t, b.ok(path), "references", "only when expanded")
	require.Contains(t, b.raw(detailed, 100)[d.ID], "1790000000000")
	require.NoError(t, b.sim.SetRaw(d.ID, "systemName", "{{{"))
	require.False(t, json.Valid([]byte(b.ok(path))))
	require.ErrorIs(t, b.sim.SetRaw(d.ID, "a..b", "1"), ninjasim.ErrInvalid)
}

func TestRequestsHoldNoSecrets(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 60})
	b.ok("/v2/devices?df=org%20%3D%2011&pageSize=3")
	resp, err := http.Get(b.url + "/ws/oauth/token?client_secret=hush&code=hush&refresh_token=hush&x=1")
	require.NoError(t, err)
	drain(t, resp)
	c := b.config("monitoring")
	code := b.consent(c.AuthCodeURL("hush-state"), "approve").Query().Get("code")
	_, err = c.Exchange(t.Context(), code)
	require.NoError(t, err)
	list := b.sim.Requests()
	require.Equal(t, ninjasim.Request{Method: "POST", Path: "/ws/oauth/token", Status: 200}, list[0])
	require.Equal(t, ninjasim.Request{Method: "GET", Path: "/v2/devices", Query: "df=org%20%3D%2011&pageSize=3", Status: 200}, list[1])
	raw, err := json.Marshal(list)
	require.NoError(t, err)
	for _, secret := range []string{"hush", code, b.token, ninjasim.DefaultClientSecret} {
		require.False(t, strings.Contains(string(raw), secret))
	}
}

// Dates of contact never go back, whatever is done to a device.
func TestContactNeverGoesBack(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 120})
	contact := map[int]int64{}
	look := func() {
		for _, d := range b.sim.Devices() {
			require.GreaterOrEqual(t, d.LastContact, contact[d.ID])
			require.LessOrEqual(t, d.LastContact, b.sim.Now().UnixMicro())
			contact[d.ID] = d.LastContact
		}
	}
	look()
	var ids []int
	for _, d := range b.sim.Devices() {
		ids = append(ids, d.ID)
	}
	for i, f := range []func() error{
		func() error { return b.sim.SetOffline(ids[:80], true) },
		func() error { return b.sim.SetOffline(ids[40:], false) },
		func() error { return b.sim.Decommission(ids[100]) },
		func() error { _, err := b.sim.Reimage(ids[90]); return err },
		func() error { return b.sim.SetOffline(ids, true) },
	} {
		require.NoError(t, f())
		look()
		b.sim.Advance(time.Duration(i+1) * 7 * time.Minute)
		look()
	}
}
