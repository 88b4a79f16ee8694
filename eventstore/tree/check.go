package tree

import (
	"context"
	"errors"
	"fmt"

	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// AheadError says that a head in the data folder covers events that the database
// does not have: an older backup was restored. The log must take no appends, or the
// same positions would come to stand for other events.
type AheadError struct {
	File Head
	Log  eventstore.Head
}

// Reason is what writers are told while the log is read-only.
func (e *AheadError) Reason() string {
	if e.File.Epoch != e.Log.Epoch {
		return fmt.Sprintf("a signed head in the data folder is of epoch %s, which this database has not come to: an older backup was restored. "+
			"Restore a newer one, or give up what is lost with `coresync events fork --reason TEXT`", e.File.Epoch)
	}
	return fmt.Sprintf("a signed head in the data folder covers %d events, this database has %d: an older backup was restored. "+
		"Restore a newer one, or give up what is lost with `coresync events fork --reason TEXT`", e.File.Size, e.Log.Position)
}

func (e *AheadError) Error() string {
	return fmt.Sprintf("tenant %s: %s", e.Log.Tenant, e.Reason())
}

// ContradictionError says that the events in the database are not those that a head
// in the data folder was signed for: somebody changed them, or a restored backup was
// written to before it was compared.
type ContradictionError struct {
	File Head
	Root [hashSize]byte // of as many events of the database
}

// Reason is what writers are told while the log is read-only.
func (e *ContradictionError) Reason() string {
	return fmt.Sprintf("the first %d events of this database are not those that a signed head in the data folder was made of (root %x instead of %x). "+
		"`coresync audit fsck` names the rows that do not fit. Restore a backup that fits, or go on with what is there "+
		"with `coresync events fork --reason TEXT`", e.File.Size, e.Root, e.File.Root)
}

func (e *ContradictionError) Error() string {
	return fmt.Sprintf("tenant %s: %s", e.File.Tenant, e.Reason())
}

// AheadOf compares a head in the data folder with where the log stands; nil when the
// log is as far. A head of another epoch counts as ahead: ask Check, which knows the
// epochs that were left.
func AheadOf(file Head, log eventstore.Head) *AheadError {
	if file.Epoch == log.Epoch && file.Size <= log.Position {
		return nil
	}
	return &AheadError{File: file, Log: log}
}

const selectStanding = `
select t.epoch, coalesce((select position from eventstore.events where tenant_id = $1 order by position desc limit 1), 0),
       exists (select from eventstore.tree_forks where tenant_id = $1 and former_epoch = $2)
from eventstore.tenants t where t.tenant_id = $1`

// Check compares a tenant's log with the newest head in the folder; call it before
// the first append of a process. Errors: *AheadError and *ContradictionError, after
// which the log must be read-only; *HeadError for a head that nobody signed.
func Check(ctx context.Context, q db, folder *Folder, tenant uuid.UUID) error {
	file, ok, err := folder.Newest(tenant)
	if err != nil || !ok {
		return err
	}
	log := eventstore.Head{Tenant: tenant}
	var left bool
	err = q.QueryRow(ctx, selectStanding, tenant, file.Epoch).Scan(&log.Epoch, &log.Position, &left)
	if errors.Is(err, pgx.ErrNoRows) {
		err = eventstore.ErrNoTenant
	}
	if err != nil {
		return fmt.Errorf("compare the log of tenant %s with its heads: %w", tenant, err)
	}
	if left && file.Tenant == tenant && file.Epoch != log.Epoch {
		return nil // also where the key that signed it was lost with the backup
	}
	if err := verifyFile(ctx, q, folder, tenant, file); err != nil {
		return err
	}
	if ahead := AheadOf(file, log); ahead != nil {
		return ahead
	}
	root, err := Root(ctx, q, tenant, file.Size)
	if err != nil {
		return fmt.Errorf("compare the log of tenant %s with its heads: %w", tenant, err)
	}
	if root != file.Root {
		return &ContradictionError{File: file, Root: root}
	}
	return nil
}

// HeadError says that a head in the data folder is not signed by the tenant's key.
type HeadError struct {
	Path  string
	Cause error
}

func (e *HeadError) Error() string {
	return fmt.Sprintf("the newest head in %s is not genuine: %v; compare the file with a copy, then move it away", e.Path, e.Cause)
}

// Unwrap gives the cause.
func (e *HeadError) Unwrap() error { return e.Cause }

// verifyFile checks the signature. A database without a key can't: it is older than
// the first head, and the head is believed.
func verifyFile(ctx context.Context, q db, folder *Folder, tenant uuid.UUID, file Head) error {
	public, ok, err := PublicKey(ctx, q, tenant)
	if err != nil {
		return err
	}
	cause := error(nil)
	if file.Tenant != tenant {
		cause = fmt.Errorf("it is of tenant %s", file.Tenant)
	} else if ok {
		var key string
		if key, err = VerifierKey(tenant, file.Epoch, public); err != nil {
			return err
		}
		_, cause = OpenHead(file.Note, key)
	}
	if cause != nil {
		return &HeadError{Path: folder.Path(tenant), Cause: cause}
	}
	return nil
}
