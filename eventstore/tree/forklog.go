package tree

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// ErrNoReason is the answer to a fork without a reason.
var ErrNoReason = errors.New("a fork needs a reason, for those who read the log later")

// ForkLog lets a log go on as another one: in one transaction it gets a new epoch,
// takes appends again, remembers that its former epoch was left (and the one of the
// newest head in the folder, where that is another), and says so by an event. The
// caller gives Tenant and Reason; the answer has the rest. Errors: ErrNoReason,
// eventstore.ErrNoTenant.
func ForkLog(ctx context.Context, store *eventstore.Store, folder *Folder, f Fork, actor string) (Fork, error) {
	if f.Reason == "" {
		return f, ErrNoReason
	}
	f.Epoch, f.At = uuid.New(), store.Now()
	file, known, err := folder.Newest(f.Tenant)
	if err != nil {
		return f, err
	}
	var done eventstore.Appended
	err = pgx.BeginFunc(ctx, store.Pool(), func(tx pgx.Tx) error {
		former, err := store.NewEpoch(ctx, tx, f.Tenant, f.Epoch)
		if err != nil {
			return err
		}
		f.Former, f.Position = former.Epoch, former.Position
		if err := RecordFork(ctx, tx, f); err != nil {
			return err
		}
		if known && file.Epoch != f.Former {
			lost := f
			lost.Former = file.Epoch // forked before, in a database that was restored away
			if err := RecordFork(ctx, tx, lost); err != nil {
				return err
			}
		}
		done, err = store.AppendTx(ctx, tx, eventstore.Append{Tenant: f.Tenant, Actor: actor, Events: []event.New{{
			Stream:  event.LogStream,
			Payload: &event.LogForked{FormerEpoch: f.Former, Epoch: f.Epoch, Position: f.Position, Reason: f.Reason},
		}}})
		return err
	})
	if err != nil {
		return f, fmt.Errorf("fork the log of tenant %s: %w", f.Tenant, err)
	}
	store.Committed(done)
	return f, nil
}
