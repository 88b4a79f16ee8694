package migrations

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Querier is what Check needs of a pool, a connection or a transaction.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// TooNewError says that the database was migrated by a newer program. An old program must not write to it.
type TooNewError struct {
	Database int64    // newest version that the database has
	Program  int64    // newest version that this program has
	Names    []string // versions that this program does not know
}

// Error names the versions and what to do now.
func (e *TooNewError) Error() string {
	return fmt.Sprintf("the database has schema %d, this program knows schemas up to %d (unknown: %s): "+
		"start the newer program again, or restore the backup made before the upgrade",
		e.Database, e.Program, strings.Join(e.Names, ", "))
}

// TooOldError says that migrations of this program are missing in the database.
type TooOldError struct {
	Database int64    // newest version that the database has; 0 when it was never migrated
	Program  int64    // newest version that this program has
	Names    []string // files that are missing
}

// Error names the files and what to do now.
func (e *TooOldError) Error() string {
	return fmt.Sprintf("the database has schema %d, this program needs schema %d (missing: %s): run `coresync migrate up`",
		e.Database, e.Program, strings.Join(e.Names, ", "))
}

// Check compares the database with this program: nil when they fit, *TooNewError or *TooOldError when not.
func Check(ctx context.Context, db Querier) error {
	all, err := status(ctx, db)
	if err != nil {
		return err
	}
	return compare(all)
}

func compare(all []Migration) error {
	var newest int64
	var unknown, missing []string
	for _, m := range all {
		if m.Applied {
			newest = max(newest, m.Version)
		}
		switch {
		case m.Unknown:
			unknown = append(unknown, m.Name)
		case !m.Applied:
			missing = append(missing, m.Name)
		}
	}
	if len(unknown) > 0 {
		return &TooNewError{Database: newest, Program: Latest(), Names: unknown}
	}
	if len(missing) > 0 {
		return &TooOldError{Database: newest, Program: Latest(), Names: missing}
	}
	return nil
}

// Status lists every migration that the program or the database knows, in order of version.
func Status(ctx context.Context, url string) ([]Migration, error) {
	cfg, err := config(url, "")
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("read applied migrations: connect: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // only read from
	return status(ctx, conn)
}

func status(ctx context.Context, db Querier) ([]Migration, error) {
	recorded, err := applied(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("read applied migrations: %w", err)
	}
	all := sources()
	known := make(map[int64]bool, len(all))
	for i, m := range all {
		known[m.Version] = true
		if at, ok := recorded[m.Version]; ok {
			all[i].Applied, all[i].AppliedAt = true, at
		}
	}
	for version, at := range recorded {
		if !known[version] {
			all = append(all, Migration{Version: version, Name: fmt.Sprintf("%04d", version), Applied: true, AppliedAt: at, Unknown: true})
		}
	}
	byVersion(all)
	return all, nil
}

// applied reads goose's table; a database without it was never migrated.
func applied(ctx context.Context, db Querier) (map[int64]time.Time, error) {
	rows, err := db.Query(ctx, "SELECT version_id, tstamp AT TIME ZONE 'UTC' FROM "+versionsTable+" WHERE is_applied AND version_id > 0")
	if err == nil {
		recorded := make(map[int64]time.Time)
		var version int64
		var at time.Time
		if _, err = pgx.ForEachRow(rows, []any{&version, &at}, func() error {
			recorded[version] = at
			return nil
		}); err == nil {
			return recorded, nil
		}
	}
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && (pgErr.Code == "42P01" || pgErr.Code == "3F000") { // no such table, no such schema
		return map[int64]time.Time{}, nil
	}
	return nil, err
}
