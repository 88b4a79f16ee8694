package eventstore_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/cluster"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/stretchr/testify/require"
)

// A dump restored into a fresh cluster goes on: positions are no transaction ids
// and no sequences of the old one (watermill#576).
func TestADumpRestoredElsewhereGoesOn(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	for n := range 40 {
		_, err := l.Append(t.Context(), storetest.Write(l.A, storetest.Customer(n), storetest.Customer(n/2)))
		require.NoError(t, err)
	}
	before := storetest.ReadAll(t, l, l.A)

	binaries, err := cluster.Find(t.Context())
	require.NoError(t, err)
	dump, err := exec.Command(filepath.Join(binaries.Dir, "pg_dump"), "--format=custom", "--no-owner", l.DB.URL).Output()
	require.NoError(t, err)
	fresh := pgtest.New(t, pgtest.On(pgtest.Server(t)), pgtest.Empty())
	_, err = fresh.Pool("").Exec(t.Context(), `create role coresync_owner; create role coresync_engine bypassrls;
		create role coresync_app; create role coresync_reader`)
	require.NoError(t, err)
	restore := exec.Command(filepath.Join(binaries.Dir, "pg_restore"), "--no-owner", "--exit-on-error", "--dbname="+fresh.URL)
	restore.Stdin = bytes.NewReader(dump)
	out, err := restore.CombinedOutput()
	require.NoError(t, err, string(out))

	there, err := eventstore.Open(fresh.Pool(postgres.RoleEngine), eventstore.Config{
		Registry: event.Catalog(), Sealer: storetest.Sealer{}, Clock: l.Clock.Now,
	})
	require.NoError(t, err)
	t.Cleanup(there.Close)
	require.Equal(t, before, storetest.ReadAll(t, there, l.A))
	done, err := there.Append(t.Context(), storetest.Write(l.A, storetest.Customer(0)))
	require.NoError(t, err)
	require.Equal(t, int64(81), done.Last)
	require.Equal(t, int64(4), done.Versions[storetest.Customer(0).Stream])
}
