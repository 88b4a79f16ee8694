package c1z

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var moment = time.Date(2026, 3, 3, 9, 0, 0, 123456000, time.UTC)

func yes(b bool) *bool { return &b }

// snapshot has two accounts and two roles of one name.
func snapshot(at time.Time) *Snapshot {
	return &Snapshot{At: at, Key: "t/c",
		Accounts: []Account{
			{ID: 31, UID: "u-31", Kind: kindTechnician, FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", Enabled: true,
				MFA: yes(true), SCIM: yes(false), AuthType: "NATIVE", Invitation: "REGISTERED"},
			{ID: 40, Kind: endUser, Email: "no address", Invitation: "PENDING", OrganizationID: 7},
		},
		Roles: []Role{
			{ID: 5, Name: "Auditor", Kind: kindTechnician, Description: "Read only", Members: []Member{{UserID: 31, Source: "SCIM"}}},
			{ID: 12, Name: "Auditor", Kind: endUser},
		}}
}

// counts opens a file and counts its rows by table.
func counts(t *testing.T, path string) map[string]int {
	t.Helper()
	database := filepath.Join(t.TempDir(), "database")
	require.NoError(t, unpack(path, database))
	db, err := sql.Open("sqlite", database)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	out := map[string]int{}
	for _, table := range []string{"sync_runs", "resource_types", "resources", "entitlements", "grants"} {
		n := 0
		require.NoError(t, db.QueryRow("select count(*) from v1_"+table).Scan(&n))
		out[table] = n
	}
	return out
}

func TestMomentsStandBesideEachOtherAndOneMomentOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "access.c1z")
	once := map[string]int{"sync_runs": 1, "resource_types": 2, "resources": 4, "entitlements": 2, "grants": 1}
	for range 2 {
		require.NoError(t, Add(t.Context(), path, snapshot(moment)))
		require.Equal(t, once, counts(t, path))
	}
	require.NoError(t, Add(t.Context(), path, snapshot(moment.Add(time.Hour))))
	for table, n := range counts(t, path) {
		require.Equal(t, 2*once[table], n, table)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*"))
	require.NoError(t, err)
	require.Empty(t, left)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestEqualThingsAreEqualBytes(t *testing.T) {
	t.Parallel()
	one, two := snapshot(moment), snapshot(moment.Add(time.Hour))
	for i := range one.Accounts {
		require.Equal(t, one.Accounts[i].message(), two.Accounts[i].message())
	}
	for i := range one.Roles {
		require.Equal(t, one.Roles[i].entitlement(), two.Roles[i].entitlement())
	}
}

func TestAnotherFileIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	for content, says := range map[string]string{
		"C1Z3\x00…":                 "newer form",
		"name,mail\n":               "no c1z file",
		"C1ZF\x00broken beyond use": "unpack it",
	} {
		path := filepath.Join(t.TempDir(), "file")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		require.ErrorContains(t, Add(t.Context(), path, snapshot(moment)), says)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, content, string(after))
	}
}
