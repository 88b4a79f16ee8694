package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	baton "github.com/conductorone/baton-sdk/pb/c1/connectorapi/baton/v1"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"coresync/adapters/ninjasim"
)

// program builds Coresync once. It is run, not linked: its modules and the SDK's do not
// fit into one build.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "coresync-*")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", dir+"/coresync", "./cmd/coresync")
	cmd.Dir, cmd.Stderr = "../..", os.Stderr
	return dir + "/coresync", cmd.Run()
})

// over is a connector that reaches a simulated NinjaOne through a real Coresync.
type over struct {
	*bundle
	data, listen string
}

// overCoresync starts a Coresync that has synced once and lets changes be asked for;
// approval says which of them another person must approve, role what the connector may.
// connector_admin is enough but for the feed, which reads the log.
func overCoresync(t *testing.T, approval, role string) *over {
	t.Helper()
	o := &over{bundle: setup(t), data: t.TempDir()}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	o.listen = free.Addr().String()
	require.NoError(t, free.Close())
	serve := o.coresync("serve", "--log-level", "error")
	require.NoError(t, serve.Start())
	t.Cleanup(func() {
		_ = serve.Process.Signal(syscall.SIGTERM)
		_ = serve.Wait() // it was told to end
	})
	require.Eventually(t, func() bool {
		answer, err := http.Get("http://" + o.listen + "/readyz") //nolint:noctx // a test
		if err != nil {
			return false
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}, time.Minute, 100*time.Millisecond)

	o.say("connection", "add", "--region", "Simulator", "--base-url", o.url, "--client-id", ninjasim.DefaultClientID)
	o.say("sync", "run")
	o.say("access", "connector", "--provisioning", "on", "--approval", approval)
	token := strings.TrimSpace(o.say("token", "create", "--role", role))
	o.env = append(o.env[:4:4], "BATON_CORESYNC_URL=http://"+o.listen, "BATON_CORESYNC_TOKEN="+token,
		"BATON_STORAGE_ENGINE=sqlite", "BATON_FILE=sync.c1z", "BATON_LOG_LEVEL=error")
	return o
}

// coresync is the program, not started yet.
func (o *over) coresync(args ...string) *exec.Cmd {
	path, err := program()
	require.NoError(o.t, err)
	cmd := exec.Command(path, append(args, "--data", o.data, "--listen", o.listen)...)
	cmd.Env = append(os.Environ(), "CORESYNC_CLIENT_SECRET="+ninjasim.DefaultClientSecret)
	return cmd
}

// say runs a verb of Coresync's, which must succeed.
func (o *over) say(args ...string) string {
	o.t.Helper()
	cmd := o.coresync(args...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(o.t, err, "%v: %s", args, &errs)
	return string(out)
}

// Through Coresync a sync has the same accounts, roles and grants as NinjaOne's own
// API gives; what is asked for is carried out, once however often it is asked.
func TestOverCoresyncAccountsAreSyncedProvisionedAndDeprovisioned(t *testing.T) {
	t.Parallel()
	o := overCoresync(t, "never", "connector_admin")
	o.ok()
	require.Len(t, o.resources("sync.c1z", "user"), len(o.sim.Users()))
	require.Len(t, o.resources("sync.c1z", "role"), 8)
	for _, u := range o.sim.Users() {
		for _, role := range rolesOf(o.bundle, u.ID) {
			require.Contains(t, o.grants("sync.c1z"), "role:"+strconv.Itoa(role)+":assigned:user:"+strconv.Itoa(u.ID))
		}
	}

	create := []string{"--create-account-email", "ada@example.com", "--create-account-profile", `{"first_name":"Ada","last_name":"Byron"}`}
	o.ok(create...)
	o.ok(create...)
	id := only(t, o.bundle, "ada@example.com")
	o.ok()
	granting := []string{"--grant-entitlement", "role:3:assigned", "--grant-principal", id, "--grant-principal-type", "user"}
	o.ok(granting...)
	o.ok(granting...)
	require.Equal(t, []int{3}, rolesOf(o.bundle, number(t, id)))
	o.ok()
	require.Contains(t, o.grants("sync.c1z"), "role:3:assigned:user:"+id)
	o.ok("--revoke-grant", "role:3:assigned:user:"+id)
	o.ok("--revoke-grant", "role:3:assigned:user:"+id)
	require.Empty(t, rolesOf(o.bundle, number(t, id)))
	o.ok("--delete-resource", id, "--delete-resource-type", "user")
	for _, u := range o.sim.Users() {
		require.NotEqual(t, "ada@example.com", u.Email)
	}
}

// Devices are those that NinjaOne's own API gives: the same ids, names and serial numbers,
// and whom they are assigned to.
func TestOverCoresyncDevicesAreSyncedWhereAskedFor(t *testing.T) {
	t.Parallel()
	o := overCoresync(t, "never", "connector_admin")
	o.ok("--ninja-one-devices")
	got, given := o.resources("sync.c1z", "device"), o.grants("sync.c1z")
	approved, owned := 0, 0
	for _, d := range o.sim.Devices() {
		if d.Status.String() != "APPROVED" {
			continue
		}
		approved++
		require.Contains(t, got, strconv.Itoa(d.ID))
		if d.OwnerID != 0 {
			owned++
			require.Contains(t, given, "device:"+strconv.Itoa(d.ID)+":assigned:user:"+strconv.Itoa(d.OwnerID))
		}
	}
	require.NotZero(t, owned)
	require.Len(t, got, approved)
}

// What another person must approve is told to wait, changes nothing, and is found
// done by the next attempt once it was approved.
func TestOverCoresyncAChangeWaitsForItsApproval(t *testing.T) {
	t.Parallel()
	o := overCoresync(t, "always", "connector_admin")
	o.ok()
	user, id := end(t, o)
	granting := []string{"--grant-entitlement", "role:" + strconv.Itoa(user) + ":assigned", "--grant-principal", id, "--grant-principal-type", "user"}
	_, errs, failed := o.run(granting...)
	require.True(t, failed)
	require.Contains(t, errs, "waits for approval")
	_, errs, failed = o.run(granting...)
	require.True(t, failed)
	require.Contains(t, errs, "pending", "asked once more, it is the same request that waits")
	require.NotContains(t, rolesOf(o.bundle, number(t, id)), user)

	var open []struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(o.say("access", "requests", "--json")), &open))
	require.Len(t, open, 1)
	_, err := o.coresync("access", "approve", open[0].ID).Output()
	require.Error(t, err, "who made the token asked by it, and approves nothing of it")
	o.approves("second@example.com", open[0].ID)
	require.Eventually(t, func() bool { _, _, failed := o.run(granting...); return !failed }, time.Minute, time.Second)
	require.Contains(t, rolesOf(o.bundle, number(t, id)), user)
}

// approves lets a person who is added for it approve a request on its page.
func (o *over) approves(email, request string) {
	o.t.Helper()
	link, err := url.Parse(strings.TrimSpace(o.say("user", "add", email, "--role", "owner")))
	require.NoError(o.t, err)
	jar, err := cookiejar.New(nil)
	require.NoError(o.t, err)
	browser, base := &http.Client{Jar: jar}, "http://"+o.listen
	o.post(browser, base+"/setup", url.Values{"link": {link.Query().Get("link")}, "name": {"Second"}, "password": {"a long enough pass phrase"}})
	o.post(browser, base+"/access/requests/"+request+"/approve", nil)
}

// post sends a form as a page would, which must end on a page without a fault.
func (o *over) post(browser *http.Client, address string, form url.Values) {
	o.t.Helper()
	answer, err := browser.PostForm(address, form) //nolint:noctx // a test
	require.NoError(o.t, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(o.t, http.StatusOK, answer.StatusCode, address)
}

// end is a technicians' role and a technician who lacks it.
func end(t *testing.T, o *over) (role int, user string) {
	t.Helper()
	for _, u := range o.sim.Users() {
		if u.Technician && !u.SCIM && !u.Administrator && u.Enabled {
			has := rolesOf(o.bundle, u.ID)
			for _, role := range []int{2, 3, 4} {
				if len(has) == 0 || has[0] != role {
					return role, strconv.Itoa(u.ID)
				}
			}
		}
	}
	t.Fatal("everybody has each role")
	return 0, ""
}

// The feed tells from the log who was given a role and who lost it, also by hand in
// NinjaOne's console, and goes on behind its cursor.
func TestOverCoresyncTheFeedTellsWhoWasGrantedWhat(t *testing.T) {
	t.Parallel()
	o := overCoresync(t, "never", "super_admin")
	s := serve(t, filepath.Join(o.dir, "ca.pem"))
	s.start(t, o.bundle)
	<-s.hello
	events := baton.Task_ListEventsTask_builder{EventFeedId: "journal", StartAt: timestamppb.New(time.Unix(0, 0))}.Build()
	next := func() []*v2.Event {
		feed := answer(t, s.do(t, baton.Task_builder{ListEvents: events}.Build()), &v2.ListEventsResponse{})
		events.SetCursor(feed.GetCursor())
		return feed.GetEvents()
	}
	first := next()
	require.Len(t, first, len(o.sim.Users())+8, "each account and each role was new; who had a role had it before")
	require.Empty(t, next())

	role, user := end(t, o)
	require.NoError(t, o.sim.AddMembers(role, number(t, user)))
	o.say("access", "read")
	var given, taken []string
	for _, e := range next() {
		if g := e.GetCreateGrantEvent(); g != nil {
			given = append(given, g.GetEntitlement().GetId()+":user:"+g.GetPrincipal().GetId().GetResource())
		}
	}
	grant := "role:" + strconv.Itoa(role) + ":assigned:user:" + user
	require.Equal(t, []string{grant}, given)
	require.NoError(t, o.sim.RemoveMembers(role, number(t, user)))
	o.say("access", "read")
	for _, e := range next() {
		if g := e.GetCreateRevokeEvent(); g != nil {
			taken = append(taken, g.GetEntitlement().GetId()+":user:"+g.GetPrincipal().GetId().GetResource())
		}
	}
	require.Equal(t, []string{grant}, taken)
}

// A wrong token, an address that is none and a connection that is not there each say
// what to do; settings of both ways are refused.
func TestOverCoresyncFaultsOfTheSettingsSayWhatToDo(t *testing.T) {
	t.Parallel()
	o := overCoresync(t, "never", "connector_admin")
	whole := o.env
	for set, want := range map[string]string{
		"BATON_CORESYNC_TOKEN=wrong":                                     "Unauthenticated",
		"BATON_CORESYNC_URL=http://coresync.example.com":                 "https",
		"BATON_CORESYNC_CONNECTION=01935d52-7a3c-7e21-9a55-2f1f9bbf1d10": "give one of",
		"BATON_NINJA_ONE_BASE_URL=https://app.ninjarmm.com":              "must all be set",
	} {
		o.env = append(append([]string{}, whole...), set)
		_, errs, failed := o.run()
		require.True(t, failed, set)
		require.Contains(t, errs, want, set)
	}
}
