package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coresync/adapters/ninjaone"
	"coresync/domain/connection"
	"coresync/domain/event"
	"coresync/domain/schedule"
	"coresync/eventstore"
	"coresync/eventstore/decide"

	"github.com/google/uuid"
)

// ConnectionCommand says who wants a connection to be saved or removed.
type ConnectionCommand struct {
	Tenant     uuid.UUID
	Connection uuid.UUID
	Actor      string
	// Command is a connection.Save, Remove or Limit.
	Command any
	// Secret is the client secret, which is kept apart from the log; empty: it stays (SET-07).
	Secret string
	// ID makes the command idempotent; zero: it is not repeated.
	ID          uuid.UUID
	Correlation uuid.UUID
	// Version is the one that the person saw; decide.AnyVersion: any.
	Version int64
}

var connectionDecider = decide.Decider[connection.State, any]{Evolve: connection.Evolve, Decide: connection.Decide}

// ChangeConnection carries out a command. The secret is kept once the command was
// found to make sense and before its event is seen, so that whoever sees the event
// finds the secret.
func (a *App) ChangeConnection(ctx context.Context, c ConnectionCommand) (eventstore.Appended, error) {
	state, err := a.connectionState(ctx, c.Tenant, c.Connection)
	if err != nil {
		return eventstore.Appended{}, err
	}
	if save, is := c.Command.(connection.Save); is {
		save.Settings.Connection = c.Connection
		c.Command = save
	}
	if _, err := connection.Decide(state, c.Command); err != nil {
		return eventstore.Appended{}, err
	}
	if c.Secret != "" {
		if err := a.putCredential(ctx, c.Tenant, c.Connection, credentialSecret, []byte(c.Secret), c.Actor); err != nil {
			return eventstore.Appended{}, err
		}
	}
	request := decide.Request[any]{
		Tenant: c.Tenant, Stream: event.ConnectionStream(c.Connection), Actor: c.Actor, Command: c.Command,
		ID: c.ID, Correlation: c.Correlation, Version: c.Version,
	}
	if remove, is := c.Command.(connection.Remove); is {
		if request.Also, err = a.released(ctx, c.Tenant, c.Connection, remove.Assets); err != nil {
			return eventstore.Appended{}, err
		}
	}
	done, err := decide.Handle(ctx, a.Store, connectionDecider, request)
	if err != nil {
		return done, err
	}
	if _, saved := c.Command.(connection.Save); saved && !state.Exists() {
		return done, a.setAccessSchedule(ctx, c.Tenant, c.Connection, schedule.Hourly, time.Now())
	}
	if c.Secret != "" {
		return done, a.hasten(ctx, c.Tenant, c.Connection)
	}
	if _, removed := c.Command.(connection.Remove); removed {
		return done, a.clear(ctx, c)
	}
	return done, nil
}

// Connect adds a connection and returns its id.
func (a *App) Connect(ctx context.Context, tenant uuid.UUID, settings connection.Settings, secret, actor string) (uuid.UUID, error) {
	id := uuid.New()
	_, err := a.ChangeConnection(ctx, ConnectionCommand{
		Tenant: tenant, Connection: id, Actor: actor, Command: connection.Save{Settings: settings}, Secret: secret,
		Version: decide.AnyVersion,
	})
	return id, err
}

func (a *App) connectionState(ctx context.Context, tenant, id uuid.UUID) (connection.State, error) {
	return a.connectionStateAt(ctx, tenant, id, 0)
}

// connectionStateAt is what it was at a position of the log; 0: now.
func (a *App) connectionStateAt(ctx context.Context, tenant, id uuid.UUID, position int64) (connection.State, error) {
	var state connection.State
	err := a.Store.Read(ctx, tenant, eventstore.Query{Streams: []string{event.ConnectionStream(id)}, To: position}, func(e event.Recorded) error {
		payload, err := a.Store.Registry().Decode(e)
		state = connection.Evolve(state, payload)
		return err
	})
	return state, err
}

// connectionSettings are the present settings of a connection that exists. Error:
// ninjaone.ErrNotConnected.
func (a *App) connectionSettings(ctx context.Context, tenant, id uuid.UUID) (connection.Settings, error) {
	state, err := a.connectionState(ctx, tenant, id)
	if err == nil && !state.Exists() {
		err = fmt.Errorf("connection %s: %w", id, ninjaone.ErrNotConnected)
	}
	return state.Settings, err
}

// ConnectionIDs lists the connections that were not removed, in order of id.
func (a *App) ConnectionIDs(ctx context.Context, tenant uuid.UUID) ([]uuid.UUID, error) {
	var ids []uuid.UUID
	err := a.Store.EachStream(ctx, tenant, "connection/", func(h eventstore.StreamHead) error {
		id, err := uuid.Parse(strings.TrimPrefix(h.Stream, "connection/"))
		if err != nil {
			return fmt.Errorf("the stream %s has no id in its name: %w", h.Stream, err)
		}
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	living := ids[:0]
	for _, id := range ids {
		state, err := a.connectionState(ctx, tenant, id)
		if err != nil {
			return nil, err
		}
		if state.Exists() {
			living = append(living, id)
		}
	}
	return living, nil
}

// Connection is the connection that a verb works on: the one that was named, or
// the only one.
func (a *App) Connection(ctx context.Context, tenant uuid.UUID, named string) (uuid.UUID, error) {
	if named != "" {
		id, err := uuid.Parse(named)
		if err != nil {
			return id, fmt.Errorf("%q is no connection's id; see `coresync connection list`", named)
		}
		_, err = a.connectionSettings(ctx, tenant, id)
		return id, err
	}
	ids, err := a.ConnectionIDs(ctx, tenant)
	switch {
	case err != nil:
		return uuid.Nil, err
	case len(ids) == 0:
		return uuid.Nil, fmt.Errorf("%w: add a connection with `coresync connection add`", ninjaone.ErrNotConnected)
	case len(ids) > 1:
		return uuid.Nil, fmt.Errorf("there are %d connections; choose one with --connection", len(ids))
	}
	return ids[0], nil
}
