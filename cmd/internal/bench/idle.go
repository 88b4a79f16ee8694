package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"time"

	"coresync/adapters/ninjasim"
)

// idleDevices is the size of the fleet that the idle process has synced.
const idleDevices = 400

// settle is how long a process gets to become quiet before it is watched.
const settle = 10 * time.Second

// Idle measures a `coresync serve` with a synced fleet and nothing to do: its
// processor time and its statements. Statements are counted in the server's log
// (log_statement = all), begin and commit included, since pg_stat_statements is not
// installed everywhere. Goals: ≤ 1 % of a core, ≤ 10 statements/s.
func Idle(ctx context.Context, o Options) ([]Row, error) {
	s, err := NewScratch(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := s.syncSmall(ctx, o); err != nil {
		return nil, err
	}
	p, err := s.serve(ctx, o)
	if err != nil {
		return nil, err
	}
	rows, err := s.watchIdle(ctx, o, p)
	if err := errors.Join(err, p.stop()); err != nil {
		return nil, err
	}
	return rows, nil
}

// syncSmall gives the idle process something to look after.
func (s *Scratch) syncSmall(ctx context.Context, o Options) error {
	deck, err := OpenDeck()
	if err != nil {
		return err
	}
	defer deck.Close()
	tape, err := deck.Record(ctx, ninjasim.New(ninjasim.Config{Devices: min(idleDevices, or(o.Devices, idleDevices)), RealTimeTokens: true}))
	if err != nil {
		return err
	}
	deck.Insert(tape)
	f, err := s.newFleet(ctx, deck, "idle")
	if err != nil {
		return err
	}
	if _, err := s.sync(ctx, f); err != nil {
		return err
	}
	return s.CatchUp(ctx, f.tenant)
}

func (s *Scratch) watchIdle(ctx context.Context, o Options, p *process) ([]Row, error) {
	length := o.Idle
	if length == 0 {
		length = 30 * time.Second
	}
	for _, statement := range []string{"alter system set log_statement = 'all'", "select pg_reload_conf()"} {
		if _, err := s.Pool.Exec(ctx, statement); err != nil {
			return nil, fmt.Errorf("count statements: %w", err)
		}
	}
	if err := pause(ctx, min(settle, length)); err != nil {
		return nil, err
	}
	statements, err := s.statements()
	if err != nil {
		return nil, err
	}
	cpu, cpuPG, began := treeCPU(p.pid()), s.cpu(), time.Now()
	if err := pause(ctx, length); err != nil {
		return nil, err
	}
	seconds := time.Since(began).Seconds()
	row := Row{N: 1, Seconds: seconds, AtMost: true, CPUProgram: treeCPU(p.pid()) - cpu, CPUPostgres: s.cpu() - cpuPG}
	after, err := s.statements()
	if err != nil {
		return nil, err
	}
	load, queries := row, row
	load.Name, load.Ratio, load.Unit, load.Goal = "idle", 100*row.CPUProgram/seconds, "%", 1
	queries.Name, queries.Ratio, queries.Unit, queries.Goal = "idle_queries", float64(after-statements)/seconds, "1/s", 10
	queries.N = after - statements
	queries.Note = "statements in the server's log (log_statement = all)"
	return []Row{load.judge(), queries.judge()}, nil
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// statementLine is a line of the server's log that begins a statement of a client.
var statementLine = regexp.MustCompile(`coresync.*LOG:  (statement|execute)`)

// statements counts the statements in the server's log. The server writes it to its
// standard error, which the private server's owner made a file.
func (s *Scratch) statements() (int, error) {
	log, err := os.Open(fmt.Sprintf("/proc/%d/fd/2", s.pid))
	if err != nil {
		return 0, fmt.Errorf("open the server's log: %w", err)
	}
	defer log.Close()
	n := 0
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if statementLine.Match(lines.Bytes()) {
			n++
		}
	}
	return n, lines.Err()
}
