package ninjaone

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// mayWrite asks for the scopes that changes of accounts and roles want.
func mayWrite(c *Config) { c.Scopes = []string{ScopeMonitoring, ScopeManagement, ScopeControl} }

// user reads a user of either kind; ok says whether there is one.
func (b *simBundle) user(t *testing.T, id int64) (u struct {
	ID                         int64
	FirstName, LastName, Email string
	InvitationStatus, UserType string
	Roles                      []string
}, ok bool) {
	t.Helper()
	p, err := b.Users(t.Context(), UserQuery{IncludeRoles: true})
	require.NoError(t, err)
	for _, row := range p.Rows {
		if row.ID == id {
			require.NoError(t, json.Unmarshal(row.Raw, &u))
			return u, true
		}
	}
	return u, false
}

func TestAccountsAreCreatedAndDeleted(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Devices: 20}, mayWrite)
	tech, err := b.CreateTechnician(t.Context(), NewTechnician{FirstName: "Ada", LastName: "Byron", Email: "ada@example.com"})
	require.NoError(t, err)
	require.Equal(t, "PENDING", tech.InvitationStatus)
	end, err := b.CreateEndUser(t.Context(), NewEndUser{FirstName: "Joe", LastName: "Public", Email: "joe@example.com",
		OrganizationID: int64(b.sim.Organizations()[0].ID), SendInvitation: true})
	require.NoError(t, err)
	for id, kind := range map[int64]string{tech.ID: "TECHNICIAN", end.ID: "END_USER"} {
		u, ok := b.user(t, id)
		require.True(t, ok)
		require.Equal(t, kind, u.UserType)
	}
	require.Equal(t, KindBadRequest, KindOf(b.DeleteTechnician(t.Context(), end.ID)), "an end user is no technician")
	require.NoError(t, b.DeleteTechnician(t.Context(), tech.ID))
	require.NoError(t, b.DeleteEndUser(t.Context(), end.ID))
	for _, id := range []int64{tech.ID, end.ID} {
		_, ok := b.user(t, id)
		require.False(t, ok)
	}
	require.Equal(t, KindNotFound, KindOf(b.DeleteTechnician(t.Context(), tech.ID)))
}

func TestRolesAreGivenAndTaken(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Devices: 20}, mayWrite)
	tech, err := b.CreateTechnician(t.Context(), NewTechnician{FirstName: "Ada", LastName: "Byron", Email: "ada@example.com"})
	require.NoError(t, err)
	const helpdesk = 3
	for range 2 {
		require.NoError(t, b.AddRoleMembers(t.Context(), helpdesk, tech.ID))
		u, _ := b.user(t, tech.ID)
		require.Equal(t, []string{"Helpdesk"}, u.Roles)
	}
	for range 2 {
		require.NoError(t, b.RemoveRoleMembers(t.Context(), helpdesk, tech.ID))
		u, _ := b.user(t, tech.ID)
		require.Empty(t, u.Roles)
	}
	require.Equal(t, KindNotFound, KindOf(b.AddRoleMembers(t.Context(), 999, tech.ID)))
}

func TestAnAccountWithFaultsIsNotSentAndAllAreNamed(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Devices: 20}, mayWrite)
	before := len(b.sim.Requests())
	_, err := b.CreateEndUser(t.Context(), NewEndUser{LastName: strings.Repeat("x", 151)})
	for _, part := range []string{"create end user", "firstName: 0", "lastName: 151", "email", "organizationId"} {
		require.ErrorContains(t, err, part)
	}
	require.Len(t, b.sim.Requests(), before)
}

func TestARefusedChangeSaysWhatIsMissingAndIsSentOnce(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]struct {
		kind Kind
		hint string
	}{
		"must-be-admin,times=forever":         {KindNotAdministrator, "System Administrator"},
		"user-context-required,times=forever": {KindUserContextRequired, "authorization code"},
		"missing-scope,times=forever":         {KindForbidden, "permission is missing"},
		"bad-gateway,times=forever":           {KindServer, "try again later"},
	} {
		b := simulate(t, ninjasim.Config{Devices: 20}, mayWrite)
		_, err := b.Roles(t)
		require.NoError(t, err) // A token is there.
		require.NoError(t, b.sim.ArmFault(fault))
		before := len(b.sim.Requests())
		err = b.AddRoleMembers(t.Context(), 3, 1)
		require.Equal(t, want.kind, KindOf(err), "%s: %v", fault, err)
		require.ErrorContains(t, err, want.hint)
		sent := slices.DeleteFunc(b.sim.Requests()[before:], func(r ninjasim.Request) bool { return r.Method != http.MethodPatch })
		require.Len(t, sent, 1, fault)
	}
}

func TestAChangeWithoutItsScopeNamesTheScope(t *testing.T) {
	t.Parallel()
	b := simulate(t, ninjasim.Config{Devices: 20})
	err := b.AddRoleMembers(t.Context(), 3, 1)
	require.Equal(t, KindMissingScope, KindOf(err))
	require.ErrorContains(t, err, "enable Management")
}

// Roles reads the roles of people.
func (b *simBundle) Roles(t *testing.T) (*Page, error) { return b.UserRoles(t.Context(), "") }
