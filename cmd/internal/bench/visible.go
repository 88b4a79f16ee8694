package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"coresync/cmd/internal/app"
	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	visibleDevices = 2000                  // that are there before
	visibleEvery   = 10 * time.Millisecond // 100 events a second
	visibleWarmUp  = 100                   // events that don't count
	visibleStep    = 7                     // from device to device, so that none changes again before it was seen
)

// Visible measures how long an append takes to be seen by a reader of the public
// view of assets, at 100 events a second, while the process follows the log with
// all its read models. An event's time runs from when it was due, so one that had
// to wait for others counts in full. Goals: p50 ≤ 8 ms, p99 ≤ 25 ms.
func Visible(ctx context.Context, o Options) ([]Row, error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	random := rand.New(rand.NewPCG(5, 1))
	seed := make([]event.New, visibleDevices)
	for i := range seed {
		seed[i] = observed(random, int64(i+1), 0)
	}
	if err := s.appendTo(ctx, s.Tenant, seed); err != nil {
		return nil, err
	}
	stop, err := s.follow(ctx)
	if err != nil {
		return nil, err
	}
	cpu, cpuPG, began := ownCPU(), s.cpu(), time.Now()
	times, err := s.watch(ctx, random, or(o.Events, 3000)+visibleWarmUp)
	if err := errors.Join(err, stop()); err != nil {
		return nil, err
	}
	row := Row{
		N: len(times), Seconds: time.Since(began).Seconds(), Unit: "ms", AtMost: true,
		CPUProgram: ownCPU() - cpu, CPUPostgres: s.cpu() - cpuPG,
	}
	row.PerSecond = float64(len(times)+visibleWarmUp) / row.Seconds
	slices.Sort(times)
	o.notef("visible: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, most %.1f ms",
		percentile(times, 50), percentile(times, 90), percentile(times, 99), percentile(times, 100))
	p50, p99 := row, row
	p50.Name, p50.Ratio, p50.Goal = "visible_p50", percentile(times, 50), 8
	p99.Name, p99.Ratio, p99.Goal = "visible_p99", percentile(times, 99), 25
	return []Row{p50.judge(), p99.judge()}, nil
}

// percentile is that of sorted times, in milliseconds.
func percentile(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[(len(sorted)-1)*percent/100].Microseconds()) / 1000
}

// follow keeps all read models up to date until stop is called, and returns when
// they stand at the log's head.
func (s *Scratch) follow(ctx context.Context) (stop func() error, err error) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.FollowLog(ctx, app.FollowOptions{}) }()
	stop = func() error {
		cancel()
		return <-done
	}
	head, err := s.Store.Head(ctx, s.Tenant)
	if err == nil {
		err = s.Models.Wait(ctx, s.Tenant, head.Position)
	}
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	return stop, nil
}

// sighting is a change that a reader waits for.
type sighting struct {
	asset uuid.UUID
	name  string
	due   time.Time
}

// watch appends n changes of devices, one each 10 ms, and returns how long each
// took to be seen, without those of the warm-up.
func (s *Scratch) watch(ctx context.Context, random *rand.Rand, n int) ([]time.Duration, error) {
	eyes, err := s.Pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer eyes.Release()
	var appends sync.WaitGroup
	faults := make(chan error, n)
	waiting, began := make(chan sighting, n), time.Now().Add(visibleEvery)
	go func() {
		for i := range n {
			due := began.Add(time.Duration(i) * visibleEvery)
			time.Sleep(time.Until(due))
			id := int64(i)*visibleStep%visibleDevices + 1
			e := observed(random, id, i+1)
			waiting <- sighting{rowid.Device(s.Tenant, connection, id), fmt.Sprintf("WS-%05d-%d", id, i+1), due}
			appends.Go(func() {
				if _, err := s.Store.Append(ctx, eventstore.Append{Tenant: s.Tenant, Actor: "bench", Events: []event.New{e}}); err != nil {
					faults <- err
				}
			})
		}
		appends.Wait()
		close(faults)
	}()
	var times []time.Duration
	for i := range n {
		took, err := s.see(ctx, eyes, <-waiting)
		if err != nil {
			return nil, err
		}
		if i >= visibleWarmUp {
			times = append(times, took)
		}
	}
	return times, <-faults
}

// lookEvery is how long the reader pauses between two looks, and seeWithin how long
// it goes on.
const (
	lookEvery = time.Millisecond
	seeWithin = 10 * time.Second
)

// see looks at the view until it shows the change.
func (s *Scratch) see(ctx context.Context, eyes *pgxpool.Conn, c sighting) (time.Duration, error) {
	for {
		var name string
		err := eyes.QueryRow(ctx, `select name from projection.live_asset_asset where tenant_id = $1 and id = $2`, s.Tenant, c.asset).Scan(&name)
		took := time.Since(c.due)
		switch {
		case err != nil && !errors.Is(err, pgx.ErrNoRows):
			return 0, err
		case name == c.name:
			return took, nil
		case took > seeWithin:
			return 0, fmt.Errorf("the asset %s was not seen within %s", c.name, seeWithin)
		}
		time.Sleep(lookEvery)
	}
}
