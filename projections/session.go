package projections

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrRebuilding says that another process is at a model's generations just now. Not
// a fault: ask again later.
var ErrRebuilding = errors.New("a rebuild of this read model is going on already; wait until it has ended")

// session has a model's generations to itself: one at a time makes, promotes or
// drops them. It ends with its connection, so a process that dies frees it.
type session struct {
	engine    *Engine
	live      *Live
	candidate *Live // drives rows that are not live
	owner     *pgxpool.Conn
	key       string
	took      Took
	looked    time.Time // at the live rows
	stands    int64     // where live rows stand that nobody carries

	mu       sync.Mutex
	progress Progress
	listener func(Progress)
}

// Took is how long the parts of a rebuild took, all tenants together.
type Took struct{ Read, Copy, Index, Promote time.Duration }

// session takes a model's generations. Error: ErrRebuilding.
func (e *Engine) session(ctx context.Context, l *Live) (*session, error) {
	if e.cfg.Owner == nil {
		return nil, errors.New("generations: this engine was given no pool of the owner's role")
	}
	owner, err := e.cfg.Owner.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("generations of %s: %w", l.model.Name, err)
	}
	s := &session{
		engine: e, live: l, owner: owner, key: "projection.rebuild/" + l.model.Name,
		// Stage 3 never lags there: a promotion must not let readers go back.
		candidate: &Live{engine: e, model: l.model, feed: newFeed(e, l.model), resolveEvery: -1},
		stands:    -1,
	}
	var locked bool
	err = owner.QueryRow(ctx, `select pg_try_advisory_lock(hashtextextended($1, 0))`, s.key).Scan(&locked)
	if err == nil && !locked {
		err = ErrRebuilding
	}
	if err != nil {
		owner.Release()
		return nil, fmt.Errorf("generations of %s: %w", l.model.Name, err)
	}
	return s, nil
}

// end gives the generations free. Where that can't be told, the connection is
// closed: the lock ends with it.
func (s *session) end() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := s.owner.Exec(ctx, `select pg_advisory_unlock(hashtextextended($1, 0))`, s.key); err != nil {
		_ = s.owner.Conn().Close(ctx)
	}
	s.owner.Release()
}

// tell notes how far it is; a follower of the session hears of it.
func (s *session) tell(change func(p *Progress)) {
	s.mu.Lock()
	change(&s.progress)
	p := s.progress
	s.mu.Unlock()
	if s.listener != nil {
		s.listener(p)
	}
}

func (s *session) step(step string, tenant uuid.UUID) {
	s.tell(func(p *Progress) { p.Step, p.Tenant = step, tenant })
}

// tellEvery is how often a rebuild writes down how far it is.
const tellEvery = 500 * time.Millisecond

// report writes down how far a rebuild is, until the function that it returns is
// called. It is for onlookers: faults are left to the rebuild itself. A rebuild that
// somebody cancelled is stopped.
func (s *session) report(ctx context.Context, run uuid.UUID, stop context.CancelCauseFunc) (end func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(tellEvery)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if n, err := s.save(ctx, run); err == nil && n == 0 {
				stop(errCancelled)
			}
		}
	}()
	return func() {
		close(done)
		<-ended
		if ctx.Err() == nil {
			_, _ = s.save(ctx, run)
		}
	}
}

var errCancelled = errors.New("the rebuild was cancelled")

func (s *session) save(ctx context.Context, run uuid.UUID) (int64, error) {
	s.mu.Lock()
	p := s.progress
	s.mu.Unlock()
	tag, err := s.engine.pool.Exec(ctx, `update projection.rebuilds set step = $2, done = $3, total = $4, updated_at = $5
		where id = $1 and state <> 'ended'`, run, p.Step, p.Done, p.Total, s.engine.cfg.Clock())
	return tag.RowsAffected(), err
}

func (s *session) tenants(ctx context.Context) ([]uuid.UUID, error) {
	rows, err := s.engine.pool.Query(ctx, `select tenant_id from projection.live order by tenant_id`)
	if err != nil {
		return nil, fmt.Errorf("list tenants: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}
