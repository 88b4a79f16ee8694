package migrations

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// sources lists the embedded files in order of version.
func sources() []Migration {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(fmt.Sprintf("pattern of migrations: %v", err))
	}
	known := make([]Migration, 0, len(names))
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			panic(fmt.Sprintf("migration %s does not begin with a number", name))
		}
		known = append(known, Migration{Version: version, Name: name})
	}
	byVersion(known)
	return known
}

func byVersion(list []Migration) {
	slices.SortFunc(list, func(a, b Migration) int { return cmp.Compare(a.Version, b.Version) })
}

// config parses the URL and sets what every connection of the runner has.
func config(url, role string) (*pgx.ConnConfig, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	cfg.RuntimeParams["search_path"] = ""
	cfg.RuntimeParams["timezone"] = "UTC"
	cfg.RuntimeParams["application_name"] = "coresync migrate"
	// A migration may take long; a limit meant for queries must not stop it half way.
	cfg.RuntimeParams["statement_timeout"] = "0"
	cfg.RuntimeParams["idle_in_transaction_session_timeout"] = "0"
	if role != "" {
		cfg.RuntimeParams["role"] = role
	}
	return cfg, nil
}

// locked runs fn while a connection of its own holds the advisory lock. The session holds the lock, so it is free again
// the moment the program dies. It needs a direct connection: a pooler in transaction mode would lose the session.
func locked(ctx context.Context, url string, fn func(*pgx.Conn) error) error {
	cfg, err := config(url, "")
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = conn.Close(closing) // the lock ends with the session either way
	}()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(lockKey)); err != nil {
		return fmt.Errorf("wait for another program that migrates: %w", err)
	}
	return fn(conn)
}

// prepare makes what must be there before goose can write its first row.
func prepare(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, rolesSQL); err != nil {
		return fmt.Errorf("make the roles coresync_owner, coresync_engine, coresync_app and coresync_reader "+
			"(the user of the database URL must be a superuser, or a superuser runs migrations/cluster/roles.sql once "+
			"and grants the four roles to that user): %w", err)
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS coresync_meta"); err != nil {
		return fmt.Errorf("make the schema coresync_meta: %w", err)
	}
	return nil
}

func withProvider(url, role string, fn func(*goose.Provider) error) error {
	cfg, err := config(url, role)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*cfg)
	defer func() { _ = db.Close() }() // nothing is left to lose once the provider has returned
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName(versionsTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	return fn(provider)
}
