// Package bench measures what the program promises, each time against a baseline
// in the same run: the machine's own speed drifts, a ratio stays.
//
// A baseline does the same job in the plainest way that is still well done. It
// gets the same rows, bytes, batch size, indexes, compression and durability.
// Runs interleave, baseline first, after a warm-up; the median of the ratios counts.
package bench

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"
)

// Options are what an operator may choose.
type Options struct {
	Devices int // size of the fleet; 0: the row's default
	Events  int // size of a backlog; 0: the row's default
	Rounds  int // interleaved rounds after the warm-up; 0: 5
	// Idle is how long a process with nothing to do is watched; 0: 30 s.
	Idle time.Duration
	// Program is the command line of coresync, for the rows that watch a process of
	// its own; empty: this program.
	Program []string
	// Goals replace goals, by the name of their row.
	Goals map[string]float64
	// Profile is the file that gets a CPU profile of the last round of ours; empty: none.
	Profile string
	Note    io.Writer
}

func (o Options) rounds() int {
	if o.Rounds > 0 {
		return o.Rounds
	}
	return 5
}

func (o Options) notef(format string, args ...any) {
	if o.Note != nil {
		fmt.Fprintf(o.Note, format+"\n", args...)
	}
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Row is one measurement.
type Row struct {
	Name      string  `json:"name"`
	N         int     `json:"n"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"per_second"`
	// Baseline is the baseline's rate in the unit of PerSecond; 0 where the goal is absolute.
	Baseline float64 `json:"baseline"`
	// Ratio is ours over the baseline's rate; where the goal is absolute, the measured value.
	Ratio float64 `json:"ratio"`
	Unit  string  `json:"unit"` // of Ratio: "×" or "s", "ms", "µs", "MiB", "%"
	Goal  float64 `json:"goal"`
	// AtMost tells that a smaller ratio is better.
	AtMost      bool    `json:"at_most"`
	Met         bool    `json:"met"`
	CPUProgram  float64 `json:"cpu_program_seconds"`
	CPUPostgres float64 `json:"cpu_postgres_seconds"`
	Note        string  `json:"note,omitempty"`
}

// judge fills in whether the goal is met.
func (r Row) judge() Row {
	r.Met = r.Ratio >= r.Goal
	if r.AtMost {
		r.Met = r.Ratio <= r.Goal
	}
	return r
}

// contest is a job that two sides do.
type contest struct {
	name string
	n    int
	// baselineN is how much the baseline does, where all would take too long; 0: n.
	baselineN int
	goal      float64
	// atMost turns the ratio round: our time over the baseline's, which may be at most
	// the goal.
	atMost  bool
	scratch *Scratch
	// prepare makes what both sides get in a round; its time does not count. Optional.
	prepare  func(ctx context.Context, round int) error
	baseline func(ctx context.Context, round int) error
	ours     func(ctx context.Context, round int) error
}

// run interleaves the sides: B O B O …, one warm-up round first.
func (c contest) run(ctx context.Context, o Options) (Row, error) {
	var base, own, ratios, cpuProgram, cpuPostgres []float64
	for round := range o.rounds() + 1 {
		if c.prepare != nil {
			if err := c.prepare(ctx, round); err != nil {
				return Row{}, fmt.Errorf("prepare %s: %w", c.name, err)
			}
		}
		b, bProgram, bPG, err := c.time(ctx, round, c.baseline)
		if err != nil {
			return Row{}, fmt.Errorf("%s, baseline: %w", c.name, err)
		}
		ours := c.ours
		if round == o.rounds() && o.Profile != "" {
			ours = profiled(o.Profile+"."+c.name, c.ours)
		}
		s, program, pg, err := c.time(ctx, round, ours)
		if err != nil {
			return Row{}, fmt.Errorf("%s: %w", c.name, err)
		}
		o.notef("%s round %d: baseline %.2f s (CPU %.2f + PostgreSQL %.2f), ours %.2f s (CPU %.2f + PostgreSQL %.2f)",
			c.name, round, b, bProgram, bPG, s, program, pg)
		if round == 0 {
			continue
		}
		base, own, ratios = append(base, b), append(own, s), append(ratios, b/s*float64(c.n)/float64(or(c.baselineN, c.n)))
		cpuProgram, cpuPostgres = append(cpuProgram, program), append(cpuPostgres, pg)
	}
	seconds := median(own)
	if c.atMost {
		for i := range ratios {
			ratios[i] = 1 / ratios[i]
		}
	}
	return Row{
		Name: c.name, N: c.n, Seconds: seconds, PerSecond: float64(c.n) / seconds,
		Baseline: float64(or(c.baselineN, c.n)) / median(base), Ratio: median(ratios), Unit: "×", Goal: c.goal, AtMost: c.atMost,
		CPUProgram: median(cpuProgram), CPUPostgres: median(cpuPostgres),
	}.judge(), nil
}

func (c contest) time(ctx context.Context, round int, side func(context.Context, int) error) (seconds, program, pg float64, err error) {
	before, pgBefore := ownCPU(), c.scratch.cpu()
	began := time.Now()
	if err := side(ctx, round); err != nil {
		return 0, 0, 0, err
	}
	return time.Since(began).Seconds(), ownCPU() - before, c.scratch.cpu() - pgBefore, nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}
