package topic

import (
	"context"
	"errors"

	"coresync/domain/event"

	"github.com/jackc/pgx/v5"
)

type contextKey int

const (
	deliveryKey contextKey = iota
	savepointKey
)

// delivery is one message in the hands of its handler. Fields below tx are
// written by the handler before its ack and read by the subscriber after it.
type delivery struct {
	tx    pgx.Tx
	rng   Range
	event *event.Recorded // of an event subscriber

	counts    Counts
	counted   bool
	newState  []byte
	committed []func() // what follows the commit
}

func deliveryOf(ctx context.Context) *delivery {
	d, _ := ctx.Value(deliveryKey).(*delivery)
	return d
}

// TxFromContext gives a handler the transaction that its ack will commit. It
// serves for everything but its end: Commit and Rollback return ErrTxOwned, Begin
// makes a savepoint. It must not be used after the ack.
func TxFromContext(ctx context.Context) (pgx.Tx, bool) {
	if tx, ok := ctx.Value(savepointKey).(pgx.Tx); ok {
		return tx, true
	}
	d := deliveryOf(ctx)
	if d == nil {
		return nil, false
	}
	return handlersTx{d.tx}, true
}

// RangeFromContext tells which events a message stands for.
func RangeFromContext(ctx context.Context) (Range, bool) {
	d := deliveryOf(ctx)
	if d == nil {
		return Range{}, false
	}
	return d.rng, true
}

// ErrTxOwned is the answer to a handler that ends the subscriber's transaction.
var ErrTxOwned = errors.New("the transaction belongs to the subscriber: ack to commit, return an error to roll back")

// handlersTx is the transaction without its end, which is the subscriber's: a
// handler that committed would part its writes from the checkpoint.
type handlersTx struct{ pgx.Tx }

func (handlersTx) Commit(context.Context) error { return ErrTxOwned }

func (handlersTx) Rollback(context.Context) error { return ErrTxOwned }
