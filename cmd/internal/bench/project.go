package bench

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/bench/baseline"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// Project measures the live `asset` model over a backlog (60 % new devices, 30 %
// changed ones, 10 % decisions), through its Watermill subscriber, against
// watermill-sql's default adapters with one upsert a message, which drain a tenth.
// Goal: ≥ 8 ×.
func Project(ctx context.Context, o Options) ([]Row, error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	n := or(o.Events, 200_000)
	small := min(20_000, n)
	var tenant uuid.UUID
	row, err := contest{
		name: "project", n: n, baselineN: small, goal: 8, scratch: s,
		prepare: func(ctx context.Context, round int) error {
			if tenant, err = s.newTenant(ctx, fmt.Sprintf("round %d", round)); err != nil {
				return err
			}
			random := rand.New(rand.NewPCG(uint64(round), 3))
			for part := range parts(backlog(tenant, random, n), 5_000) {
				if err := s.appendTo(ctx, tenant, part); err != nil {
					return err
				}
			}
			if err := baseline.UpsertTable(ctx, s.Pool); err != nil {
				return err
			}
			return baseline.Publish(ctx, s.Pool, messages(backlog(tenant, random, small), small))
		},
		baseline: func(ctx context.Context, _ int) error {
			_, err := baseline.Drain(ctx, s.Pool, tenant, small)
			return err
		},
		ours: func(ctx context.Context, _ int) error { return s.drain(ctx, tenant, "asset") },
	}.run(ctx, o)
	return []Row{row}, err
}

// backlog makes n events: six new devices, three changes of earlier ones and one
// decision in each ten.
func backlog(tenant uuid.UUID, random *rand.Rand, n int) iter.Seq[event.New] {
	return func(yield func(event.New) bool) {
		devices := int64(0)
		for i := range n {
			var e event.New
			switch {
			case i%10 < 6:
				devices++
				e = observed(random, devices, 0)
			case i%10 < 9:
				e = observed(random, 1+random.Int64N(devices), i)
			default:
				id := directory.ID(tenant, directory.Assets, fmt.Sprint(random.IntN(n)))
				e = manualAsset(id, fmt.Sprintf("Projector %d", i))
			}
			if !yield(e) {
				return
			}
		}
	}
}

// parts cuts events into appends of so many, so that a backlog is never whole in memory:
// the program keeps within its limit while it is measured.
func parts(events iter.Seq[event.New], size int) iter.Seq[[]event.New] {
	return func(yield func([]event.New) bool) {
		var part []event.New
		for e := range events {
			if part = append(part, e); len(part) == size {
				if !yield(part) {
					return
				}
				part = nil
			}
		}
		if len(part) > 0 {
			yield(part)
		}
	}
}

func messages(events iter.Seq[event.New], n int) []baseline.Message {
	all := make([]baseline.Message, 0, n)
	for e := range events {
		payload, _ := event.Encode(e.Payload)
		all = append(all, baseline.Message{Stream: e.Stream, Payload: payload})
	}
	return all
}

func (s *Scratch) newTenant(ctx context.Context, name string) (uuid.UUID, error) {
	t := eventstore.Tenant{ID: uuid.New(), Name: name}
	return t.ID, s.Store.CreateTenant(ctx, t)
}

func (s *Scratch) appendTo(ctx context.Context, tenant uuid.UUID, events []event.New) error {
	_, err := s.Store.AppendAll(ctx, eventstore.Append{Tenant: tenant, Actor: "bench", Events: events})
	return err
}

// drain follows the log with the named read models until the tenant's are at its head.
func (s *Scratch) drain(ctx context.Context, tenant uuid.UUID, models ...string) error {
	head, err := s.Store.Head(ctx, tenant)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.FollowLog(ctx, app.FollowOptions{Only: models}) }()
	for _, model := range models {
		for at := int64(0); at < head.Position; {
			if at, err = s.checkpoint(ctx, tenant, model); err != nil {
				return err
			}
			select {
			case err := <-done:
				return fmt.Errorf("following the log ended: %w", err)
			case <-time.After(5 * time.Millisecond):
			}
		}
	}
	cancel()
	return <-done
}

// checkpoint is how far a read model has come.
func (s *Scratch) checkpoint(ctx context.Context, tenant uuid.UUID, model string) (at int64, err error) {
	err = s.Pool.QueryRow(ctx, `select coalesce(max(position), 0) from eventstore.checkpoints
		where tenant_id = $1 and consumer like $2 || '/%'`, tenant, model).Scan(&at)
	return at, err
}
