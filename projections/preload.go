package projections

import (
	"context"
	"maps"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// stand says what the tables of a generation held: its checkpoint at that time. Whoever
// writes rows moves position or digests.
type stand struct {
	target
	position int64
	tables   map[string]TableState
}

func standOf(t target, c Checkpoint) stand {
	return stand{target: t, position: c.Position, tables: maps.Clone(c.State.Tables)}
}

func (s stand) is(other stand) bool {
	return s.target == other.target && s.position == other.position && maps.Equal(s.tables, other.tables)
}

// preloaded are the rows that a batch concerns, as they stood while the batch before
// was written.
type preloaded struct {
	at    stand
	works []work
}

// batchDone is what the newest batch of a tenant did: from where to where, and which rows
// it may have written, by the model's tables.
type batchDone struct {
	from, to stand
	touched  [][]uuid.UUID
}

// batchesDone remembers the newest one of each tenant.
type batchesDone struct {
	mu sync.Mutex
	of map[uuid.UUID]batchDone
}

func (d *batchesDone) note(tenant uuid.UUID, b batchDone) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.of == nil {
		d.of = make(map[uuid.UUID]batchDone)
	}
	d.of[tenant] = b
}

func (d *batchesDone) newest(tenant uuid.UUID) batchDone {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.of[tenant]
}

// noteDone remembers a batch. Should its transaction fail, nothing will stand where it
// would have come to.
func (l *Live) noteDone(from, to stand, works []work) {
	touched := make([][]uuid.UUID, len(works))
	for i, w := range works {
		touched[i] = w.ids()
	}
	l.done.note(from.tenant, batchDone{from, to, touched})
}

// preload reads the rows that a batch concerns, in one snapshot with the checkpoint. It
// is for speed alone: where it fails, or the rows are of another time than can be told,
// they are read when the batch is applied.
func (l *Live) preload(ctx context.Context, conn *pgxpool.Conn, b *batch) *preloaded {
	p := &preloaded{}
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err := pgx.BeginTxFunc(ctx, conn, options, func(tx pgx.Tx) error {
		t, c, err := l.find(ctx, tx, b.Tenant, settingsSQL+checkpointSQL+" and exists (select from settings)")
		if err != nil {
			return err
		}
		p.at, p.works = standOf(t, c), l.touch(t, b)
		return loadAll(ctx, tx, p.works)
	})
	if err != nil {
		return nil
	}
	return p
}

// worksFor gives the rows that a batch concerns, as they are stored.
func (l *Live) worksFor(ctx context.Context, tx pgx.Tx, at stand, b *batch) ([]work, error) {
	p, last := b.rows, l.done.newest(at.tenant)
	var works []work
	switch {
	case p != nil && p.at.is(at):
		works = p.works
	case p != nil && p.at.is(last.from) && at.is(last.to):
		works = p.works
		for i, w := range works {
			w.forget(last.touched[i])
		}
	default:
		works = l.touch(at.target, b)
	}
	return works, loadAll(ctx, tx, works)
}

// touch notes the rows that a batch concerns.
func (l *Live) touch(t target, b *batch) []work {
	works := make([]work, len(l.model.Tables))
	for i, table := range l.model.Tables {
		works[i] = table.newWork(t)
	}
	for i := range b.events {
		for _, w := range works {
			if b.events[i].fault == nil {
				w.touch(&b.events[i])
			}
		}
	}
	return works
}

func loadAll(ctx context.Context, tx pgx.Tx, works []work) error {
	for _, w := range works {
		if err := w.load(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (w *rowWork[R]) forget(ids []uuid.UUID) {
	for _, id := range ids {
		if x := w.entries[id]; x != nil {
			*x = entry[R]{id: id}
		}
	}
}

func (w *rowWork[R]) ids() []uuid.UUID {
	ids := make([]uuid.UUID, len(w.order))
	for i, x := range w.order {
		ids[i] = x.id
	}
	return ids
}
