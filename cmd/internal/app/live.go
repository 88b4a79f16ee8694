package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"coresync/eventstore/topic"
	"coresync/projections"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
)

const (
	// liveBatch is how many events one transaction of a read model takes at most.
	liveBatch = 1000
	// liveCalm is how long a read model waits for more events after some that were none
	// of its. At 100 observations a second, seven of nine are asked five times less.
	liveCalm = 50 * time.Millisecond
)

// FollowOptions say what a process that follows the log does besides.
type FollowOptions struct {
	// Metrics takes the metrics of the consumers; nil: none.
	Metrics prometheus.Registerer
	// Only names the read models to keep; empty: all, and the log's tree.
	Only []string
	// Started is called when this process wakes its consumers itself. Optional.
	Started func()
}

// FollowLog keeps the read models and the log's tree up to date until the context
// ends: each is a consumer of the log's Watermill topics, one message a range of
// events.
func (a *App) FollowLog(ctx context.Context, o FollowOptions) error {
	waker, err := topic.OpenWaker(ctx, a.db.engine, topic.WakerConfig{Logger: a.Log})
	if err != nil {
		return err
	}
	a.wake.Store(waker)
	defer a.wake.Store(nil)
	router, err := topic.NewRouter(topic.RouterConfig{
		Pool: a.db.engine, Waker: waker, Registry: a.Store.Registry(), Metrics: o.Metrics, Logger: a.Log,
	})
	if err != nil {
		return errors.Join(err, waker.Close())
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	moved, behind := a.followBehind(ctx, o.Only)
	for _, live := range a.Models.Live() {
		if len(o.Only) > 0 && !slices.Contains(o.Only, live.Name()) {
			continue
		}
		err := router.AddRanges(topic.Config{
			Consumer: live.Name(), BatchSize: liveBatch, Calm: liveCalm, AsyncCommit: true, Logger: a.Log,
		}, apply(live, moved))
		if err != nil {
			return errors.Join(err, waker.Close())
		}
	}
	sign := func() {}
	if len(o.Only) == 0 {
		if err := a.followTree(router); err != nil {
			return errors.Join(err, waker.Close())
		}
		sign = a.signHeads(ctx)
	}
	if o.Started != nil {
		o.Started()
	}
	err = router.Run(ctx)
	stop()
	behind()
	sign()
	return errors.Join(err, waker.Close())
}

// apply makes a handler of ranges out of a read model's live driver.
func apply(live *projections.Live, moved func(string, uuid.UUID, int64)) message.NoPublishHandlerFunc {
	return func(msg *message.Message) error {
		ctx := msg.Context()
		r, is := topic.RangeFromContext(ctx)
		tx, has := topic.TxFromContext(ctx)
		if !is || !has {
			return topic.ErrNoDelivery
		}
		n, err := live.Apply(ctx, tx, projections.Range{Tenant: r.Tenant, After: r.After, To: r.To})
		if err != nil {
			return err
		}
		read := min(int64(n), r.Events()) // its own checkpoint may have stood behind
		if err := topic.Report(ctx, topic.Counts{Applied: read, Ignored: r.Events() - read}); err != nil {
			return err
		}
		moved(live.Name(), r.Tenant, r.To)
		return nil
	}
}

// CatchUp returns when all read models of the tenant stand where the log stood at
// the call: by its own work, or that of a process that carries them already.
func (a *App) CatchUp(ctx context.Context, tenant uuid.UUID) error {
	head, err := a.Store.Head(ctx, tenant)
	if err != nil {
		return err
	}
	err = a.Models.CatchUp(ctx, tenant)
	if errors.Is(err, projections.ErrBusy) {
		err = a.Models.Wait(ctx, tenant, head.Position)
	}
	if err != nil {
		return fmt.Errorf("bring the read models up to date: %w", err)
	}
	return nil
}
