package migrations_test

import (
	"context"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/migrations"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestUpFromNothingAndAgain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t, pgtest.Empty())

	var tooOld *migrations.TooOldError
	err := migrations.Check(ctx, db.Pool(""))
	require.ErrorAs(t, err, &tooOld)
	require.EqualValues(t, 0, tooOld.Database)
	require.Equal(t, "0001_roles.sql", tooOld.Names[0])
	require.ErrorContains(t, err, "coresync migrate up")

	applied, err := migrations.Up(ctx, db.URL)
	require.NoError(t, err)
	require.Equal(t, tooOld.Names, applied)
	require.NoError(t, migrations.Check(ctx, db.Pool("")))
	require.NoError(t, migrations.Check(ctx, db.Pool(postgres.RoleApp)))

	applied, err = migrations.Up(ctx, db.URL)
	require.NoError(t, err)
	require.Empty(t, applied)
}

func TestStatusTellsWhenEachWasApplied(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)
	list, err := migrations.Status(ctx, db.URL)
	require.NoError(t, err)
	require.Equal(t, "0001_roles.sql", list[0].Name)
	require.Equal(t, migrations.Latest(), list[len(list)-1].Version)
	for _, m := range list {
		require.True(t, m.Applied, m.Name)
		require.False(t, m.AppliedAt.IsZero(), m.Name)
	}
}

func TestADatabaseOfANewerProgramIsRefusedByName(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)
	_, err := db.Pool("").Exec(ctx, "INSERT INTO coresync_meta.schema_versions (version_id, is_applied) VALUES (9001, true)")
	require.NoError(t, err)
	var tooNew *migrations.TooNewError
	err = migrations.Check(ctx, db.Pool(""))
	require.ErrorAs(t, err, &tooNew)
	require.EqualValues(t, 9001, tooNew.Database)
	require.Equal(t, []string{"9001"}, tooNew.Names)
	require.ErrorContains(t, err, "newer program")

	_, err = migrations.Up(ctx, db.URL)
	require.ErrorAs(t, err, &tooNew, "an old program must not migrate a newer database")
}

func TestDownTakesEverythingBackAndUpMakesItAgain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)
	require.NoError(t, migrations.Down(ctx, db.URL, 0))
	left, err := schemas(ctx, db)
	require.NoError(t, err)
	require.Equal(t, []string{"coresync_meta", "public"}, left, "a Down left something behind")
	applied, err := migrations.Up(ctx, db.URL)
	require.NoError(t, err)
	require.Len(t, applied, files(t), "numbers may have gaps, files are counted")
}

// files is the number of migrations in this folder.
func files(t *testing.T) int {
	t.Helper()
	names, err := filepath.Glob("*.sql")
	require.NoError(t, err)
	return len(names)
}

func schemas(ctx context.Context, db *pgtest.DB) ([]string, error) {
	rows, err := db.Pool("").Query(ctx, `SELECT nspname::text FROM pg_namespace
		WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// Ensures that programs starting together on one database don't collide, and neither do databases that are set up
// together in one cluster, although roles belong to the cluster.
func TestParallelStarters(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Server(t)
	databases := make([]*pgtest.DB, 6)
	for i := range databases {
		databases[i] = pgtest.New(t, pgtest.On(server), pgtest.Empty())
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	counts := make(map[string]int)
	errs := make(map[string]error)
	for _, db := range databases {
		for starter := range 3 {
			wg.Go(func() {
				applied, err := migrations.Up(ctx, db.URL)
				mu.Lock()
				defer mu.Unlock()
				counts[db.Name] += len(applied)
				if err != nil {
					errs[db.Name+" "+strconv.Itoa(starter)] = err
				}
			})
		}
	}
	wg.Wait()
	require.Empty(t, errs)
	for _, db := range databases {
		require.Equal(t, files(t), counts[db.Name])
	}
}

func TestRolesHaveTheirRights(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)
	rows, err := db.Pool("").Query(ctx, `SELECT rolname::text, rolbypassrls, rolcanlogin, rolsuper FROM pg_roles
		WHERE rolname LIKE 'coresync%' ORDER BY 1`)
	require.NoError(t, err)
	type role struct {
		Name                 string
		Bypass, Login, Super bool
	}
	roles, err := pgx.CollectRows(rows, pgx.RowToStructByPos[role])
	require.NoError(t, err)
	require.Equal(t, []role{
		{Name: "coresync_app"},
		{Name: "coresync_engine", Bypass: true},
		{Name: "coresync_owner"},
		{Name: "coresync_reader"},
	}, roles)
	_, err = db.Pool(postgres.RoleOwner).Exec(ctx, "CREATE SCHEMA made_by_owner")
	require.NoError(t, err)
	_, err = db.Pool(postgres.RoleApp).Exec(ctx, "CREATE SCHEMA made_by_app")
	require.ErrorContains(t, err, "permission denied")
}

// Ensures that a cluster whose roles were not dumped is completed by the next Up: pg_dump carries no roles, no grants
// on the database and no settings of it.
func TestUpCompletesARestoredDatabase(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := pgtest.New(t)
	pool := db.Pool("")
	_, err := pool.Exec(ctx, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
		EXECUTE format('REVOKE CREATE ON DATABASE %I FROM coresync_owner', current_database()); END $$`)
	require.NoError(t, err)
	_, err = migrations.Up(ctx, db.URL)
	require.NoError(t, err)
	var may bool
	err = pool.QueryRow(ctx, "SELECT has_database_privilege('coresync_owner', current_database(), 'CREATE')").Scan(&may)
	require.NoError(t, err)
	require.True(t, may)
	var toast string
	require.NoError(t, db.Pool("").QueryRow(ctx, "SHOW default_toast_compression").Scan(&toast))
	require.Equal(t, "lz4", toast)
}

// Ensures that a hosted database works, whose user is no superuser, once somebody has made the roles.
func TestUpWithoutASuperuser(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := pgtest.Server(t)
	db := pgtest.New(t, pgtest.On(server), pgtest.Empty())
	admin := db.Pool("")
	_, err := admin.Exec(ctx, `CREATE ROLE tenant_admin LOGIN;
		DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO tenant_admin', current_database()); END $$`)
	require.NoError(t, err)
	url := strings.Replace(db.URL, "postgres@", "tenant_admin@", 1)

	_, err = migrations.Up(ctx, url)
	require.ErrorContains(t, err, "migrations/cluster/roles.sql")

	_, err = admin.Exec(ctx, migrations.RolesSQL())
	require.NoError(t, err)
	_, err = admin.Exec(ctx, "GRANT coresync_owner, coresync_engine, coresync_app, coresync_reader TO tenant_admin")
	require.NoError(t, err)
	_, err = migrations.Up(ctx, url)
	require.NoError(t, err)
	pool, err := postgres.OpenPool(ctx, url, postgres.PoolConfig{Role: postgres.RoleEngine})
	require.NoError(t, err)
	defer pool.Close()
	require.NoError(t, migrations.Check(ctx, pool))
}

// A dump is restored in clusters where the account that migrated the old database does not
// exist, so it may name no owner but coresync_owner, which `coresync migrate roles` makes.
func TestADumpNamesNoOwnerButOurs(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	rows, err := db.Pool("").Query(t.Context(), `with ours as (select oid from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public'))
		select what from (
			select 'schema ' || oid::regnamespace as what, nspowner as owner from pg_namespace where oid in (select oid from ours)
			union all select 'relation ' || oid::regclass, relowner from pg_class where relnamespace in (select oid from ours)
			union all select 'function ' || oid::regprocedure, proowner from pg_proc where pronamespace in (select oid from ours)
			union all select 'type ' || oid::regtype, typowner from pg_type where typnamespace in (select oid from ours)
		) o where owner <> 'coresync_owner'::regrole order by 1`)
	require.NoError(t, err)
	others, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, others)
}
