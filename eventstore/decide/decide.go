// Package decide is the short way of a command: load a stream, decide, append,
// all expecting that nobody else decided in between.
package decide

import (
	"context"
	"errors"
	"fmt"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// Decider is the pure heart of a command: Evolve folds events into what the
// decision needs to know, Decide turns a command into payloads. Neither reads a
// clock, a table or the network.
type Decider[State, Command any] struct {
	Evolve func(State, event.Payload) State
	Decide func(State, Command) ([]event.Payload, error)
}

// Request says who wants what of which stream.
type Request[Command any] struct {
	Tenant  uuid.UUID
	Stream  string
	Actor   string
	Command Command
	// ID makes the command idempotent; zero: it is not repeated.
	ID uuid.UUID
	// Version is the stream's version that the person saw; negative: any. Where it
	// is given and not the present one, the command fails and is not retried.
	Version int64
	// Also are events of other streams that belong to the decision: they are appended
	// with it, and not where it changes nothing.
	Also []event.New
	// Correlation ties what was done in one go together; zero: none.
	Correlation uuid.UUID
}

// AnyVersion is the Version of a request that does not care.
const AnyVersion = -1

// attempts bounds how often a command that does not name a version is decided
// anew after somebody else was quicker.
const attempts = 5

// pageSize is how many events of a stream are loaded at once.
const pageSize = 1000

// Log is what commands need of the store.
type Log interface {
	eventstore.Log
	// Lookup finds the append that an earlier attempt made.
	Lookup(ctx context.Context, tenant, appendID uuid.UUID) (eventstore.Appended, bool, error)
	Registry() *event.Registry
}

// Handle runs a command. Errors: the decider's own, and those of eventstore.Log.Append.
func Handle[S, C any](ctx context.Context, log Log, d Decider[S, C], r Request[C]) (eventstore.Appended, error) {
	if r.ID != uuid.Nil {
		if done, found, err := log.Lookup(ctx, r.Tenant, r.ID); found || err != nil {
			return done, err
		}
	}
	for attempt := 1; ; attempt++ {
		done, err := handleOnce(ctx, log, d, r)
		var conflict *eventstore.VersionConflictError
		if errors.As(err, &conflict) && r.Version < 0 && attempt < attempts {
			continue
		}
		return done, err
	}
}

func handleOnce[S, C any](ctx context.Context, log Log, d Decider[S, C], r Request[C]) (eventstore.Appended, error) {
	state, version, err := load(ctx, log, d, r)
	if err != nil {
		return eventstore.Appended{}, err
	}
	if r.Version >= 0 && r.Version != version {
		return eventstore.Appended{}, &eventstore.VersionConflictError{
			Stream: r.Stream, Want: eventstore.Exact(r.Version), Got: version,
		}
	}
	payloads, err := d.Decide(state, r.Command)
	if err != nil {
		return eventstore.Appended{}, err
	}
	a := eventstore.Append{
		Tenant: r.Tenant, ID: r.ID, Actor: r.Actor, CorrelationID: r.Correlation,
		Expect: map[string]eventstore.Expected{r.Stream: eventstore.Exact(version)},
	}
	for _, p := range payloads {
		a.Events = append(a.Events, event.New{Stream: r.Stream, Payload: p})
	}
	if len(payloads) > 0 {
		a.Events = append(a.Events, r.Also...)
	}
	return log.Append(ctx, a)
}

func load[S, C any](ctx context.Context, log Log, d Decider[S, C], r Request[C]) (state S, version int64, err error) {
	for {
		events, err := log.ReadStream(ctx, r.Tenant, r.Stream, version, pageSize)
		if err != nil {
			return state, 0, err
		}
		for _, e := range events {
			payload, err := log.Registry().Decode(e)
			if err != nil {
				return state, 0, fmt.Errorf("load %s: %w", r.Stream, err)
			}
			state, version = d.Evolve(state, payload), e.Version
		}
		if len(events) < pageSize {
			return state, version, nil
		}
	}
}
