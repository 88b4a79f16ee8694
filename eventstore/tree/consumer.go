package tree

import (
	"context"
	"time"

	"coresync/eventstore/topic"

	"github.com/ThreeDotsLabs/watermill/message"
)

// BatchSize is a good number of events a range: only hashes are read of them.
const BatchSize = 5000

// Handle is the consumer: a handler of range messages of package topic, in whose
// transaction it adds the range to the tree and signs a head when one is due.
// Subscribe it under the name Consumer with BatchSize, and without AsyncCommit: a
// published head must not cover an event that a crash can still lose.
func (n *Notary) Handle(msg *message.Message) error {
	ctx := msg.Context()
	r, ok := topic.RangeFromContext(ctx)
	tx, inTx := topic.TxFromContext(ctx)
	if !ok || !inTx {
		return topic.ErrNoDelivery
	}
	state, err := Integrate(ctx, tx, Range{
		Tenant: r.Tenant, After: r.After, To: r.To, Since: r.AfterRecordedAt, Until: r.ToRecordedAt,
	}, r.State)
	if err != nil {
		return err
	}
	if err := topic.SetState(ctx, state.Encode()); err != nil {
		return err
	}
	_, _, err = n.SignIfDue(ctx, tx, r.Tenant, state)
	return err
}

// Run signs what is left over and brings new heads to the folder, every minute and
// once more at the end, until ctx is done. What goes wrong is told to report and
// tried again; where a folder's head is not of the log, that is Check's answer.
func (n *Notary) Run(ctx context.Context, folder *Folder, report func(error)) {
	tick := time.NewTicker(n.cfg.Every)
	defer tick.Stop()
	for {
		n.round(ctx, folder, report)
		select {
		case <-tick.C:
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			n.round(last, folder, report)
			return
		}
	}
}

func (n *Notary) round(ctx context.Context, folder *Folder, report func(error)) {
	tell := func(err error) {
		if ctx.Err() == nil {
			report(err)
		}
	}
	if _, err := n.Sweep(ctx); err != nil {
		tell(err)
	}
	PublishAll(ctx, n.pool, folder, tell)
}
