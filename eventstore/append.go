package eventstore

import (
	"context"
	"fmt"
	"iter"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Append implements Log. When ctx ends before the answer is there, the append may
// still be committed; repeat it with the same id to learn.
func (s *Store) Append(ctx context.Context, a Append) (Appended, error) {
	p, err := s.prepare(ctx, a)
	if err != nil {
		return Appended{}, err
	}
	wait, err := s.submit(ctx, p)
	if err != nil {
		return Appended{}, err
	}
	return wait()
}

// submit hands a prepared append to its group; wait gives the answer.
func (s *Store) submit(ctx context.Context, p *prepared) (wait func() (Appended, error), err error) {
	if len(p.rows) == 0 {
		return func() (Appended, error) { return s.nothing(ctx, p.req.Tenant) }, nil
	}
	if err := s.partitions.ensure(ctx, s.pool, s.cfg.Clock()); err != nil {
		return nil, err
	}
	ready := s.enqueue(ctx, p)
	return func() (Appended, error) {
		select {
		case <-ready:
			return p.done, p.err
		case <-ctx.Done():
			return Appended{}, fmt.Errorf("append %d events: %w", len(p.rows), ctx.Err())
		}
	}, nil
}

// Prepared is an append with everything done that needs no lock: sealed, encoded and
// hashed. It is appended at most once.
type Prepared struct{ p *prepared }

// Prepare does what of an AppendTx needs no transaction, so that it can be done while
// the one before is written. Errors as Append, save those of versions and of the log.
func (s *Store) Prepare(ctx context.Context, a Append) (*Prepared, error) {
	p, err := s.prepare(ctx, a)
	if err != nil {
		return nil, err
	}
	return &Prepared{p}, nil
}

// AppendTx implements Log.
func (s *Store) AppendTx(ctx context.Context, tx pgx.Tx, a Append) (Appended, error) {
	p, err := s.Prepare(ctx, a)
	if err != nil {
		return Appended{}, err
	}
	return s.AppendPrepared(ctx, tx, p)
}

// AppendPrepared is the rest of an AppendTx.
func (s *Store) AppendPrepared(ctx context.Context, tx pgx.Tx, of *Prepared) (Appended, error) {
	p := of.p
	if len(p.rows) == 0 {
		return s.nothing(ctx, p.req.Tenant)
	}
	if err := s.partitions.ensure(ctx, s.pool, s.cfg.Clock()); err != nil {
		return Appended{}, err
	}
	if err := s.write(ctx, tx, p.req.Tenant, []*prepared{p}); err != nil {
		return Appended{}, err
	}
	return p.done, p.err
}

// AppendAll appends any number of events in chunks of at most MaxChunk events or
// MaxChunkBytes payload, each in a transaction of its own, so that commands get
// their turn between them. The chunks' append ids are derived from a.ID, so the
// whole may be repeated after a crash. Expectations are checked in the chunk
// where a stream first appears. The answer covers all chunks; on an error it
// covers those before.
//
// While a chunk is written, the next one is sealed, encoded and hashed.
func (s *Store) AppendAll(ctx context.Context, a Append) (Appended, error) {
	all := Appended{Tenant: a.Tenant, Versions: make(map[string]int64), Replayed: true}
	wait := func() (Appended, error) { return Appended{Replayed: true}, nil }
	for part := range chunks(a) {
		p, err := s.prepare(ctx, part)
		done, before := wait()
		if before != nil {
			return all, before
		}
		all.merge(done)
		if err == nil {
			wait, err = s.submit(ctx, p)
		}
		if err != nil {
			return all, err
		}
	}
	done, err := wait()
	if err == nil {
		all.merge(done)
	}
	return all, err
}

// chunks cuts a request into requests that fit into a transaction each.
func chunks(a Append) iter.Seq[Append] {
	return func(yield func(Append) bool) {
		met := make(map[string]bool)
		for n, rest := 0, a.Events; len(rest) > 0; n++ {
			size := chunkLen(rest)
			part := a
			part.Events, rest = rest[:size], rest[size:]
			part.Expect = make(map[string]Expected)
			for _, e := range part.Events {
				if want, ok := a.Expect[e.Stream]; ok && !met[e.Stream] {
					part.Expect[e.Stream], met[e.Stream] = want, true
				}
			}
			if a.ID != uuid.Nil {
				part.ID = uuid.NewSHA1(a.ID, fmt.Appendf(nil, "chunk %d", n))
			}
			if !yield(part) {
				return
			}
		}
	}
}

func (a *Appended) merge(b Appended) {
	if a.First == 0 {
		a.First = b.First
	}
	a.Last, a.RecordedAt, a.Epoch = b.Last, b.RecordedAt, b.Epoch
	a.Replayed = a.Replayed && b.Replayed
	for stream, version := range b.Versions {
		a.Versions[stream] = version
	}
}

// chunkLen tells how many of the events fit into one transaction. Sizes are
// estimated: sealing adds a little.
func chunkLen(events []event.New) int {
	bytes := 0
	for n, e := range events {
		bytes += event.EstimatedSize(e.Payload)
		if n > 0 && (bytes > MaxChunkBytes || n == MaxChunk) {
			return n
		}
	}
	return len(events)
}

// nothing answers an append without events.
func (s *Store) nothing(ctx context.Context, tenant uuid.UUID) (Appended, error) {
	head, err := s.Head(ctx, tenant)
	if err != nil {
		return Appended{}, err
	}
	return Appended{Tenant: tenant, Versions: map[string]int64{}, RecordedAt: head.RecordedAt, Epoch: head.Epoch}, nil
}
