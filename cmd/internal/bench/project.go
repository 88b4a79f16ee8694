package bench

import (
	"context"
	"fmt"
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
			if err := s.appendTo(ctx, tenant, backlog(tenant, random, n)); err != nil {
				return err
			}
			if err := baseline.UpsertTable(ctx, s.Pool); err != nil {
				return err
			}
			return baseline.Publish(ctx, s.Pool, messages(backlog(tenant, random, small)))
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
func backlog(tenant uuid.UUID, random *rand.Rand, n int) []event.New {
	events := make([]event.New, 0, n)
	devices := int64(0)
	for i := range n {
		switch {
		case i%10 < 6:
			devices++
			events = append(events, observed(random, devices, 0))
		case i%10 < 9:
			events = append(events, observed(random, 1+random.Int64N(devices), i))
		default:
			id := directory.ID(tenant, directory.Assets, fmt.Sprint(random.IntN(n)))
			events = append(events, manualAsset(id, fmt.Sprintf("Projector %d", i)))
		}
	}
	return events
}

func messages(events []event.New) []baseline.Message {
	all := make([]baseline.Message, len(events))
	for i, e := range events {
		payload, _ := event.Encode(e.Payload)
		all[i] = baseline.Message{Stream: e.Stream, Payload: payload}
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
