package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

func TestASyncHasEachAccountEachRoleAndWhoHasIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.ok()
	users := b.resources("sync.c1z", "user")
	require.Len(t, users, len(b.sim.Users()))
	for _, u := range b.sim.Users() {
		got := users[strconv.Itoa(u.ID)]
		require.Equal(t, u.FirstName+" "+u.LastName, got.DisplayName)
		require.Equal(t, u.Email, got.Profile["email"])
		require.Equal(t, u.Administrator, got.Profile["administrator"])
		require.Equal(t, u.Enabled, got.Status.Status == "RESOURCE_STATUS_ENABLED")
	}
	require.Len(t, b.resources("sync.c1z", "role"), 8)
	want := map[string]bool{}
	for _, u := range b.sim.Users() {
		for _, role := range rolesOf(b, u.ID) {
			want[fmt.Sprintf("role:%d:assigned:user:%d", role, u.ID)] = true
		}
	}
	got := b.grants("sync.c1z")
	require.Len(t, got, len(want))
	for id := range want {
		require.Contains(t, got, id)
	}
}

func TestASecondSyncOfTheSameShowsNoChange(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.ok()
	b.ok()
	var diff map[string]map[string][]any
	b.baton("sync.c1z", &diff, "diff")
	for kind, changes := range diff {
		for how, rows := range changes {
			require.Empty(t, rows, "%s %s", kind, how)
		}
	}
}

// TestC1G_03_AccountsAreProvisionedAndDeprovisioned creates an account, gives it a
// role, takes it and deletes the account.
func TestC1G_03_AccountsAreProvisionedAndDeprovisioned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	create := []string{"--create-account-email", "ada@example.com", "--create-account-profile", `{"first_name":"Ada","last_name":"Byron"}`}
	b.ok(create...)
	b.ok(create...) // Once more: she has one.
	id := only(t, b, "ada@example.com")
	b.ok()

	granting := []string{"--grant-entitlement", "role:3:assigned", "--grant-principal", id, "--grant-principal-type", "user"}
	b.ok(granting...)
	b.ok(granting...)
	require.Equal(t, []int{3}, rolesOf(b, number(t, id)))
	b.ok()
	require.Contains(t, b.grants("sync.c1z"), "role:3:assigned:user:"+id)

	b.ok("--revoke-grant", "role:3:assigned:user:"+id)
	b.ok("--revoke-grant", "role:3:assigned:user:"+id)
	require.Empty(t, rolesOf(b, number(t, id)))

	b.ok("--delete-resource", id, "--delete-resource-type", "user")
	for _, u := range b.sim.Users() {
		require.NotEqual(t, "ada@example.com", u.Email)
	}
	_, errs, failed := b.run("--delete-resource", id, "--delete-resource-type", "user")
	require.True(t, failed)
	require.Contains(t, errs, "no such account")
}

func TestAnEndUserIsCreatedInItsOrganization(t *testing.T) {
	t.Parallel()
	b := setup(t)
	org := b.sim.Organizations()[1].ID
	b.ok("--create-account-email", "joe@example.com", "--create-account-profile",
		fmt.Sprintf(`{"first_name":"Joe","last_name":"Public","user_type":"end_user","organization_id":%d}`, org))
	for _, u := range b.sim.Users() {
		if u.Email == "joe@example.com" {
			require.Equal(t, org, u.OrgID)
			return
		}
	}
	t.Fatal("there is no such user")
}

func TestWhatCannotBeSaysWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.ok()
	admins := administrators(b)
	for _, id := range admins[1:] {
		b.ok("--delete-resource", id, "--delete-resource-type", "user")
	}
	for says, args := range map[string][]string{
		"only System Administrator": {"--delete-resource", admins[0], "--delete-resource-type", "user"},
		"another kind of user":      {"--grant-entitlement", "role:10:assigned", "--grant-principal", admins[0], "--grant-principal-type", "user"},
		"organization_id":           {"--create-account-login", "x", "--create-account-profile", `{"user_type":"END_USER"}`},
		"is no address":             {"--create-account-login", "x"},
		"is not one of https":       {"--ninja-one-base-url", "https://ninja.example.com"},
		"client ID or secret":       {"--ninja-one-client-secret", "wrong"},
	} {
		_, errs, failed := b.run(args...)
		require.True(t, failed, args)
		require.Contains(t, errs, says)
		require.NotContains(t, errs, ninjasim.DefaultClientSecret)
	}
	require.NoError(t, b.sim.ArmFault("must-be-admin,times=forever"))
	_, errs, failed := b.run("--grant-entitlement", "role:3:assigned", "--grant-principal", admins[0], "--grant-principal-type", "user")
	require.True(t, failed)
	require.Contains(t, errs, "authorise the connection as a System Administrator")
}

func TestTheJournalTellsWhatHappenedToAccountsAndRoles(t *testing.T) {
	t.Parallel()
	b := setup(t)
	admin := number(t, administrators(b)[0])
	require.NoError(t, b.sim.AddMembers(5, admin))
	events := feed(t, b, "--event-feed-start-at", ninjasim.DefaultStart.Format("2006-01-02T15:04:05Z"))
	var changed []string
	for _, e := range events {
		id := e.ResourceChangeEvent.ResourceID
		changed = append(changed, id.ResourceType+":"+id.Resource)
	}
	// NinjaOne names a role and gives no id, and two roles are called Auditor.
	require.Equal(t, []string{"user:" + strconv.Itoa(admin), "role:5", "role:12"}, changed)
	require.Empty(t, feed(t, b, "--event-feed-cursor", events[0].ID))
	_, errs, failed := b.run("--event-feed", "1", "--event-feed-id", "journal", "--event-feed-cursor", "yesterday")
	require.True(t, failed)
	require.Contains(t, errs, "no cursor of this feed")
}

func TestDevicesAreSyncedWhereAskedFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.ok("--ninja-one-devices")
	devices := b.resources("sync.c1z", "device")
	require.Len(t, devices, 40)
	for _, d := range b.sim.Devices() {
		if d.OwnerID != 0 && d.Status.String() == "APPROVED" {
			require.Contains(t, b.grants("sync.c1z"), fmt.Sprintf("device:%d:assigned:user:%d", d.ID, d.OwnerID))
		}
	}
}

// happened is an event as the connector prints it.
type happened struct {
	ID                  string
	ResourceChangeEvent struct {
		ResourceID struct{ ResourceType, Resource string }
	}
}

// feed reads the feed.
func feed(t *testing.T, b *bundle, args ...string) (events []happened) {
	t.Helper()
	out := b.ok(append([]string{"--event-feed", "1", "--event-feed-id", "journal"}, args...)...)
	for line := range strings.Lines(out) {
		var e happened
		require.NoError(t, json.Unmarshal([]byte(line), &e), line)
		events = append(events, e)
	}
	return events
}

// only is the id of the only user with an address.
func only(t *testing.T, b *bundle, email string) (id string) {
	t.Helper()
	for _, u := range b.sim.Users() {
		if u.Email == email {
			require.Empty(t, id, "there are two")
			id = strconv.Itoa(u.ID)
		}
	}
	require.NotEmpty(t, id, "there is none")
	return id
}

// administrators are the ids of those who administer the system and may sign in.
func administrators(b *bundle) (ids []string) {
	for _, u := range b.sim.Users() {
		if u.Administrator && u.Enabled {
			ids = append(ids, strconv.Itoa(u.ID))
		}
	}
	return ids
}

func number(t *testing.T, id string) int {
	t.Helper()
	n, err := strconv.Atoi(id)
	require.NoError(t, err)
	return n
}

// rolesOf are the ids of the roles that a user has, as the simulator holds them.
func rolesOf(b *bundle, user int) (ids []int) {
	for _, r := range b.sim.UserRoles() {
		if slices.Contains(r.Members, int32(user)) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
