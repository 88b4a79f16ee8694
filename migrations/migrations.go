package migrations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
)

//go:embed *.sql
var files embed.FS

//go:embed cluster/roles.sql
var rolesSQL string

// versionsTable is where goose records what was applied.
const versionsTable = "coresync_meta.schema_versions"

// lockKey is the advisory lock that serialises starters of one database; the number is arbitrary and fixed.
const lockKey = 0x636f72657379

// Migration is one numbered file and whether a database has it.
type Migration struct {
	Version   int64
	Name      string    // the file's name
	Applied   bool      // recorded in this database
	AppliedAt time.Time // zero when not applied, or when the file is unknown to this program
	Unknown   bool      // recorded in the database, but this program does not have it
}

// Up applies what is missing, in order, and returns the names of the files that it applied. Any number of programs may
// call it on one database at once: one works, the others wait and then find nothing to do. It also makes sure that the
// cluster's roles exist and that the database has its grants, which a restored dump lacks.
func Up(ctx context.Context, url string) ([]string, error) {
	var applied []string
	err := locked(ctx, url, func(conn *pgx.Conn) error {
		if err := refuseNewer(ctx, conn); err != nil {
			return err
		}
		if err := prepare(ctx, conn); err != nil {
			return err
		}
		for _, stage := range []struct {
			role string
			upTo int64
		}{{"", 1}, {"coresync_owner", Latest()}} {
			names, err := runUp(ctx, url, stage.role, stage.upTo)
			applied = append(applied, names...)
			if err != nil {
				return err
			}
			if stage.upTo == 1 {
				if _, err := conn.Exec(ctx, "SELECT coresync_meta.settle_database()"); err != nil {
					return fmt.Errorf("set grants and settings of the database: %w", err)
				}
			}
		}
		return nil
	})
	if err != nil {
		return applied, fmt.Errorf("migrate the database: %w", err)
	}
	return applied, nil
}

// refuseNewer keeps an old program away from a database that a newer one has changed.
func refuseNewer(ctx context.Context, conn *pgx.Conn) error {
	var tooNew *TooNewError
	if err := Check(ctx, conn); errors.As(err, &tooNew) {
		return err
	}
	return nil // being too old is what Up is for; any other error meets the next statement, too
}

// Down takes back every migration newer than version to; 0 takes back all. It loses data and exists for tests and for
// a developer's own database; no verb calls it.
func Down(ctx context.Context, url string, to int64) error {
	err := locked(ctx, url, func(*pgx.Conn) error {
		// The first file was applied as the connecting user and is taken back as the same.
		return withProvider(url, "", func(p *goose.Provider) error {
			_, err := p.DownTo(ctx, to)
			return explain(err)
		})
	})
	if err != nil {
		return fmt.Errorf("take migrations back to %d: %w", to, err)
	}
	return nil
}

// Latest is the newest version that this program knows.
func Latest() int64 {
	known := sources()
	if len(known) == 0 {
		return 0
	}
	return known[len(known)-1].Version
}

// RolesSQL makes the four roles and grants them to whoever runs it; safe to repeat. Up runs it. On a database whose user
// is no superuser, an administrator runs it once and grants the roles to that user.
func RolesSQL() string { return rolesSQL }

// Hash identifies the content of all files; a database made from equal files has an equal schema.
func Hash() string {
	sum := sha256.New()
	sum.Write([]byte(rolesSQL))
	for _, m := range sources() {
		body, err := fs.ReadFile(files, m.Name)
		if err != nil {
			panic(fmt.Sprintf("embedded file %s is gone: %v", m.Name, err))
		}
		fmt.Fprintf(sum, "%s %d\n", m.Name, len(body))
		sum.Write(body)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

func runUp(ctx context.Context, url, role string, upTo int64) ([]string, error) {
	var names []string
	err := withProvider(url, role, func(p *goose.Provider) error {
		results, err := p.UpTo(ctx, upTo)
		var partial *goose.PartialError
		if errors.As(err, &partial) {
			results = partial.Applied
		}
		for _, r := range results {
			names = append(names, path.Base(r.Source.Path))
		}
		return explain(err)
	})
	return names, err
}

// explain turns goose's error into one that names the file first.
func explain(err error) error {
	var partial *goose.PartialError
	if errors.As(err, &partial) && partial.Failed != nil {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(partial.Failed.Source.Path, "./"), partial.Err)
	}
	return err
}
