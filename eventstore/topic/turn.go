package topic

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// result says how a turn ended.
type result int

const (
	moved   result = iota // the checkpoint is where take says, by us or by others
	nothing               // the log ends at the checkpoint, whatever the hint said
	busy                  // another process has the checkpoint
	failed                // rolled back, to be delivered again
	stopped               // rolled back, since the subscription ends
)

// settleTimeout bounds what follows an ack: moving the checkpoint and committing.
const settleTimeout = 15 * time.Second

// turn is one try to deliver one message of a tenant.
type turn struct {
	s       *subscription
	tenant  uuid.UUID
	head    int64
	attempt int
	ignored bool // set by take: the range held nothing for the consumer
}

// LateAckError says that a handler took longer than AckTimeout. What it had
// written was rolled back.
type LateAckError struct {
	Message string // the message's id
	After   time.Duration
}

func (e *LateAckError) Error() string {
	return fmt.Sprintf("%s: no ack within %s; its transaction was rolled back", e.Message, e.After)
}

// take claims the tenant's checkpoint, delivers a message and settles it. A nack
// is failed without an error: who nacked has told why.
func (t *turn) take(ctx context.Context) (position int64, r result, err error) {
	conn, err := t.s.pool.Acquire(ctx)
	if err != nil {
		return t.ended(ctx, fmt.Errorf("connect for %s: %w", t.s.cfg.Consumer, err))
	}
	held := &held{conn: conn}
	defer held.release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return t.ended(ctx, fmt.Errorf("begin for %s: %w", t.s.cfg.Consumer, err))
	}
	held.tx = tx
	c, ok, err := lock(ctx, tx, t.tenant, t.s.cfg.Consumer, t.head, t.s.limit, t.s.cfg.AsyncCommit)
	if err != nil {
		return t.ended(ctx, err)
	}
	if !ok {
		return t.unlocked(ctx, held)
	}
	if c.to == c.position {
		return c.position, nothing, nil // such as a hint from before a restore
	}
	d := &delivery{tx: tx, rng: Range{
		Tenant: t.tenant, Consumer: t.s.cfg.Consumer, After: c.position, To: c.to,
		AfterRecordedAt: c.recordedAt, ToRecordedAt: c.toAt, Head: max(t.head, c.to), Attempt: t.attempt, State: c.state,
	}}
	return t.deliver(ctx, held, d)
}

// unlocked finds out why there was nothing to lock.
func (t *turn) unlocked(ctx context.Context, h *held) (int64, result, error) {
	position, there, err := look(ctx, h.tx, t.tenant, t.s.cfg.Consumer)
	switch {
	case err != nil:
		return t.ended(ctx, err)
	case !there:
		// In a transaction of its own, or others would wait for this handler to insert theirs.
		h.rollback()
		if err := create(ctx, h.conn, t.tenant, t.s.cfg.Consumer); err != nil {
			return t.ended(ctx, err)
		}
		return 0, moved, nil
	case position >= t.head:
		return position, moved, nil
	}
	return position, busy, nil
}

// ended tells a failure from the end of the subscription.
func (t *turn) ended(ctx context.Context, err error) (int64, result, error) {
	if ctx.Err() != nil {
		return 0, stopped, nil
	}
	return 0, failed, err
}

// deliver hands the message out and waits for its fate.
func (t *turn) deliver(ctx context.Context, h *held, d *delivery) (int64, result, error) {
	msg, err := t.s.make.message(ctx, d)
	if err != nil {
		return t.ended(ctx, err)
	}
	msgCtx, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), deliveryKey, d))
	defer cancel()
	msg.SetContext(msgCtx)

	deadline := time.NewTimer(t.s.cfg.AckTimeout)
	defer deadline.Stop()
	select {
	case t.s.out <- msg:
	case <-ctx.Done():
		return 0, stopped, nil
	case <-deadline.C:
		return 0, failed, fmt.Errorf("%s: nobody took the message within %s", d.rng.id(), t.s.cfg.AckTimeout)
	}
	deadline.Reset(t.s.cfg.AckTimeout)
	switch t.await(ctx, msg, deadline.C) {
	case acked:
		return t.settle(ctx, cancel, d)
	case nacked:
		return 0, failed, nil
	case late:
		h.abandon(cancel, msg)
		return 0, failed, &LateAckError{Message: d.rng.id(), After: t.s.cfg.AckTimeout}
	default:
		h.abandon(cancel, msg)
		t.s.log.Error("closing: the handler did not finish in time; rolled back", "message", d.rng.id())
		t.s.cfg.OnError(&LateAckError{Message: d.rng.id(), After: t.s.cfg.CloseTimeout})
		return 0, stopped, nil
	}
}

// fate is what became of a message that was handed out.
type fate int

const (
	acked fate = iota
	nacked
	late
	aborted // CloseTimeout has passed
)

// await waits for ack or nack, even beyond the end of the subscription, so that a
// handler at work may finish.
func (t *turn) await(ctx context.Context, msg *message.Message, deadline <-chan time.Time) fate {
	ending := ctx.Done()
	var end <-chan time.Time
	for {
		select {
		case <-msg.Acked():
			return acked
		case <-msg.Nacked():
			return nacked
		case <-deadline:
			return late
		case <-ending:
			ending = nil
			grace := time.NewTimer(t.s.cfg.CloseTimeout)
			defer grace.Stop()
			end = grace.C
		case <-end:
			return aborted
		}
	}
}

// settle moves the checkpoint and commits. When the commit's answer is lost,
// nobody knows whether it happened; the next turn reads the checkpoint and knows.
func (t *turn) settle(ctx context.Context, cancel context.CancelFunc, d *delivery) (int64, result, error) {
	settling, stop := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer stop()
	cancel() // the handler is done: what it left running on the context ends now
	if err := move(settling, d); err != nil {
		return 0, failed, err
	}
	if err := d.tx.Commit(settling); err != nil {
		return 0, failed, fmt.Errorf("commit %s: %w", d.rng.id(), err)
	}
	for _, then := range d.committed {
		then()
	}
	t.ignored = d.counted && d.counts.Ignored == d.rng.Events()
	return d.rng.To, moved, nil
}

// held is the connection of a turn, until it is given back or given up.
type held struct {
	conn *pgxpool.Conn
	tx   pgx.Tx
}

func (h *held) rollback() {
	if h.tx == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), settleTimeout)
	defer cancel()
	if err := h.tx.Rollback(ctx); err != nil && !errors.Is(err, pgx.ErrTxClosed) {
		// The server rolls back by itself when the connection ends.
		_ = h.conn.Conn().Close(ctx)
	}
	h.tx = nil
}

// release rolls back what wasn't committed and gives the connection to the pool.
func (h *held) release() {
	if h.conn == nil {
		return
	}
	h.rollback()
	h.conn.Release()
}

// abandonGrace is how long a handler may take to notice that its context is done.
const abandonGrace = time.Second

// abandon ends the transaction of a handler that may still be using it. It first
// takes the context away and waits a moment, since most handlers return then. If
// not, it cuts the connection: a rollback by us would race with the handler's own
// statements, whereas without a connection nothing of it can ever be committed.
func (h *held) abandon(cancel context.CancelFunc, msg *message.Message) {
	cancel()
	grace := time.NewTimer(abandonGrace)
	defer grace.Stop()
	select {
	case <-msg.Acked(): // too late: the decision stands
		return
	case <-msg.Nacked():
		return
	case <-grace.C:
	}
	raw := h.conn.Hijack().PgConn()
	h.conn = nil
	ctx, stop := context.WithTimeout(context.Background(), abandonGrace)
	defer stop()
	_ = raw.CancelRequest(ctx) // ends a statement at work; without one it does nothing
	_ = raw.Conn().Close()     // the server rolls back when it sees the end
}
