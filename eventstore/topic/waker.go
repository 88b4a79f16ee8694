package topic

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// WakerConfig says how a process learns of new events. The zero value is usable.
type WakerConfig struct {
	// Poll is the safety net's interval while there is something to do; defaults
	// to 1 s. It doubles with every poll that finds nothing, up to IdlePoll,
	// defaults to 5 s.
	Poll, IdlePoll time.Duration
	// NotifyGap is the least time between two NOTIFY; defaults to 5 ms.
	NotifyGap time.Duration
	// Clock serves the lag in seconds; defaults to time.Now.
	Clock   func() time.Time
	OnError func(error) // told of everything that went wrong, after it was logged
	Logger  *slog.Logger
}

func (c *WakerConfig) setDefaults() {
	setDefault(&c.Poll, time.Second)
	setDefault(&c.IdlePoll, max(5*time.Second, c.Poll))
	setDefault(&c.NotifyGap, 5*time.Millisecond)
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.OnError == nil {
		c.OnError = func(error) {}
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
}

// Waker knows how far each log reaches and wakes the subscribers of this process.
// One connection listens and one look at the heads a poll serve all of them.
type Waker struct {
	pool     *pgxpool.Pool
	cfg      WakerConfig
	notifier *Notifier
	log      *slog.Logger

	stop    context.CancelFunc
	running sync.WaitGroup
	poke    chan struct{} // capacity 1: poll now

	mu        sync.Mutex
	closed    bool
	listening bool
	logs      map[uuid.UUID]*logHead
	subs      map[int16]map[*subscription]struct{} // by partition
	topics    map[int16]bool                       // partitions that have a tenant
	watchers  map[chan struct{}]struct{}
}

// logHead is what is known of one tenant's log.
type logHead struct {
	partition  int16
	position   int64     // newest known, by poll or by hint
	polled     int64     // newest that a poll saw, and when it was recorded:
	recordedAt time.Time // the next poll looks behind it only
}

type checkpointKey struct {
	tenant   uuid.UUID
	consumer string
}

// OpenWaker starts to poll and to listen, with connections made as those of pool.
// The caller closes it.
func OpenWaker(ctx context.Context, pool *pgxpool.Pool, cfg WakerConfig) (*Waker, error) {
	cfg.setDefaults()
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	w := &Waker{
		pool: pool, cfg: cfg, log: cfg.Logger, stop: stop,
		poke: make(chan struct{}, 1),
		logs: make(map[uuid.UUID]*logHead), subs: make(map[int16]map[*subscription]struct{}),
		watchers: make(map[chan struct{}]struct{}),
	}
	if _, err := w.poll(ctx); err != nil {
		stop()
		return nil, fmt.Errorf("start to watch the logs: %w", err)
	}
	w.notifier = NewNotifier(pool, cfg)
	w.running.Go(func() { w.polling(running) })
	w.running.Go(func() { w.listen(running) })
	return w, nil
}

// Close stops polling and listening and sends what is still to notify. Close the
// subscribers first. It may be called more than once.
func (w *Waker) Close() error {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.stop()
	w.running.Wait()
	return w.notifier.Close()
}

// OnCommit tells that a tenant's log reaches head now, after the commit. It wakes
// the subscribers of this process at once and those of others by NOTIFY; it never
// blocks. It is the hook of the store's configuration.
func (w *Waker) OnCommit(tenant uuid.UUID, head int64) {
	w.hint(tenant, head)
	w.notifier.OnCommit(tenant, head)
}

// hint takes notice of a head that was heard of, not looked up.
func (w *Waker) hint(tenant uuid.UUID, head int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	known, ok := w.logs[tenant]
	if !ok {
		w.pokePoll() // a new tenant: a poll tells its topic
		return
	}
	known.position = max(known.position, head)
	for sub := range w.subs[known.partition] {
		sub.reached(tenant, head)
	}
}

func (w *Waker) pokePoll() {
	select {
	case w.poke <- struct{}{}:
	default:
	}
}

// add makes a subscription known; the poll that it asks for tells it where to begin.
func (w *Waker) add(sub *subscription) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return fmt.Errorf("the waker: %w", ErrClosed)
	}
	if w.subs[sub.partition] == nil {
		w.subs[sub.partition] = make(map[*subscription]struct{})
	}
	w.subs[sub.partition][sub] = struct{}{}
	w.pokePoll()
	return nil
}

func (w *Waker) remove(sub *subscription) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.subs[sub.partition], sub)
}

// eachSub calls yield for every subscription; mu is held.
func (w *Waker) eachSub(yield func(*subscription)) {
	for _, subs := range w.subs {
		for sub := range subs {
			yield(sub)
		}
	}
}

// report tells of an error that no caller can be given.
func (w *Waker) report(doing string, err error) {
	w.log.Error(doing, "error", err)
	w.cfg.OnError(fmt.Errorf("%s: %w", doing, err))
}

// Topics lists the topics that have a tenant.
func (w *Waker) Topics() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	partitions := slices.Sorted(maps.Keys(w.topics))
	names := make([]string, len(partitions))
	for i, p := range partitions {
		names[i] = Name(p)
	}
	return names
}

// watchTopics signals when Topics changes, until forget is called.
func (w *Waker) watchTopics() (changed <-chan struct{}, forget func()) {
	ch := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watchers[ch] = struct{}{}
	return ch, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.watchers, ch)
	}
}

// tellWatchers is called with mu held.
func (w *Waker) tellWatchers() {
	for ch := range w.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}
