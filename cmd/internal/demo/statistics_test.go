package demo_test

import (
	"testing"

	"coresync/adapters/postgres"
	"coresync/cmd/internal/demo"

	"github.com/stretchr/testify/require"
)

// After a first sync PostgreSQL knows what the tables hold when the first page asks: as if they
// were empty, matching 10,000 devices took more than a minute, in which its session was ended.
func TestPostgreSQLKnowsWhatAFirstSyncFilled(t *testing.T) {
	t.Parallel()
	db, d := startOn(t, demo.Options{Devices: 400, Orgs: 25, Seed: 1})
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	var rows float64
	require.NoError(t, db.Pool(postgres.RoleOwner).QueryRow(t.Context(), `select reltuples from pg_class where oid = 'rm_asset_b1.asset'::regclass`).Scan(&rows))
	require.InDelta(t, 400, rows, 20)
}
