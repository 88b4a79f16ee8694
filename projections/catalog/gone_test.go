package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/eventstore/storetest"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
)

// outage is a server that goes away while a chosen event is being read, and the read
// model that reads it.
type outage struct {
	*projectiontest.Bundle
	t       *testing.T
	server  *pgtest.Instance
	end     func(*pgtest.Instance, testing.TB)
	conn    uuid.UUID
	at      atomic.Int64 // the position whose reading waits; 0: none
	poison  atomic.Int64 // the position that can't be read; 0: none
	reached chan struct{}
	gone    chan struct{}
	told    chan string // what the follower says to the operator
}

// TestADatabaseThatIsGoneForAMinuteBlamesNoEvent: the server is stopped, or crashes, in
// the midst of a batch. What was at work says so, tries again, and goes on afterwards;
// no event is taken for the cause.
func TestADatabaseThatIsGoneForAMinuteBlamesNoEvent(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*pgtest.Instance, testing.TB){
		"stopped": (*pgtest.Instance).Stop,
		"crashed": (*pgtest.Instance).Kill,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := endangered(t, end)
			o.duringLiveProjection()
			o.duringARebuild()
			o.duringARetry()
		})
	}
}

func endangered(t *testing.T, end func(*pgtest.Instance, testing.TB)) *outage {
	o := &outage{
		t: t, server: pgtest.Server(t, pgtest.Durable()), end: end, conn: uuid.New(),
		reached: make(chan struct{}), gone: make(chan struct{}), told: make(chan string, 1000),
	}
	models := catalog.Models()
	m := models[slices.IndexFunc(models, func(m *projections.Model) bool { return m.Name == asset.Name })]
	decode := m.Decode
	m.Decode = func(r *rules.Set, e *projections.Event, payload []byte) (any, error) {
		if o.at.CompareAndSwap(e.Position, 0) {
			o.reached <- struct{}{}
			<-o.gone
		}
		if e.Position == o.poison.Load() {
			return nil, errors.New("a bug")
		}
		return decode(r, e, payload)
	}
	o.Bundle = projectiontest.NewOn(t, o.server, models...)
	var err error
	o.Engine, err = projections.New(o.Pool, projections.Config{
		Registry: event.Catalog(), Models: models, Clock: o.Clock.Now, Owner: o.Owner,
		LiveFirst: -1, Poll: 20 * time.Millisecond, Logger: slog.New(slog.NewTextHandler(tells(o.told), nil)),
	})
	require.NoError(t, err)
	follow(t, o.Bundle)
	return o
}

// tells hands each line on, and drops what nobody has room for.
type tells chan string

func (c tells) Write(line []byte) (int, error) {
	select {
	case c <- string(line):
	default:
	}
	return len(line), nil
}

// away ends the server while the armed event is being read, and starts it a minute
// later, when meanwhile has been tried without it.
func (o *outage) away(meanwhile func()) {
	o.t.Helper()
	o.receive(o.reached, "the event was never read")
	o.end(o.server, o.t)
	o.gone <- struct{}{}
	meanwhile()
	o.Clock.Advance(time.Minute)
	o.server.Start(o.t)
	for _, pool := range []*pgxpool.Pool{o.Pool, o.Owner, o.Store.Pool()} { // what the test itself asks next meets no dead connection
		pool.Reset()
	}
}

func (o *outage) receive(c chan struct{}, otherwise string) {
	o.t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		o.t.Fatal(otherwise)
	}
}

// complaints waits until the follower has said so often that it will try again.
func (o *outage) complaints(n int) {
	o.t.Helper()
	limit := time.After(time.Minute)
	for n > 0 {
		select {
		case line := <-o.told:
			if strings.Contains(line, "will try again") {
				n--
			}
		case <-limit:
			o.t.Fatal("the follower says nothing")
		}
	}
}

func (o *outage) duringLiveProjection() {
	o.at.Store(300)
	o.append(400, "PC")
	o.away(func() { o.complaints(5) })
	o.blamesNobody(400)
}

func (o *outage) duringARebuild() {
	run, err := o.Engine.Begin(o.t.Context(), projections.Order{Model: asset.Name, Tenant: o.A, Long: true, Actor: "test"})
	require.NoError(o.t, err)
	o.at.Store(300)
	failed := make(chan error, 1)
	go func() {
		_, _, _, err := o.Engine.Step(o.t.Context(), run.ID, nil)
		failed <- err
	}()
	o.away(func() {
		require.Error(o.t, <-failed)
		_, _, _, err = o.Engine.Step(o.t.Context(), run.ID, nil)
		require.Error(o.t, err, "nor can it be gone on with yet")
		o.complaints(5)
	})
	run = drive(o.t, o.process(), run)
	o.blamesNobody(400)
	_, err = o.process().Promote(o.t.Context(), projections.Promotion{Tenant: o.A, Accept: true})
	require.NoError(o.t, err)
	o.append(400, "NAS")
	o.blamesNobody(800)
}

// duringARetry has a row that is blocked for a reason; the outage is no attempt at it.
func (o *outage) duringARetry() {
	const poison = 801
	o.poison.Store(poison)
	o.append(1, "poison")
	o.reaches(poison)
	before := o.ledger()
	require.Len(o.t, before, 1)
	o.at.Store(poison)
	failed := make(chan error, 1)
	go func() {
		_, err := o.Engine.Repair(o.t.Context(), o.A, asset.Name)
		failed <- err
	}()
	o.away(func() { require.Error(o.t, <-failed) })
	o.reaches(poison) // once more, where the crash took the last batch
	require.Equal(o.t, before, o.ledger())
	o.poison.Store(0)
	done, err := o.Engine.Repair(o.t.Context(), o.A, asset.Name)
	require.NoError(o.t, err)
	require.EqualValues(o.t, 1, done.Unblocked)
}

func (o *outage) append(n int64, name string) {
	events := make([]event.New, 0, n)
	for id := range n {
		events = append(events, observed(o.conn, id+1, fmt.Sprint(name, "-", id)))
	}
	_, err := o.Reopen(o.t).Append(o.t.Context(), storetest.Write(o.A, events...)) // by another process
	require.NoError(o.t, err)
}

// process is another process on the same database, begun after the outage.
func (o *outage) process() *projections.Engine {
	e, err := projections.New(o.DB.Pool(postgres.RoleEngine), projections.Config{
		Registry: event.Catalog(), Models: catalog.Models(), Clock: o.Clock.Now,
		Owner: o.DB.Pool(postgres.RoleOwner), LiveFirst: -1, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(o.t, err)
	return e
}

// reaches waits until the follower, which lived through it all, is at a position.
func (o *outage) reaches(position int64) *projections.Engine {
	o.t.Helper()
	e := o.process()
	ctx, cancel := context.WithTimeout(o.t.Context(), time.Minute)
	defer cancel()
	require.NoError(o.t, e.Wait(ctx, o.A, position))
	return e
}

func (o *outage) blamesNobody(position int64) {
	o.t.Helper()
	e := o.reaches(position)
	require.Empty(o.t, o.ledger())
	all, err := e.Status(o.t.Context(), o.A)
	require.NoError(o.t, err)
	for _, s := range all {
		require.Equal(o.t, []int64{position, 0}, []int64{s.Position, s.Failed}, s.Model)
	}
	o.Agree(o.t, e, o.A)
}

// ledger holds each blocked row of all generations with what is counted of it.
func (o *outage) ledger() []string {
	o.t.Helper()
	rows, err := o.DB.Pool("").Query(o.t.Context(), `select concat_ws(' ', consumer, table_name, row_id, position, error, later, attempts) from projection.blocked order by 1`)
	require.NoError(o.t, err)
	defer rows.Close()
	var all []string
	for rows.Next() {
		var row string
		require.NoError(o.t, rows.Scan(&row))
		all = append(all, row)
	}
	require.NoError(o.t, rows.Err())
	return all
}
