package bench

import (
	"context"
	"errors"
	"fmt"

	"coresync/cmd/internal/bench/baseline"
	"coresync/cmd/internal/memory"
	"coresync/projections"
	"coresync/projections/asset"
)

// Rebuild measures a rebuild of `asset`, until its new tables are live: with a long
// history against a short one of the same fleet (goal: ≤ 1.3 × the time), and
// against reading the snapshots that it reads (goal: ≤ 2 ×); and a rebuild of
// everything over a log of millions of events, see rebuildAll.
func Rebuild(ctx context.Context, o Options) (rows []Row, err error) {
	defer memory.Generous()() // as the verb has it
	short, err := newHistory(ctx, o, shortHistory)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, short.Close()) }()
	long, err := newHistory(ctx, o, longHistory)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, long.Close()) }()
	history, err := contest{
		name: "rebuild_history", n: long.devices, goal: 1.3, atMost: true, scratch: long.Scratch,
		baseline: func(ctx context.Context, _ int) error { return short.rebuild(ctx, o) },
		ours:     func(ctx context.Context, _ int) error { return long.rebuild(ctx, o) },
	}.run(ctx, o)
	if err != nil {
		return nil, err
	}
	history.Note = fmt.Sprintf("%d entries a device against %d", longHistory, shortHistory)
	reading, err := contest{
		name: "rebuild_reading", n: long.devices, goal: 2, atMost: true, scratch: long.Scratch,
		baseline: func(ctx context.Context, _ int) error { return long.readNewest(ctx) },
		ours:     func(ctx context.Context, _ int) error { return long.rebuild(ctx, o) },
	}.run(ctx, o)
	if err != nil {
		return nil, err
	}
	whole, err := rebuildAll(ctx, o)
	return append([]Row{history, reading}, whole...), err
}

// AsOf measures the fleet as of the middle of a long history against reading the
// snapshots of that moment. Goal: ≤ 1.5 × the time.
func AsOf(ctx context.Context, o Options) (rows []Row, err error) {
	defer memory.Generous()() // as the verb has it
	h, err := newHistory(ctx, o, longHistory)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	row, err := contest{
		name: "asof_fleet", n: h.devices, goal: 1.5, atMost: true, scratch: h.Scratch,
		baseline: func(ctx context.Context, _ int) error {
			n, err := baseline.ReadSnapshotsAt(ctx, h.Pool, h.Tenant, h.middle)
			return h.enough(n, err)
		},
		ours: func(ctx context.Context, _ int) error {
			past, err := h.Models.AsOf(ctx, h.Tenant, projections.Moment{Position: h.middle}, asset.Name)
			if err != nil {
				return err
			}
			return h.enough(len(projections.PastRows[asset.Row](past, asset.Name, asset.Name)), nil)
		},
	}.run(ctx, o)
	return []Row{row}, err
}

func (h *history) readNewest(ctx context.Context) error {
	n, err := baseline.ReadSnapshots(ctx, h.Pool, h.Tenant)
	return h.enough(n, err)
}

func (h *history) rebuild(ctx context.Context, o Options) error {
	done, err := h.Models.Rebuild(ctx, projections.RebuildOptions{Model: asset.Name})
	if err != nil {
		return err
	}
	o.notef("  rebuilt: read %.2f s, copy %.2f s, index %.2f s, promote %.2f s",
		done.Read.Seconds(), done.Copy.Seconds(), done.Index.Seconds(), done.Promote.Seconds())
	if len(done.Tenants) != 1 || done.Tenants[0].State.Blocked > 0 {
		return fmt.Errorf("a rebuild of one tenant's log gave %+v", done.Tenants)
	}
	return h.enough(int(done.Tenants[0].Rows), nil)
}

// enough refuses a side that read or made less than the fleet.
func (h *history) enough(n int, err error) error {
	if err == nil && n < h.devices {
		err = fmt.Errorf("%d rows of %d devices", n, h.devices)
	}
	return err
}
