package projections

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"time"

	"coresync/domain/event"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// entryPoint is the newest snapshot of a stream at or before the end of a replay.
type entryPoint struct {
	position   int64
	recordedAt int64 // µs since 2000, as PostgreSQL has it
}

// streamsSQL lists the streams of a kind. Streams that went on after the end are
// looked up one by one in the index of streams.
const streamsSQL = `
select coalesce(case when s.snapshot_position <= $4 then s.snapshot_position else e.position end, 0),
	case when s.snapshot_position <= $4 then s.snapshot_recorded_at else e.recorded_at end,
	case when s.last_position <= $4 then s.version else 0 end, s.stream
from eventstore.streams s
left join lateral (
	select e.position, e.recorded_at from eventstore.events e
	where s.snapshot_position > $4 -- looked at once, before the index
	and e.tenant_id = s.tenant_id and e.stream = s.stream
	and e.position <= $4 and e.recorded_at <= $5 and e.type = $6
	order by e.position desc limit 1
) e on true
where s.tenant_id = $1 and s.stream >= $2 and s.stream < $3 and s.first_position <= $4`

// entryPoints finds the snapshots that a replay reads, in order of position, and
// counts the events of their streams that they supersede. Kinds of streams are looked
// through two at a time, by a second connection that sees what the first one does: to
// find those of the past takes a third of the time that it takes to read them.
func (t *together) entryPoints(ctx context.Context, snapshot pgx.Tx) ([]entryPoint, error) {
	todo := make(chan *shared, len(t.snapshots))
	for _, s := range t.snapshots {
		todo <- s
	}
	close(todo)
	first, second := entryPoints{of: t}, entryPoints{of: t}
	var name string
	if len(t.snapshots) > 1 {
		if err := snapshot.QueryRow(ctx, "select pg_export_snapshot()").Scan(&name); err != nil {
			return nil, fmt.Errorf("share the snapshot of a replay: %w", err)
		}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return first.find(ctx, snapshot, todo) })
	if name != "" {
		g.Go(func() error { return second.findBeside(ctx, name, todo) })
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	entries := slices.Concat(first.found, second.found)
	slices.SortFunc(entries, func(a, b entryPoint) int { return cmp.Compare(a.position, b.position) })
	return entries, nil
}

// entryPoints are those that one connection found.
type entryPoints struct {
	of    *together
	found []entryPoint
}

// findBeside finds some on another connection, which sees what the named snapshot saw.
func (p *entryPoints) findBeside(ctx context.Context, snapshot string, todo <-chan *shared) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, p.of.engine.pool, options, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "set transaction snapshot '"+snapshot+"'"); err != nil {
			return fmt.Errorf("share the snapshot of a replay: %w", err)
		}
		return p.find(ctx, tx, todo)
	})
}

func (p *entryPoints) find(ctx context.Context, tx pgx.Tx, todo <-chan *shared) error {
	tenant, to := p.of.target.tenant, p.of.to
	for s := range todo {
		rows, err := tx.Query(ctx, streamsSQL, tenant, s.Prefix, after(s.Prefix), to.position, to.recordedAt, string(s.Type))
		if err != nil {
			return fmt.Errorf("find the newest %s of tenant %s: %w", s.Type, tenant, err)
		}
		for rows.Next() {
			v := rows.RawValues()
			s.superseded += int64(binary.BigEndian.Uint64(v[2]))
			if at := int64(binary.BigEndian.Uint64(v[0])); at > 0 && (p.of.wanted == nil || p.of.wanted(string(v[3]))) {
				s.superseded--
				p.found = append(p.found, entryPoint{at, int64(binary.BigEndian.Uint64(v[1]))})
			}
		}
		if err := rows.Err(); err != nil {
			return fmt.Errorf("find the newest %s of tenant %s: %w", s.Type, tenant, err)
		}
	}
	return nil
}

// after is the first text that no longer begins with the prefix.
func after(prefix string) string {
	end := []byte(prefix)
	end[len(end)-1]++
	return string(end)
}

// snapshotChunk is the number of snapshots that one query fetches.
const snapshotChunk = 1000

// chunk is a run of entry points; its events come out of done.
type chunk struct {
	entries []entryPoint
	done    chan []handed
}

// fetchSnapshots reads and decodes snapshots with several connections, and gives
// them out in order of position.
func (t *together) fetchSnapshots(ctx context.Context, g *errgroup.Group, entries []entryPoint) <-chan []handed {
	readers := 1 + max(2, runtime.GOMAXPROCS(0)) // each waits for its server half of the time
	todo, inOrder := make(chan chunk), make(chan chunk, 2*readers)
	out := make(chan []handed, readers)
	g.Go(func() error {
		defer close(todo)
		defer close(inOrder)
		for part := range slices.Chunk(entries, snapshotChunk) {
			c := chunk{part, make(chan []handed, 1)}
			for _, ch := range []chan chunk{inOrder, todo} {
				select {
				case ch <- c:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
		}
		return nil
	})
	for range min(readers, 1+len(entries)/snapshotChunk) {
		g.Go(func() error { return t.snapshotReader(ctx, todo) })
	}
	g.Go(func() error {
		defer close(out)
		for c := range inOrder {
			select {
			case events := <-c.done:
				select {
				case out <- events:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	return out
}

// snapshotSQL leaves the order to the program: PostgreSQL would copy the rows to sort them.
const snapshotSQL = `select ` + eventColumns + ` from eventstore.events
	where tenant_id = $1 and position = any($2) and recorded_at between $3 and $4`

func (t *together) snapshotReader(ctx context.Context, todo <-chan chunk) error {
	conn, err := t.engine.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("read snapshots: %w", err)
	}
	defer conn.Release()
	for c := range todo {
		positions := make([]int64, len(c.entries))
		first, last := c.entries[0].recordedAt, c.entries[0].recordedAt
		for i, e := range c.entries {
			positions[i] = e.position
			first, last = min(first, e.recordedAt), max(last, e.recordedAt)
		}
		rows, err := conn.Query(ctx, snapshotSQL, t.target.tenant, positions, micros(first), micros(last))
		if err != nil {
			return fmt.Errorf("read %d snapshots of tenant %s: %w", len(positions), t.target.tenant, err)
		}
		events := t.batch(snapshotChunk * t.readers)
		err = eachRecorded(rows, t.target.tenant, func(raw *event.Recorded) { events = t.handSnapshot(raw, events) })
		if err != nil {
			return fmt.Errorf("read %d snapshots of tenant %s: %w", len(positions), t.target.tenant, err)
		}
		slices.SortStableFunc(events, func(a, b handed) int { return cmp.Compare(a.Position, b.Position) })
		c.done <- events
	}
	return nil
}

func micros(sinceEpoch int64) time.Time { return time.UnixMicro(sinceEpoch + pgEpoch).UTC() }
