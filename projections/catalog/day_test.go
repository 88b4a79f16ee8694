package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/mapping"
	"coresync/projections/projectiontest"
	"coresync/projections/query"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// day is a day on which rules change while everything goes on.
type day struct {
	*projectiontest.Bundle
	t        *testing.T
	conn     uuid.UUID
	devices  int64
	failures chan error
	reads    atomic.Int64
	stop     context.CancelFunc
	wg       sync.WaitGroup
}

const dayDevices = 20_000

// TestADayOnWhichRulesChangeAndNothingStops: a reader hammers, a poller appends, rules
// go through plan, rebuild, diff, promote and rollback, and whoever does it is killed at
// each step in turn. No read fails or goes back, and the past stays what it was.
func TestADayOnWhichRulesChangeAndNothingStops(t *testing.T) {
	t.Parallel()
	d := &day{Bundle: projectiontest.New(t, catalog.Models()...), t: t, conn: uuid.New(), devices: dayDevices, failures: make(chan error, 10)}
	if testing.Short() {
		d.devices = 1000
	}
	d.begin()
	morning, err := d.Head(t.Context(), d.A)
	require.NoError(t, err)
	before := d.digests(morning.Position)

	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.wg.Go(func() { d.note(d.Engine.Follow(ctx)) })
	d.wg.Go(func() { d.read(ctx) })
	d.wg.Go(func() { d.poll(ctx) })
	defer d.end()

	version := adopt(t, d.Bundle, draft(t, `{"matching": {"legal_forms": []}, "asset": {"show_pending": true, "status_follows_connectivity": false}}`))
	for _, model := range []string{asset.Name, mapping.Name} {
		plan, err := d.Engine.Plan(t.Context(), projections.Order{Model: model, Tenant: d.A})
		require.NoError(t, err)
		require.Equal(t, version, plan.Rules)
		d.rebuild(model)
		_, err = d.Engine.Diff(t.Context(), d.A, model, 5)
		require.NoError(t, err)
	}
	d.killed("promote", func(e *projections.Engine) error {
		_, err := e.Promote(t.Context(), projections.Promotion{Tenant: d.A, Accept: true})
		return err
	}, func() bool { return d.live(asset.Name).Rules == version })
	require.Equal(t, version, d.live(mapping.Name).Rules, "both in one release")
	require.Equal(t, d.live(asset.Name).Release, d.live(mapping.Name).Release)
	d.killed("rollback", func(e *projections.Engine) error {
		_, err := e.Rollback(t.Context(), projections.Promotion{Tenant: d.A})
		return err
	}, func() bool { return d.live(asset.Name).Rules == "1" })

	require.Equal(t, before, d.digests(morning.Position), "the morning is what it was")
	d.end()
	require.Eventually(t, func() bool { // the server may not have noticed yet that the follower is gone
		err := d.Engine.CatchUp(t.Context(), d.A)
		d.note(ignore(err, projections.ErrBusy))
		return err == nil
	}, time.Minute, 10*time.Millisecond)
	d.Agree(t, d.Engine, d.A)
	require.Greater(t, d.reads.Load(), int64(50))
	t.Logf("%d reads", d.reads.Load())
}

func ignore(err, harmless error) error {
	if errors.Is(err, harmless) {
		return nil
	}
	return err
}

func (d *day) begin() {
	for id := int64(1); id <= d.devices; {
		var page []event.New
		for ; len(page) < 500 && id <= d.devices; id++ {
			page = append(page, machine(d.conn, id, []string{"MAC", "WINDOWS_WORKSTATION"}[id%2]))
		}
		d.Append(page...)
	}
	d.Project()
}

func (d *day) live(model string) projections.Status { return liveOf(d.t, d.Bundle, d.A, model) }

func (d *day) digests(at int64) map[string]map[string]projections.TableState {
	all := make(map[string]map[string]projections.TableState)
	for _, model := range []string{asset.Name, mapping.Name} {
		var err error
		all[model], err = d.Engine.Digests(d.t.Context(), d.A, model, projections.Moment{Position: at}, false)
		require.NoError(d.t, err)
	}
	return all
}

func (d *day) note(err error) {
	if err != nil {
		select {
		case d.failures <- err:
		default:
		}
	}
}

// read lists assets again and again; the position never goes back.
func (d *day) read(ctx context.Context) {
	last := int64(0)
	for ctx.Err() == nil {
		err := projections.Read(ctx, d.Pool, d.A, d.Clock.Now(), func(r *projections.Reading) error {
			if _, err := asset.List(ctx, r, asset.Filter{}, query.Page{Limit: 20}); err != nil {
				return err
			}
			at := r.Standing(asset.Models()...).Position
			if at < last {
				return fmt.Errorf("a read went back from %d to %d", last, at)
			}
			last = at
			return nil
		})
		if err != nil && ctx.Err() == nil {
			d.note(err)
			return
		}
		d.reads.Add(1)
	}
}

// poll appends changes, each page when the read models have the one before.
func (d *day) poll(ctx context.Context) {
	for round := int64(0); ctx.Err() == nil; round++ {
		var page []event.New
		for i := range int64(20) {
			page = append(page, machine(d.conn, 1+(round*20+i)%d.devices, "NMS_SWITCH"))
		}
		done := d.Append(page...)
		d.Engine.Wake()
		if err := d.Engine.Wait(ctx, d.A, done.Last); err != nil && ctx.Err() == nil {
			d.note(err)
			return
		}
	}
}

func (d *day) end() {
	d.stop()
	d.wg.Wait()
	select {
	case err := <-d.failures:
		require.NoError(d.t, err)
	default:
	}
}

// rebuild is killed at its first, second, third … word, each time in another process.
func (d *day) rebuild(model string) {
	run, err := d.Engine.Begin(d.t.Context(), projections.Order{Model: model, Tenant: d.A, Actor: "test"})
	require.NoError(d.t, err)
	for n := 1; run.State == projections.Building; n += 3 {
		ctx, kill := context.WithCancel(d.t.Context())
		told := 0
		next, _, _, err := d.process().Step(ctx, run.ID, func(projections.Progress) {
			if told++; told == n {
				kill()
			}
		})
		kill()
		if err != nil {
			require.ErrorIs(d.t, err, context.Canceled)
			continue
		}
		run = next
	}
}

// process is another process on the same database.
func (d *day) process() *projections.Engine {
	e, err := projections.New(d.Pool, projections.Config{
		Registry: event.Catalog(), Models: catalog.Models(), Clock: d.Clock.Now, Owner: d.Owner, LiveFirst: -1, Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(d.t, err)
	return e
}

// killed runs a verb in processes whose connections break after more and more writes,
// until it is done: by one that was heard of, or by one that was not.
func (d *day) killed(name string, verb func(*projections.Engine) error, done func() bool) {
	cut := 0
	for n := 1; !done(); n += 5 {
		require.Less(d.t, n, 500, "%s never ends", name)
		fault := &projectiontest.Fault{}
		pool := fault.Pool(d.t, d.DB.URL)
		e, err := projections.New(pool, projections.Config{
			Registry: event.Catalog(), Models: catalog.Models(), Clock: d.Clock.Now, Owner: d.Owner, LiveFirst: -1, Logger: slog.New(slog.DiscardHandler),
		})
		require.NoError(d.t, err)
		fault.Arm(n, n%2 == 0)
		if err = verb(e); err != nil {
			cut++
			var refused *domain.Error
			if errors.As(err, &refused) {
				require.Equal(d.t, domain.CodeUnavailable, refused.Code, "%s: %v", name, err)
			}
		}
		pool.Close()
	}
	require.Positive(d.t, cut, "%s was never killed", name)
}
