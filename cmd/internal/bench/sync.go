package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/cmd/internal/bench/baseline"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// fleetDevices is the size of the fleet of the rows that name one.
const fleetDevices = 100_000

// recorded is a fleet whose pages were recorded twice: between the tapes the
// simulator's time moved, so that the volatile members of every device differ.
type recorded struct {
	*Deck
	tapes [2]*Tape
}

func record(ctx context.Context, o Options) (*recorded, error) {
	deck, err := OpenDeck()
	if err != nil {
		return nil, err
	}
	n := or(o.Devices, fleetDevices)
	sim := ninjasim.New(ninjasim.Config{Devices: n, Orgs: max(n/250, 5), RealTimeTokens: true})
	r := &recorded{Deck: deck}
	for i := range r.tapes {
		if r.tapes[i], err = deck.Record(ctx, sim); err != nil {
			return nil, errors.Join(err, deck.Close())
		}
		sim.Advance(2 * time.Hour)
	}
	o.notef("recorded %d devices, %d pages, %.0f MB, twice", n, len(r.tapes[0].paths), float64(r.tapes[0].bytes)/1e6)
	return r, nil
}

// fleet is a tenant with a connection to the deck.
type fleet struct {
	tenant, connection uuid.UUID
}

func (s *Scratch) newFleet(ctx context.Context, deck *Deck, name string) (f fleet, err error) {
	if f.tenant, err = s.newTenant(ctx, name); err != nil {
		return f, err
	}
	f.connection, err = s.Connect(ctx, f.tenant, event.ConnectionAdded{
		Name: name, Region: "Simulator", BaseURL: deck.URL, Grant: "client_credentials", ClientID: ninjasim.DefaultClientID,
	}, ninjasim.DefaultClientSecret, "bench")
	return f, err
}

// sync runs a sync from the request to SyncCompleted.
func (s *Scratch) sync(ctx context.Context, f fleet) (poller.Run, error) {
	run, _, err := s.StartSync(ctx, poller.Request{Tenant: f.tenant, Connection: f.connection, Trigger: poller.TriggerManual})
	if err != nil {
		return run, err
	}
	if run, err = s.Poller.Drive(ctx, f.tenant, run.ID); err != nil {
		return run, err
	}
	if run.State != poller.StateCompleted {
		return run, fmt.Errorf("sync run: %s: %s: %s", run.State, run.Reason, run.Message)
	}
	return run, nil
}

// observations counts the device observations behind a position.
func (s *Scratch) observations(ctx context.Context, tenant uuid.UUID, after int64) (n int, err error) {
	err = s.Store.Read(ctx, tenant, eventstore.Query{After: after, Types: []event.Type{"DeviceObserved"}}, func(event.Recorded) error {
		n++
		return nil
	})
	return n, err
}

// Sync measures the first sync of a fleet and one that finds nothing changed but
// volatile members, from the request to SyncCompleted, against download and struct
// decode of the same pages. Goals: ≥ 0.5 × and ≥ 0.8 ×.
func Sync(ctx context.Context, o Options) ([]Row, error) {
	r, err := record(ctx, o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	first, err := s.syncFirst(ctx, o, r)
	if err != nil {
		return nil, err
	}
	unchanged, err := s.syncUnchanged(ctx, o, r)
	return []Row{first, unchanged}, err
}

func (s *Scratch) syncFirst(ctx context.Context, o Options, r *recorded) (Row, error) {
	n := or(o.Devices, fleetDevices)
	var f fleet
	row, err := contest{
		name: "sync_first", n: n, goal: 0.5, scratch: s,
		prepare: func(ctx context.Context, round int) (err error) {
			f, err = s.newFleet(ctx, r.Deck, fmt.Sprintf("first %d", round))
			return err
		},
		baseline: func(ctx context.Context, _ int) error { return r.download(ctx, r.tapes[0]) },
		ours: func(ctx context.Context, _ int) error {
			r.Insert(r.tapes[0])
			run, err := s.sync(ctx, f)
			if err == nil && run.Counts.Created != n {
				err = fmt.Errorf("the first sync created %d of %d devices", run.Counts.Created, n)
			}
			return err
		},
	}.run(ctx, o)
	if err != nil {
		return row, err
	}
	err = s.noteBound(ctx, f.tenant, &row)
	return row, err
}

func (s *Scratch) syncUnchanged(ctx context.Context, o Options, r *recorded) (Row, error) {
	f, err := s.newFleet(ctx, r.Deck, "unchanged")
	if err != nil {
		return Row{}, err
	}
	// The rounds begin with the second tape; this is what it is compared with.
	r.Insert(r.tapes[0])
	run, err := s.sync(ctx, f)
	if err != nil {
		return Row{}, err
	}
	before := run.Position
	row, err := contest{
		name: "sync_unchanged", n: or(o.Devices, fleetDevices), goal: 0.8, scratch: s,
		baseline: func(ctx context.Context, round int) error { return r.download(ctx, r.tapes[(round+1)%2]) },
		ours: func(ctx context.Context, round int) error {
			r.Insert(r.tapes[(round+1)%2])
			run, err = s.sync(ctx, f)
			return err
		},
	}.run(ctx, o)
	if err != nil {
		return row, err
	}
	switch n, err := s.observations(ctx, f.tenant, before); {
	case err != nil:
		return row, err
	case n > 0:
		return row, fmt.Errorf("syncs that found nothing changed appended %d device observations", n)
	}
	row.Note = fmt.Sprintf("no DeviceObserved; %d presence changes in the last round", run.Counts.PresenceChanged)
	return row, nil
}

// download is the baseline: the same pages, got and decoded.
func (r *recorded) download(ctx context.Context, t *Tape) error {
	r.Insert(t)
	rows, err := baseline.Download(ctx, r.URL, t.paths)
	if err == nil && rows == 0 {
		err = errors.New("the recorded pages hold no rows")
	}
	return err
}
