package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coresync/adapters/poller"
)

// RSS measures the peak memory of a `coresync serve` that syncs a fleet for the
// first time and then once more with volatile members changed, and brings its read
// models up to date meanwhile; recorded pages and PostgreSQL are in processes of
// their own. Goal: ≤ 300 MiB.
func RSS(ctx context.Context, o Options) ([]Row, error) {
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
	f, err := s.newFleet(ctx, r.Deck, "rss")
	if err != nil {
		return nil, err
	}
	p, err := s.serve(ctx, o)
	if err != nil {
		return nil, err
	}
	row, err := s.syncIn(ctx, o, p, f, r)
	if err := errors.Join(err, p.stop()); err != nil {
		return nil, err
	}
	return []Row{row}, nil
}

// syncIn lets another process sync both tapes.
func (s *Scratch) syncIn(ctx context.Context, o Options, p *process, f fleet, r *recorded) (Row, error) {
	cpu, cpuPG, began := treeCPU(p.pid()), s.cpu(), time.Now()
	row := Row{Name: "rss", N: or(o.Devices, fleetDevices), Unit: "MiB", Goal: 300, AtMost: true}
	for i, tape := range r.tapes {
		r.Insert(tape)
		run, _, err := s.StartSync(ctx, poller.Request{Tenant: f.tenant, Connection: f.connection, Trigger: poller.TriggerManual})
		if err != nil {
			return row, err
		}
		for !run.Ended() {
			if err := p.alive(); err != nil {
				return row, err
			}
			time.Sleep(20 * time.Millisecond)
			if run, err = s.Poller.Run(ctx, f.tenant, run.ID); err != nil {
				return row, err
			}
		}
		if run.State != poller.StateCompleted {
			return row, fmt.Errorf("sync run: %s: %s: %s", run.State, run.Reason, run.Message)
		}
		if err := s.Models.Wait(ctx, f.tenant, run.Position); err != nil {
			return row, err
		}
		peak, err := peakMemory(p.pid())
		if err != nil {
			return row, err
		}
		o.notef("rss: sync %d: %.0f MiB at most so far, after %.1f s", i+1, float64(peak)/(1<<20), time.Since(began).Seconds())
		row.Ratio = float64(peak) / (1 << 20)
	}
	row.Seconds = time.Since(began).Seconds()
	row.PerSecond = float64(len(r.tapes)*row.N) / row.Seconds
	row.CPUProgram, row.CPUPostgres = treeCPU(p.pid())-cpu, s.cpu()-cpuPG
	row.Note = "two syncs and their read models"
	return row.judge(), nil
}
