package suggestion

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Follower makes passes where read models moved.
type Follower struct {
	keeper *Keeper
	log    *slog.Logger
	settle time.Duration
	signal chan struct{}

	mu    sync.Mutex
	moved map[uuid.UUID]int64 // up to which position, by tenant
}

// NewFollower makes one. A pass begins when settle has gone by since the first news, so
// that the batches of a sync are matched together.
func NewFollower(k *Keeper, settle time.Duration, log *slog.Logger) *Follower {
	return &Follower{keeper: k, log: log, settle: settle, signal: make(chan struct{}, 1), moved: make(map[uuid.UUID]int64)}
}

// Moved tells that a read model of a tenant stands at a position, or is about to: it may
// be called within the transaction. It never blocks. Position 0: match once, wherever
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
func (f *Follower) Run(ctx context.Context) error {
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
			return nil
		}
		timer.Reset(max(f.settle, pause))
		select {
		case <-timer.C:
		case <-ctx.Done():
			return nil
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
		p, err := f.keeper.CatchUp(ctx, tenant)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			f.log.ErrorContext(ctx, "match people; it is tried again", "tenant", tenant, "error", err)
			f.Moved(tenant, position)
		case p.Position < position: // the news was not committed when the pass looked
			f.Moved(tenant, position)
		case p.Written > 0:
			f.log.DebugContext(ctx, "people were matched", "tenant", tenant,
				"customers", p.Customers, "devices", p.Devices, "written", p.Written, "position", p.Position)
		}
	}
}
