package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"coresync/cmd/internal/bench/baseline"
	"coresync/domain/event"
	"coresync/projections"
)

const (
	allEvents  = 5_000_000 // of the log that everything is made anew from
	tenth      = 10        // of it is the short history
	replayed   = 20        // the plain replay does one in so many events
	allParties = 400       // organizations and customers
)

// wholeModels are the read models that are made anew; the cells of the reports are part of asset.
var wholeModels = []string{"asset", "mapping"}

// rebuildAll measures the rebuild of asset, reports and mapping, one after the other:
// its time (goal: ≤ 15 s for 5,000,000 events of 100,000 devices), against the time
// with a tenth of that history (≤ 1.3 ×), and against a plain replay of a twentieth
// of the events with batched upserts (≥ 10 ×, scaled).
func rebuildAll(ctx context.Context, o Options) (rows []Row, err error) {
	length := lengthFor(or(o.Events, allEvents), or(o.Devices, fleetDevices))
	short, err := newWhole(ctx, o, max(length/tenth, shortHistory))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, short.Close()) }()
	long, err := newWhole(ctx, o, length)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, long.Close()) }()
	history, err := contest{
		name: "rebuild_all_history", n: long.devices, goal: 1.3, atMost: true, scratch: long.Scratch,
		baseline: func(ctx context.Context, _ int) error { return short.rebuildWhole(ctx, o) },
		ours:     func(ctx context.Context, _ int) error { return long.rebuildWhole(ctx, o) },
	}.run(ctx, o)
	if err != nil {
		return nil, err
	}
	history.Note = fmt.Sprintf("%d events against %d", long.events, short.events)
	whole := Row{
		Name: "rebuild_all", N: history.N, Seconds: history.Seconds, PerSecond: float64(long.events) / history.Seconds,
		Ratio: history.Seconds, Unit: "s", Goal: 15, AtMost: true, CPUProgram: history.CPUProgram, CPUPostgres: history.CPUPostgres,
		Note: fmt.Sprintf("asset with the cells of the reports, and mapping, over %d events", long.events),
	}.judge()
	part := max(int(long.events)/replayed, 1)
	replay, err := contest{
		name: "rebuild_all_replay", n: int(long.events), baselineN: part, goal: 10, scratch: long.Scratch,
		prepare: func(ctx context.Context, _ int) error { return baseline.UpsertTable(ctx, long.Pool) },
		baseline: func(ctx context.Context, _ int) error {
			return baseline.Replay(ctx, long.Pool, long.Tenant, int64(part))
		},
		ours: func(ctx context.Context, _ int) error { return long.rebuildWhole(ctx, o) },
	}.run(ctx, o)
	replay.Note = fmt.Sprintf("the plain replay of %d events fills one table", part)
	return []Row{whole, history, replay}, err
}

// lengthFor is how long a history is that has at least so many events.
func lengthFor(events, devices int) int {
	// Eighteen steps give sixteen entries a device, and half of a decision.
	more := float64(events)/float64(devices) - shortHistory
	return shortHistory + max(int(math.Ceil(more*historySteps/(longHistory-shortHistory-1.5))), 0)
}

// newWhole is a history with organizations and customers.
func newWhole(ctx context.Context, o Options, length int) (*history, error) {
	h, err := newHistory(ctx, o, length)
	if err != nil {
		return nil, err
	}
	if err := h.parties(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("fill a log: %w", err), h.Close())
	}
	head, err := h.Store.Head(ctx, h.Tenant)
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	h.events = head.Position
	return h, nil
}

func (h *history) parties(ctx context.Context) error {
	w := together(namedWorkspaces(allParties), allParties)
	var events []event.New
	for _, c := range w.customers {
		events = append(events, event.New{Stream: event.CustomerStream(c.ID), OccurredAt: benchEpoch, Payload: &event.CustomerRecorded{
			ID: c.ID, ExternalID: c.ID.String(), Name: c.Name,
		}})
	}
	for i, one := range w.organizations {
		id := int64(i + 1)
		organization, err := json.Marshal(map[string]any{"id": id, "name": one.Name})
		if err != nil {
			return err
		}
		events = append(events, event.New{Stream: event.OrganizationStream(connection, id), OccurredAt: benchEpoch, Payload: &event.OrgObserved{
			Connection: connection, OrganizationID: id, Organization: organization,
		}})
	}
	return h.appendTo(ctx, h.Tenant, events)
}

func (h *history) rebuildWhole(ctx context.Context, o Options) error {
	for _, model := range wholeModels {
		done, err := h.Models.Rebuild(ctx, projections.RebuildOptions{Model: model})
		if err != nil {
			return err
		}
		o.notef("  rebuilt %s: read %.2f s, copy %.2f s, index %.2f s, promote %.2f s", model,
			done.Read.Seconds(), done.Copy.Seconds(), done.Index.Seconds(), done.Promote.Seconds())
		if len(done.Tenants) != 1 || done.Tenants[0].State.Blocked > 0 {
			return fmt.Errorf("a rebuild of %s of one tenant's log gave %+v", model, done.Tenants)
		}
	}
	return nil
}
