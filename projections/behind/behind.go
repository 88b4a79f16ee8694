// Package behind drives what is made behind the read models: suggestions, inboxes. Such a
// step reads all read models in one snapshot, so it follows where they stand, not the log.
package behind

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Pass brings a tenant to where its read models stand, and tells up to which position
// that was.
type Pass func(ctx context.Context, tenant uuid.UUID) (position int64, err error)

// Follower makes passes where read models moved.
type Follower struct {
	what   string
	make   Pass
	log    *slog.Logger
	settle time.Duration
	signal chan struct{}

	mu    sync.Mutex
	moved map[uuid.UUID]int64 // up to which position, by tenant
}

// NewFollower makes one; what it does stands in the log where it fails. A pass begins when
// settle has gone by since the first news, so that the batches of a sync go together.
func NewFollower(what string, pass Pass, settle time.Duration, log *slog.Logger) *Follower {
	return &Follower{what: what, make: pass, log: log, settle: settle, signal: make(chan struct{}, 1), moved: make(map[uuid.UUID]int64)}
}

// Moved tells that a read model of a tenant stands at a position, or is about to: it may
// be called within the transaction. It never blocks. Position 0: pass once, wherever
// the read models stand.
func (f *Follower) Moved(tenant uuid.UUID, position int64) {
	f.mu.Lock()
	f.moved[tenant] = max(f.moved[tenant], position)
	f.mu.Unlock()
	select {
	case f.signal <- struct{}{}:
	default:
	}
}

// Run makes passes until the context ends. One that fails is logged and made again.
func (f *Follower) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	if !timer.Stop() {
		<-timer.C
	}
	defer timer.Stop()
	var pause time.Duration
	for {
		select {
		case <-f.signal:
		case <-ctx.Done():
			return
		}
		timer.Reset(max(f.settle, pause))
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		start := time.Now()
		f.pass(ctx)
		pause = 2 * time.Since(start) // while a fleet's first sync is worked off, too
	}
}

func (f *Follower) pass(ctx context.Context) {
	f.mu.Lock()
	moved := f.moved
	f.moved = make(map[uuid.UUID]int64)
	f.mu.Unlock()
	for tenant, position := range moved {
		reached, err := f.make(ctx, tenant)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			f.log.ErrorContext(ctx, f.what+"; it is tried again", "tenant", tenant, "error", err)
			f.Moved(tenant, position)
		case reached < position: // the news was not committed when the pass looked
			f.Moved(tenant, position)
		}
	}
}
