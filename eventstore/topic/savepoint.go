package topic

import (
	"context"
	"errors"
	"fmt"

	"github.com/ThreeDotsLabs/watermill/message"
)

// Savepoint is a middleware that gives each call of the handler a savepoint. It
// belongs innermost, under Retry and PoisonQueue: an SQL error aborts the
// transaction, so without it a second attempt in the same transaction would fail
// whatever it did, and the poisoned message could not be written either. When the
// handler fails or panics, what it wrote is undone; the rest of the transaction
// lives on.
func Savepoint(next message.HandlerFunc) message.HandlerFunc {
	return func(msg *message.Message) (produced []*message.Message, err error) {
		outer := msg.Context()
		tx, ok := TxFromContext(outer)
		if !ok {
			return nil, fmt.Errorf("savepoint for message %s: %w", msg.UUID, ErrNoDelivery)
		}
		savepoint, err := tx.Begin(outer)
		if err != nil {
			return nil, fmt.Errorf("savepoint for message %s: %w", msg.UUID, err)
		}
		msg.SetContext(context.WithValue(outer, savepointKey, handlersTx{savepoint}))
		kept, d := false, deliveryOf(outer)
		then := len(d.committed)
		defer func() {
			msg.SetContext(outer)
			if !kept { // also when the handler panics, which goes on upwards
				d.committed = d.committed[:then]
				err = errors.Join(err, savepoint.Rollback(context.WithoutCancel(outer)))
			}
		}()
		if produced, err = next(msg); err != nil {
			return nil, err
		}
		if err := savepoint.Commit(outer); err != nil {
			return nil, fmt.Errorf("release the savepoint for message %s: %w", msg.UUID, err)
		}
		kept = true
		return produced, nil
	}
}
