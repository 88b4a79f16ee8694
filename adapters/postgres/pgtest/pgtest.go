package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"coresync/adapters/postgres"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Environment variables that steer the package.
const (
	EnvURL  = "CORESYNC_TEST_DATABASE_URL" // superuser's URL of a server to use instead of an own one
	EnvKeep = "CORESYNC_KEEP_DB"           // any value keeps the database of a failed test
)

// DB is the database of one test.
type DB struct {
	Name string // derived from the test's name
	URL  string // as superuser; a program under test is given this

	tb testing.TB
}

// Option changes what New makes.
type Option func(*options)

type options struct {
	empty  bool
	server *Instance
}

// Empty asks for a database without the schema, for tests of migrations.
func Empty() Option { return func(o *options) { o.empty = true } }

// On asks for a database on the given server instead of the shared one.
func On(server *Instance) Option { return func(o *options) { o.server = server } }

// New makes a database for the test and drops it when the test has ended. Connections left open are cut.
func New(tb testing.TB, opts ...Option) *DB {
	tb.Helper()
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	serverURL, err := serverFor(ctx, o)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	name := databaseName(tb.Name())
	if err := create(ctx, serverURL, name, o.empty); err != nil {
		tb.Fatalf("pgtest: database %s: %v", name, err)
	}
	db := &DB{Name: name, URL: onDatabase(serverURL, name), tb: tb}
	tb.Cleanup(func() { db.discard(serverURL, o.server != nil) })
	return db
}

func serverFor(ctx context.Context, o options) (string, error) {
	if o.server != nil {
		return o.server.ExternalURL("postgres"), nil
	}
	return sharedURL(ctx)
}

// Pool connects to the database under a role; "" stays superuser. The pool is closed when the test has ended.
func (db *DB) Pool(role string) *pgxpool.Pool {
	db.tb.Helper()
	return db.PoolWith(postgres.PoolConfig{Role: role, ApplicationName: "pgtest"})
}

// PoolWith connects with a configuration of the test's own. The pool is closed when the test has ended.
func (db *DB) PoolWith(cfg postgres.PoolConfig) *pgxpool.Pool {
	db.tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	pool, err := postgres.OpenPool(ctx, db.URL, cfg)
	if err != nil {
		db.tb.Fatalf("pgtest: %v", err)
	}
	db.tb.Cleanup(pool.Close)
	return pool
}

func (db *DB) discard(serverURL string, mayBeGone bool) {
	if db.tb.Failed() && os.Getenv(EnvKeep) != "" {
		keepServer()
		db.tb.Logf("pgtest: the database is kept: %s", db.URL)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := execOn(ctx, serverURL, "DROP DATABASE IF EXISTS "+pgx.Identifier{db.Name}.Sanitize()+" WITH (FORCE)")
	if err != nil && !mayBeGone { // a test may have killed its own server
		db.tb.Errorf("pgtest: drop %s: %v", db.Name, err)
	}
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// databaseName is readable in a list of databases and differs for two runs of one test; names end at 63 bytes.
func databaseName(test string) string {
	readable := strings.Trim(notInName.ReplaceAllString(strings.ToLower(test), "_"), "_")
	return fmt.Sprintf("t_%.44s_%s", readable, random(6))
}

func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails: it would end the program instead
	return hex.EncodeToString(b)
}

// onDatabase replaces the database in a server's URL.
func onDatabase(serverURL, name string) string {
	u, err := url.Parse(serverURL)
	if err != nil {
		return serverURL // connecting will report it
	}
	u.Path = "/" + name
	return u.String()
}

func execOn(ctx context.Context, url, sql string, args ...any) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }() // the statement's outcome is known by then
	_, err = conn.Exec(ctx, sql, args...)
	return err
}
