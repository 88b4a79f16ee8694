package demo

import (
	"context"
	"fmt"
	"time"

	"coresync/adapters/ninjasim"
	"coresync/adapters/poller"
	"coresync/cmd/internal/app"
	"coresync/domain/connection"
	"coresync/eventstore/decide"

	"github.com/google/uuid"
)

// Options say how large the simulated world is.
type Options struct {
	Devices, Orgs int
	Seed          uint64
	// Watch is told of the sync's progress; nil: nobody.
	Watch func(poller.Progress)
}

// Summary is what the first sync did: the five headline numbers of SYN-05 to
// SYN-09 and those that make them add up.
type Summary struct {
	DevicesFound           int   `json:"devices_found"`
	AssetsCreated          int   `json:"assets_created"`
	AssetsUpdated          int   `json:"assets_updated"`
	OrganizationsMatched   int   `json:"organizations_matched"`
	OrganizationsUnmatched int   `json:"organizations_unmatched"`
	Unchanged              int   `json:"unchanged"`
	Skipped                int   `json:"skipped"`
	Failed                 int   `json:"failed"`
	Missing                int   `json:"missing"`
	PresenceChanged        int   `json:"presence_changed"`
	EventsAppended         int   `json:"events_appended"`
	Position               int64 `json:"position"`
}

// Demo is a Coresync that is connected to a simulator of its own.
type Demo struct {
	App        *app.App
	Sim        *Simulated
	Tenant     uuid.UUID
	Connection uuid.UUID

	options Options
	again   bool // the folder had a demo before
}

// Start starts the simulator, fills the directory and connects. On a data folder
// that had a demo before, it goes on with that one's connection.
func Start(ctx context.Context, a *app.App, o Options) (*Demo, error) {
	sim, err := Simulate(ninjasim.Config{Devices: o.Devices, Orgs: o.Orgs, Seed: o.Seed, RealTimeTokens: true})
	if err != nil {
		return nil, err
	}
	// Devices were in contact a moment ago, not on the day when the simulator's time begins.
	sim.Advance(time.Since(sim.Now()))
	d := &Demo{App: a, Sim: sim, options: o}
	if err := d.connect(ctx); err != nil {
		_ = sim.Close() // the first error is the one to tell
		return nil, err
	}
	return d, nil
}

func (d *Demo) connect(ctx context.Context) (err error) {
	if d.Tenant, err = d.App.Tenant(ctx); err != nil {
		return err
	}
	if err := importDirectory(ctx, d.App, d.Tenant, d.Sim.Customers()); err != nil {
		return fmt.Errorf("fill the directory: %w", err)
	}
	ids, err := d.App.ConnectionIDs(ctx, d.Tenant)
	if err != nil {
		return err
	}
	// On a folder that had a demo before, the simulator listens on another port.
	d.Connection = uuid.New()
	if len(ids) > 0 {
		d.Connection, d.again = ids[0], true
	} else if err := d.plan(ctx); err != nil {
		return err
	}
	_, err = d.App.ChangeConnection(ctx, app.ConnectionCommand{
		Tenant: d.Tenant, Connection: d.Connection, Actor: "demo", Secret: ninjasim.DefaultClientSecret,
		Version: decide.AnyVersion, Command: connection.Save{Settings: connection.Settings{
			Name: "Simulated NinjaOne", Region: connection.Simulator, BaseURL: d.Sim.URL,
			Grant: "client_credentials", ClientID: ninjasim.DefaultClientID,
		}},
	})
	return err
}

// plan sets the policies, for which the customers must be there.
func (d *Demo) plan(ctx context.Context) error {
	if err := d.App.CatchUp(ctx, d.Tenant); err != nil {
		return err
	}
	return setPolicies(ctx, d.App, d.Tenant)
}

// Sync syncs once and waits for the read models.
func (d *Demo) Sync(ctx context.Context) (Summary, error) {
	run, _, err := d.App.Sync(ctx, poller.Request{
		Tenant: d.Tenant, Connection: d.Connection, Trigger: poller.TriggerManual,
	}, d.options.Watch)
	if err != nil {
		return Summary{}, err
	}
	if run.State != poller.StateCompleted {
		return Summary{}, fmt.Errorf("sync run %s: %s: %s", run.ID, run.Reason, run.Message)
	}
	matched, unmatched, err := d.App.Matched(ctx, d.Tenant, d.Connection)
	if err != nil {
		return Summary{}, err
	}
	n := run.Counts
	return Summary{
		DevicesFound: n.Found, AssetsCreated: n.Created, AssetsUpdated: n.Changed,
		OrganizationsMatched: matched, OrganizationsUnmatched: unmatched,
		Unchanged: n.Unchanged, Skipped: n.Skipped, Failed: n.Failed, Missing: n.Missing,
		PresenceChanged: n.PresenceChanged, EventsAppended: n.EventsAppended, Position: run.Position,
	}, nil
}

// Close ends the simulator.
func (d *Demo) Close() error { return d.Sim.Close() }
