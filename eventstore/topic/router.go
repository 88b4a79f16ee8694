package topic

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"coresync/domain/event"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/components/metrics"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
)

// RouterConfig says what a router is made of.
type RouterConfig struct {
	Pool     *pgxpool.Pool // required
	Waker    *Waker        // required; the caller closes it after the router
	Registry *event.Registry
	// Publisher appends what handlers of events produce; only those that produce need it.
	Publisher message.Publisher
	// Metrics takes the metrics of Watermill and the lag; nil: none.
	Metrics prometheus.Registerer
	// CloseTimeout is how long Close waits for handlers; defaults to 15 s. It must
	// be longer than that of the subscribers.
	CloseTimeout time.Duration
	Retry        Retry
	Logger       *slog.Logger // defaults to slog.Default()
}

// Retry says how often a handler of events is called again before its message is
// poisoned. All of it happens within one AckTimeout.
type Retry struct {
	Times int           // calls after the first; defaults to 3
	First time.Duration // pause, doubled each time; defaults to 100 ms
}

func (c *RouterConfig) setDefaults() {
	setDefault(&c.CloseTimeout, 15*time.Second)
	setDefault(&c.Retry.Times, 3)
	setDefault(&c.Retry.First, 100*time.Millisecond)
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
}

// Router runs the handlers of a process: each consumer on every topic that has a
// tenant, topics that get their first tenant later included.
type Router struct {
	cfg    RouterConfig
	router *message.Router

	mu        sync.Mutex
	consumers []consumer
	topics    map[string]bool
	running   bool
}

// consumer adds its handler for one topic.
type consumer struct {
	name string
	add  func(handler, topic string)
}

// NewRouter makes a router without consumers.
func NewRouter(cfg RouterConfig) (*Router, error) {
	if cfg.Pool == nil || cfg.Waker == nil {
		return nil, errors.New("router of the log: pool and waker are required")
	}
	cfg.setDefaults()
	inner, err := message.NewRouter(message.RouterConfig{CloseTimeout: cfg.CloseTimeout}, watermill.NewSlogLogger(cfg.Logger))
	if err != nil {
		return nil, fmt.Errorf("router of the log: %w", err)
	}
	inner.AddMiddleware(middleware.Recoverer)
	if cfg.Metrics != nil {
		metrics.NewPrometheusMetricsBuilder(cfg.Metrics, "coresync", "topic").AddPrometheusRouterMetrics(inner)
		if err := cfg.Metrics.Register(&lag{waker: cfg.Waker}); err != nil {
			return nil, fmt.Errorf("router of the log: register the lag: %w", err)
		}
	}
	inner.AddMiddleware(middleware.CorrelationID)
	return &Router{cfg: cfg, router: inner, topics: make(map[string]bool)}, nil
}

// AddRanges adds a consumer of ranges. Its handler is neither retried within its
// transaction nor poisoned: a range is delivered until it succeeds.
func (r *Router) AddRanges(cfg Config, handle message.NoPublishHandlerFunc) error {
	s, err := NewRangeSubscriber(r.cfg.Pool, r.cfg.Waker, cfg)
	if err != nil {
		return err
	}
	return r.addConsumer(consumer{name: cfg.Consumer, add: func(handler, topic string) {
		r.router.AddConsumerHandler(handler, topic, s, handle)
	}})
}

// AddEvents adds a consumer of single events. A handler that fails is called
// again with a clean savepoint; when it goes on failing, the message is moved to
// the poison topic with the reason, unless the fault is the database's or the
// call was cut off, which say nothing about the event. What the handler returns
// is appended in the same transaction.
func (r *Router) AddEvents(cfg Config, handle message.HandlerFunc) error {
	if r.cfg.Registry == nil {
		return fmt.Errorf("consumer %s: a router of events needs a registry", cfg.Consumer)
	}
	s, err := NewEventSubscriber(r.cfg.Pool, r.cfg.Waker, r.cfg.Registry, cfg)
	if err != nil {
		return err
	}
	poison, err := middleware.PoisonQueueWithFilter(NewStockPublisher(r.cfg.Pool, r.cfg.Logger), PoisonTopic, blamesTheEvent)
	if err != nil {
		return fmt.Errorf("consumer %s: %w", cfg.Consumer, err)
	}
	retry := middleware.Retry{
		MaxRetries: r.cfg.Retry.Times, InitialInterval: r.cfg.Retry.First, Multiplier: 2, ResetContextOnRetry: true,
		ShouldRetry: func(p middleware.RetryParams) bool { return blamesTheEvent(p.Err) },
	}
	return r.addConsumer(consumer{name: cfg.Consumer, add: func(handler, topic string) {
		h := r.router.AddHandler(handler, topic, s, topic, r.publisher(), handle)
		h.AddMiddleware(poison, retry.Middleware, middleware.Recoverer, follows(cfg.Consumer), Savepoint)
	}})
}

func (r *Router) addConsumer(c consumer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, there := range r.consumers {
		if there.name == c.name {
			return fmt.Errorf("consumer %s: it is there already", c.name)
		}
	}
	if r.running {
		return fmt.Errorf("consumer %s: add it before the router runs", c.name)
	}
	r.consumers = append(r.consumers, c)
	return nil
}

// Run serves until ctx is done or Close is called, and returns when every handler
// has finished or CloseTimeout has passed.
func (r *Router) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := r.start(); err != nil {
		return err
	}
	changed, forget := r.cfg.Waker.watchTopics()
	defer forget()
	r.serve(r.cfg.Waker.Topics())
	go func() {
		<-ctx.Done()
		r.closing()
	}()
	go r.follow(ctx, changed)
	return r.router.Run(ctx)
}

func (r *Router) start() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.consumers) == 0 {
		return errors.New("the router has no consumer")
	}
	r.running = true
	return nil
}

func (r *Router) closing() {
	if err := r.router.Close(); err != nil {
		r.cfg.Logger.Error("closing the router", "error", err)
	}
}

// serve adds the handlers of topics that are new.
func (r *Router) serve(topics []string) (added bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, topic := range topics {
		if r.topics[topic] {
			continue
		}
		r.topics[topic] = true
		added = true
		for _, c := range r.consumers {
			c.add(c.name+"/"+topic, topic)
		}
	}
	return added
}

// follow serves topics that get their first tenant while the router runs.
func (r *Router) follow(ctx context.Context, changed <-chan struct{}) {
	select {
	case <-r.router.Running():
	case <-ctx.Done():
		return
	}
	for {
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
		if r.router.IsClosed() || !r.serve(r.cfg.Waker.Topics()) {
			continue
		}
		if err := r.router.RunHandlers(ctx); err != nil && !errors.Is(err, ErrClosed) {
			r.cfg.Logger.Error("serving a new topic", "error", err)
		}
	}
}

// Close stops the handlers, see Subscriber.Close. Run returns then.
func (r *Router) Close() error { return r.router.Close() }
