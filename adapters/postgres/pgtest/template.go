package pgtest

import (
	"context"
	"fmt"
	"sync"

	"coresync/migrations"

	"github.com/jackc/pgx/v5"
)

// templateLock serialises the test binaries that want to make the template; the number is arbitrary.
const templateLock = 0x7067746573

// templates remembers, by server, that this process has seen the template to be there.
var templates sync.Map

// create makes the database by cloning the template, or an empty one.
func create(ctx context.Context, serverURL, name string, empty bool) error {
	from := "template0"
	if !empty {
		template, err := migratedTemplate(ctx, serverURL)
		if err != nil {
			return fmt.Errorf("make the template: %w", err)
		}
		from = template
	}
	// Copying files takes two checkpoints, and with them half the time of copying through the log.
	err := execOn(ctx, serverURL, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy",
		pgx.Identifier{name}.Sanitize(), pgx.Identifier{from}.Sanitize()))
	if err != nil {
		return err
	}
	if empty {
		return nil
	}
	return execOn(ctx, onDatabase(serverURL, name), "SELECT coresync_meta.settle_database()")
}

// migratedTemplate returns the name of a database that holds the schema; its name carries the hash of the migrations.
func migratedTemplate(ctx context.Context, serverURL string) (string, error) {
	name := "coresync_template_" + migrations.Hash()
	if _, seen := templates.Load(serverURL); seen {
		return name, nil
	}
	conn, err := pgx.Connect(ctx, serverURL)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }() // ends the lock, too
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(templateLock)); err != nil {
		return "", err
	}
	var there bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there)
	if err != nil {
		return "", err
	}
	if !there {
		if err := buildTemplate(ctx, conn, serverURL, name); err != nil {
			return "", err
		}
	}
	templates.Store(serverURL, true)
	return name, nil
}

// buildTemplate migrates under another name first, so that a half-made template is never taken for a whole one.
func buildTemplate(ctx context.Context, conn *pgx.Conn, serverURL, name string) error {
	draft := name + "_draft"
	quotedDraft := pgx.Identifier{draft}.Sanitize()
	for _, sql := range []string{
		"DROP DATABASE IF EXISTS " + quotedDraft + " WITH (FORCE)",
		"CREATE DATABASE " + quotedDraft + " TEMPLATE template0",
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if _, err := migrations.Up(ctx, onDatabase(serverURL, draft)); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "ALTER DATABASE "+quotedDraft+" RENAME TO "+pgx.Identifier{name}.Sanitize())
	return err
}
