package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"coresync/adapters/ninjasim"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// provider is one of several tenants of an installation, whose simulator has the same
// ids as the others' and names that tell whose they are.
type provider struct {
	name string
	sim  *simulator
	conn uuid.UUID
	api  website
}

const providerDevices = 60

func (p *place) provider(name string) *provider {
	t := p.t
	t.Helper()
	v := &provider{name: name, sim: simulate(t, ninjasim.Config{Devices: providerDevices, Orgs: 5})}
	for _, d := range v.sim.approved() {
		require.NoError(t, v.sim.SetDisplayName(d.ID, fmt.Sprintf("%s-%d", name, d.ID)))
	}
	for _, o := range v.sim.Organizations() {
		require.NoError(t, v.sim.RenameOrg(o.ID, fmt.Sprintf("%s-%d", name, o.ID)))
	}
	a := p.open()
	defer a.Close()
	tenant := uuid.New()
	require.NoError(t, a.Store.CreateTenant(t.Context(), eventstore.Tenant{ID: tenant, Name: name}))
	id, err := a.Connect(t.Context(), tenant, simulatedSettings(v.sim.URL), ninjasim.DefaultClientSecret, "test")
	require.NoError(t, err)
	v.conn = id
	return v
}

func TestTwoTenantsNeverMix(t *testing.T) {
	t.Parallel()
	p := sharedPlace(t)
	both := []*provider{p.provider("north"), p.provider("south")}
	_, served := p.serve("--tenant", "north")
	for _, v := range both {
		v.api = served
		v.api.token = strings.TrimSpace(p.has("token", "create", "--role", "owner", "--tenant", v.name))
	}
	sync := func() map[string]counts {
		var runs []*process
		for _, v := range both { // at the same time
			runs = append(runs, p.launch("sync", "run", "--wait", "--json", "--tenant", v.name))
		}
		found := map[string]counts{}
		for i, v := range both {
			require.Zero(t, runs[i].wait(2*patience))
			var run syncRun
			decodeInto(t, runs[i].out.String(), &run)
			found[v.name] = run.Counts
		}
		return found
	}
	first := counts{Found: providerDevices, Created: providerDevices}
	require.Equal(t, map[string]counts{"north": first, "south": first}, sync())
	for i, d := range both[0].sim.approved()[:3] {
		require.NoError(t, both[0].sim.SetDisplayName(d.ID, fmt.Sprintf("north-changed-%d", i)))
	}
	require.Equal(t, map[string]counts{
		"north": {Found: providerDevices, Updated: 3, Unchanged: providerDevices - 3},
		"south": {Found: providerDevices, Unchanged: providerDevices},
	}, sync())
	for i, v := range both {
		v.seesItsOwn(t, p)
		v.cannotReach(t, both[1-i])
	}
	ambiguous := p.launch("mapping", "list")
	require.Equal(t, 1, ambiguous.wait(patience))
	require.Contains(t, ambiguous.err.String(), "there are 2 tenants; choose one with --tenant")
}

// seesItsOwn checks that everything of a tenant bears its name, and nothing else does.
func (v *provider) seesItsOwn(t *testing.T, p *place) {
	t.Helper()
	require.Equal(t, providerDevices, v.named(t, "/api/v1/assets"))
	require.Equal(t, 5, v.named(t, "/api/v1/organizations"))
	require.Equal(t, 2, v.api.count("/api/v1/sync-runs"))
	connections := v.api.list("/api/v1/connections")
	require.Len(t, connections, 1)
	require.Contains(t, string(connections[0]), v.conn.String())
	events := p.log("--tenant", v.name)
	require.Len(t, v.api.list("/api/v1/events"), len(events))
	require.Len(t, versions(events, "device/"), providerDevices)
	require.Contains(t, p.has("mapping", "list", "--tenant", v.name), v.name+"-")
}

// named counts the rows of a list, all of which must have a name of the tenant's.
func (v *provider) named(t *testing.T, path string) int {
	t.Helper()
	rows := v.api.list(path)
	for _, row := range rows {
		var named struct{ Name string }
		require.NoError(t, json.Unmarshal(row, &named))
		require.True(t, strings.HasPrefix(named.Name, v.name+"-"), "%s has %s", v.name, row)
	}
	return len(rows)
}

// cannotReach asks with one tenant's token for what is another's.
func (v *provider) cannotReach(t *testing.T, other *provider) {
	t.Helper()
	var asset, run struct{ ID string }
	require.NoError(t, json.Unmarshal(other.api.list("/api/v1/assets")[0], &asset))
	require.NoError(t, json.Unmarshal(other.api.list("/api/v1/sync-runs")[0], &run))
	paths := []string{
		"/api/v1/assets/" + asset.ID, "/api/v1/assets/" + asset.ID + "/history",
		"/api/v1/sync-runs/" + run.ID, "/api/v1/sync-runs/" + run.ID + "/changes",
		"/api/v1/sync-runs/" + run.ID + "/progress",
		"/api/v1/connections/" + other.conn.String(),
	}
	for _, path := range paths {
		status, body := v.api.get(path)
		require.Equal(t, http.StatusNotFound, status, "%s: %s", path, body)
		status, body = other.api.get(path)
		require.Equal(t, http.StatusOK, status, "%s: %s", path, body)
	}
	connection := "/api/v1/connections/" + other.conn.String()
	for _, command := range [][3]string{
		{http.MethodPost, connection + "/sync"}, {http.MethodPost, connection + "/test"},
		{http.MethodPut, connection + "/schedule", `{"frequency":"hourly","zone":"UTC"}`},
		{http.MethodPatch, connection, `{"name":"taken"}`}, {http.MethodDelete, connection + "?assets=keep"},
		{http.MethodPatch, "/api/v1/assets/" + asset.ID, `{"name":"taken"}`},
	} {
		status, body := v.api.send(command[0], command[1], command[2])
		require.Equal(t, http.StatusNotFound, status, "%v: %s", command, body)
	}
	status, body := v.api.send(http.MethodPut, "/api/v1/organization-mappings", fmt.Sprintf(
		`{"rows":[{"connection":%q,"organization_id":2,"action":"ignore","expected_version":0}]}`, other.conn))
	require.Equal(t, http.StatusBadRequest, status, "%s", body)
	require.Contains(t, string(body), "this connection has shown no such organization")
	status, body = v.api.get("/api/v1/search?q=" + other.name)
	require.Equal(t, http.StatusOK, status, "%s", body)
	require.NotContains(t, string(body), other.name+"-")
}
