package projections

import (
	"context"
	"fmt"
	"sync"
	"time"

	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// feed hands ranges to a model and reads ahead: while one range is written, the
// next one is read and decoded. What is in the log never changes, so reading
// ahead outside the transaction is safe.
type feed struct {
	engine *Engine
	model  *Model
	// preload reads the rows that a batch concerns; nil: they are not live ones.
	preload func(ctx context.Context, conn *pgxpool.Conn, b *batch) *preloaded

	mu      sync.Mutex
	pending map[uuid.UUID]*fetch
}

func newFeed(e *Engine, m *Model) *feed {
	return &feed{engine: e, model: m, pending: make(map[uuid.UUID]*fetch)}
}

// fetch is a range that is being read ahead.
type fetch struct {
	Range
	rules   *rules.Set
	cancel  context.CancelFunc
	started chan struct{} // closed when it has a connection
	done    chan struct{}
	batch   *batch
	err     error
}

func (f *feed) decoder(set *rules.Set) decoder { return decoder{f.model, f.engine.registry, set} }

// take returns the batch of a range: what was read ahead if it is that range, or
// read on db, the caller's own connection. It never waits for a connection of the
// pool, which holders of transactions that wait for each other could exhaust.
func (f *feed) take(ctx context.Context, db querier, set *rules.Set, r Range, since time.Time) (*batch, error) {
	f.mu.Lock()
	x := f.pending[r.Tenant]
	delete(f.pending, r.Tenant)
	f.mu.Unlock()
	if x != nil {
		defer x.cancel()
		if x.Range == r && x.rules == set && x.arrived(ctx) {
			return x.batch, nil
		}
	}
	return f.decoder(set).read(ctx, db, r, since)
}

// arrived waits for a fetch that is under way.
func (x *fetch) arrived(ctx context.Context) bool {
	select {
	case <-x.started:
	default:
		return false
	}
	select {
	case <-x.done:
		return x.err == nil
	case <-ctx.Done():
		return false
	}
}

// readAheadFor bounds a reading ahead, which nobody may ask for in the end.
const readAheadFor = 20 * time.Second

// ahead begins to read a range that will be asked for next.
func (f *feed) ahead(ctx context.Context, set *rules.Set, r Range, since time.Time) {
	if r.To <= r.After {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, readAheadFor)
	x := &fetch{Range: r, rules: set, cancel: cancel, started: make(chan struct{}), done: make(chan struct{})}
	f.mu.Lock()
	if old := f.pending[r.Tenant]; old != nil {
		old.cancel()
	}
	f.pending[r.Tenant] = x
	f.mu.Unlock()
	f.engine.wg.Go(func() {
		defer cancel()
		defer close(x.done)
		conn, err := f.engine.pool.Acquire(ctx)
		if err != nil {
			x.err = fmt.Errorf("read ahead: %w", err)
			return
		}
		defer conn.Release()
		close(x.started)
		x.batch, x.err = f.decoder(set).read(ctx, conn, r, since)
		if x.err == nil && f.preload != nil {
			x.batch.rows = f.preload(ctx, conn, x.batch)
		}
	})
}
