package topic

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// maxNotified keeps a payload under the server's limit of 8,000 bytes; one head
// takes at most 36+1+19 and a comma.
const maxNotified = 130

// Notifier tells other processes of commits. NOTIFY takes a lock of the whole
// cluster until its commit is on the disk, so it is not part of the append: it
// comes after, on a connection of its own that does not wait for the disk, and
// commits that come in meanwhile go together in the next one. A Waker has its
// own; a program that only appends makes one alone.
type Notifier struct {
	pool    *pgxpool.Pool
	cfg     WakerConfig
	log     *slog.Logger
	signal  chan struct{} // capacity 1: heads is not empty
	closing chan struct{}
	once    sync.Once
	ended   chan struct{}

	mu    sync.Mutex
	heads map[uuid.UUID]int64
}

// NewNotifier makes a notifier; it connects at the first commit.
func NewNotifier(pool *pgxpool.Pool, cfg WakerConfig) *Notifier {
	cfg.setDefaults()
	n := &Notifier{
		pool: pool, cfg: cfg, log: cfg.Logger,
		signal: make(chan struct{}, 1), closing: make(chan struct{}), ended: make(chan struct{}),
		heads: make(map[uuid.UUID]int64),
	}
	go n.run()
	return n
}

// OnCommit remembers that a log reaches head now and returns at once.
func (n *Notifier) OnCommit(tenant uuid.UUID, head int64) {
	n.mu.Lock()
	n.heads[tenant] = max(n.heads[tenant], head)
	n.mu.Unlock()
	select {
	case n.signal <- struct{}{}:
	default:
	}
}

// Close sends what is left and ends the connection. It may be called more than once.
func (n *Notifier) Close() error {
	n.once.Do(func() { close(n.closing) })
	<-n.ended
	return nil
}

func (n *Notifier) run() {
	defer close(n.ended)
	var conn *pgx.Conn
	defer func() {
		if conn != nil {
			hangUp(conn)
		}
	}()
	for last := false; !last; {
		select {
		case <-n.signal:
		case <-n.closing:
			last = true
		}
		conn = n.flush(conn)
		if !last {
			select {
			case <-time.After(n.cfg.NotifyGap):
			case <-n.closing:
			}
		}
	}
}

// flush sends all that gathered. A failure costs others a poll's delay, not an
// event, so it is told and not repeated.
func (n *Notifier) flush(conn *pgx.Conn) *pgx.Conn {
	for payload := n.gather(); payload != ""; payload = n.gather() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		var err error
		conn, err = n.send(ctx, conn, payload)
		cancel()
		if err != nil {
			n.log.Warn("notify other processes of commits; they will poll", "error", err)
			n.cfg.OnError(err)
			return conn
		}
	}
	return conn
}

func (n *Notifier) send(ctx context.Context, conn *pgx.Conn, payload string) (*pgx.Conn, error) {
	if conn == nil || conn.IsClosed() {
		var err error
		if conn, err = connectLike(ctx, n.pool, "coresync notify"); err != nil {
			return nil, err
		}
	}
	if _, err := conn.Exec(ctx, "select pg_notify($1, $2)", channel, payload); err != nil {
		hangUp(conn)
		return nil, fmt.Errorf("notify: %w", err)
	}
	return conn, nil
}

// gather takes the next payload; empty: nothing is left.
func (n *Notifier) gather() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var b []byte
	taken := 0
	for tenant, head := range n.heads {
		if taken == maxNotified {
			break
		}
		if taken > 0 {
			b = append(b, ',')
		}
		b = append(b, tenant.String()...)
		b = append(b, ':')
		b = strconv.AppendInt(b, head, 10)
		delete(n.heads, tenant)
		taken++
	}
	return string(b)
}

// connectLike makes a connection apart from the pool, with its parameters.
func connectLike(ctx context.Context, pool *pgxpool.Pool, name string) (*pgx.Conn, error) {
	cfg := pool.Config().ConnConfig.Copy()
	cfg.RuntimeParams["application_name"] = name
	cfg.RuntimeParams["synchronous_commit"] = "off"
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("connect as %s: %w", name, err)
	}
	return conn, nil
}
