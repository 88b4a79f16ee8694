package c1z

import (
	"context"
	"crypto/sha256"
	"database/sql"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/segmentio/ksuid"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed schema.sql
var schema string

// fill writes a snapshot into the database of a file, in place of one of the same
// moment and key.
func fill(ctx context.Context, path string, s *Snapshot) (err error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("make the tables: %w", err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // Of no effect after the commit.
	w := &writer{tx: tx, sync: syncID(s), at: s.At.UTC().Format(timeForm)}
	w.clear(ctx)
	w.snapshot(ctx, s)
	if w.err != nil {
		return w.err
	}
	return tx.Commit()
}

// timeForm is how times stand in the file: UTC, as text that sorts.
const timeForm = "2006-01-02 15:04:05.999999999"

// syncID names the snapshot within a file; it follows from moment and key.
func syncID(s *Snapshot) string {
	sum := sha256.Sum256([]byte(s.Key + "\x00" + s.At.UTC().Format(time.RFC3339Nano)))
	id, err := ksuid.FromParts(s.At, sum[:16])
	if err != nil { // Only a payload of another length is an error.
		panic(err)
	}
	return id.String()
}

// writer writes the rows of one snapshot. After a fault it does nothing more.
type writer struct {
	tx       *sql.Tx
	sync, at string
	err      error
}

func (w *writer) exec(ctx context.Context, query string, args ...any) {
	if w.err == nil {
		_, w.err = w.tx.ExecContext(ctx, query, args...)
	}
}

// row writes a row of the snapshot; the statement's last two values are @sync and @at.
func (w *writer) row(ctx context.Context, insert string, args ...any) {
	w.exec(ctx, insert, append(args, sql.Named("sync", w.sync), sql.Named("at", w.at))...)
}

// clear takes away what an earlier export of the same moment left.
func (w *writer) clear(ctx context.Context) {
	for _, table := range []string{"resource_types", "resources", "entitlements", "grants", "assets", "sync_runs"} {
		w.exec(ctx, "delete from v1_"+table+" where sync_id = ?", w.sync)
	}
}

func (w *writer) snapshot(ctx context.Context, s *Snapshot) {
	w.row(ctx, `insert into v1_sync_runs (sync_id, started_at, ended_at, sync_token, sync_type) values (@sync, @at, @at, '', 'full')`)
	w.kind(ctx, userType, userTypeMessage())
	w.kind(ctx, roleType, roleTypeMessage())
	for i := range s.Accounts {
		w.resource(ctx, userType, strconv.FormatInt(s.Accounts[i].ID, 10), s.Accounts[i].message())
	}
	for i := range s.Roles {
		r := &s.Roles[i]
		w.resource(ctx, roleType, r.id(), r.message())
		w.row(ctx, `insert into v1_entitlements (resource_type_id, resource_id, external_id, data, sync_id, discovered_at)
			values (?, ?, ?, ?, @sync, @at)`, roleType, r.id(), r.entitlementID(), []byte(r.entitlement()))
		for _, m := range r.Members {
			w.row(ctx, `insert into v1_grants (resource_type_id, resource_id, entitlement_id, principal_resource_type_id,
				principal_resource_id, external_id, data, sync_id, discovered_at) values (?, ?, ?, ?, ?, ?, ?, @sync, @at)`,
				roleType, r.id(), r.entitlementID(), userType, strconv.FormatInt(m.UserID, 10), r.grantID(m), []byte(r.grant(m)))
		}
	}
}

func (w *writer) kind(ctx context.Context, id string, data message) {
	w.row(ctx, `insert into v1_resource_types (external_id, data, sync_id, discovered_at) values (?, ?, @sync, @at)`, id, []byte(data))
}

func (w *writer) resource(ctx context.Context, kind, id string, data message) {
	w.row(ctx, `insert into v1_resources (resource_type_id, external_id, data, sync_id, discovered_at) values (?, ?, ?, @sync, @at)`,
		kind, kind+":"+id, []byte(data))
}
