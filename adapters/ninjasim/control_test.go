package ninjasim_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// order sends a control request and gives the id in the answer, 0 if none.
func (b *bundle) order(method, path, body string) int {
	b.t.Helper()
	status, got := b.send(method, path, body)
	require.Less(b.t, status, 300, "%s %s: %s", method, path, got)
	var v struct{ ID int }
	if status == http.StatusOK && strings.HasPrefix(got, "{") {
		require.NoError(b.t, json.Unmarshal([]byte(got), &v))
	}
	return v.ID
}

func TestControlRoutesMirrorTheMethods(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	b.token = "" // the control routes ask for none
	d := b.pick()
	at := "/sim/devices/" + itoa(d.ID)
	now := b.sim.Now()
	b.order("POST", "/sim/advance", `{"by":"90m"}`)
	require.Equal(t, now.Add(90*60*1e9), b.sim.Now())
	b.order("POST", at+"/rename", `{"name":"NEW"}`)
	b.order("POST", at+"/display-name", `{"name":"Shown"}`)
	b.order("POST", at+"/last-user", `{"login":"me"}`)
	b.order("POST", at+"/serial", `{"serial":"S1"}`)
	b.order("POST", at+"/os", `{"name":"OS/2"}`)
	b.order("POST", at+"/warranty", `{"end":"2030-01-01T00:00:00Z"}`)
	b.order("POST", at+"/raw", `{"member":"dnsName","raw":"7"}`)
	b.order("POST", "/sim/devices/offline", `{"ids":[`+itoa(d.ID)+`],"offline":true}`)
	org := b.order("POST", "/sim/organizations", `{"name":"New Org"}`)
	site := b.order("POST", "/sim/organizations/"+itoa(org)+"/locations", `{"name":"Shed"}`)
	b.order("POST", "/sim/organizations/"+itoa(org)+"/rename", `{"name":"Newer Org"}`)
	b.order("POST", at+"/move", `{"organizationId":`+itoa(org)+`,"locationId":`+itoa(site)+`}`)
	b.order("POST", at+"/owner", `{"userId":`+itoa(b.sim.Users()[0].ID)+`}`)
	got, _ := b.sim.Device(d.ID)
	require.Equal(t, []any{"NEW", "Shown", "me", "S1", "OS/2", true, org, site, b.sim.Users()[0].ID}, []any{got.SystemName, got.DisplayName,
		got.LastUser, got.System.Serial, got.OS.Name, got.Offline, got.OrgID, got.LocationID, got.OwnerID})
	require.Contains(t, b.ok("/sim/devices"), `"dnsName":7`)

	for _, verb := range []string{"reimage", "clone"} {
		id := b.order("POST", at+"/"+verb, "")
		_, ok := b.sim.Device(id)
		require.True(t, ok, verb)
	}
	id := b.order("POST", "/sim/devices", `{"organizationId":`+itoa(org)+`,"name":"ADDED","class":"MAC"}`)
	got, _ = b.sim.Device(id)
	require.Equal(t, "ADDED", got.SystemName)
	b.order("POST", at+"/decommission", "")
	b.order("POST", at+"/approve", "")
	b.order("DELETE", at, "")
	_, ok := b.sim.Device(d.ID)
	require.False(t, ok)
	b.order("DELETE", "/sim/organizations/"+itoa(org), "")
}

func TestControlRoutesForPeopleFaultsAndRequests(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	tech := itoa(b.sim.Users()[2].ID)
	b.order("POST", "/sim/users/"+tech+"/enabled", `{"enabled":false}`)
	require.Contains(t, b.ok("/v2/user/technician/"+tech), `"enabled":false`)
	b.order("POST", "/sim/users/"+tech+"/log-in", "")
	b.order("POST", "/sim/roles/5/add-members", `{"ids":[`+tech+`]}`)
	b.order("POST", "/sim/roles/5/remove-members", `{"ids":[`+tech+`]}`)
	b.order("DELETE", "/sim/users/"+tech, "")
	b.order("POST", "/sim/faults", `{"fault":"bad-gateway,route=/v2/users"}`)
	require.JSONEq(t, `["bad-gateway,route=/v2/users"]`, b.ok("/sim/faults"))
	b.order("DELETE", "/sim/faults", "")
	require.Empty(t, b.sim.Faults())
	require.Contains(t, b.ok("/sim/requests"), `"path":"/v2/user/technician/`)
	require.NotContains(t, b.ok("/sim/requests"), "/sim/")
	b.order("DELETE", "/sim/requests", "")
	require.Empty(t, b.sim.Requests())
	b.order("POST", "/sim/tokens/expire", "")
	status, _ := b.get("/v2/users")
	require.Equal(t, 401, status)
	require.Contains(t, b.ok("/sim/"), "POST /sim/advance")
	require.Contains(t, b.ok("/sim/state"), `"organizations":25`)
}

func TestControlRoutesSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	for _, c := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"/sim/advance", `{"by":"soon"}`, 400, `advance by \"soon\"`},
		{"/sim/advance", `{`, 400, "body"},
		{"/sim/devices/1/rename", `{"name":"x"}`, 404, "device 1: not found"},
		{"/sim/devices/one/rename", `{"name":"x"}`, 404, `id \"one\"`},
		{"/sim/devices", `{}`, 400, "organizationId is needed"},
		{"/sim/faults", `{"fault":"flood"}`, 400, "unknown name"},
		{"/sim/nothing", ``, 404, "control routes"},
	} {
		status, body := b.send(http.MethodPost, c.path, c.body)
		require.Equal(t, c.status, status, c.path)
		require.Contains(t, body, c.says)
	}
}

func TestPSAListsAsCSV(t *testing.T) {
	t.Parallel()
	b := setup(t, ninjasim.Config{Devices: 40})
	customers := b.sim.Customers()
	for kind, header := range map[string]string{
		"customers": "external_id,name,number,domains,city",
		"contacts":  "external_id,customer_external_id,name,email,phone",
		"contracts": "external_id,customer_external_id,name,start,end",
		"tickets":   "external_id,customer_external_id,contact_external_id,number,subject,status",
	} {
		rows, err := csv.NewReader(strings.NewReader(b.ok("/sim/" + kind + ".csv"))).ReadAll()
		require.NoError(t, err)
		require.Equal(t, header, strings.Join(rows[0], ","))
		if kind == "customers" {
			require.Len(t, rows, 1+len(customers))
			require.Equal(t, customers[0].Name, rows[1][1])
		}
		require.Greater(t, len(rows), 10)
	}
	require.Contains(t, b.ok("/sim/customers"), `"likeness":"exact"`)
}
