package projections

import (
	"bytes"
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Findings is what Fsck found about one read model of a tenant.
type Findings struct {
	Generation
	Position int64
	// Miscounted: applied + ignored + superseded + failed is not the position, or the
	// log holds fewer events than the checkpoint says.
	Miscounted bool
	Tables     []TableFindings
	Blocked    int64 // rows that are known to be blocked; they are not compared
}

// TableFindings compares a table with what the log says it ought to hold.
type TableFindings struct {
	Table  string
	Rows   int64
	Digest Digest // of the rows as they are
	// Expected is the digest that the log gives, Recorded the checkpoint's.
	Expected, Recorded Digest
	// Missing, Extra and Different name rows, at most MaxNamed each; the counts are exact.
	Missing, Extra, Different                []uuid.UUID
	MissingCount, ExtraCount, DifferentCount int64
}

// MaxNamed is how many rows of a kind a finding names.
const MaxNamed = 20

// OK tells whether rows, checkpoint and log agree.
func (f *Findings) OK() bool {
	for _, t := range f.Tables {
		if !t.OK() {
			return false
		}
	}
	return !f.Miscounted
}

// OK tells whether rows, checkpoint and log agree about the table.
func (t *TableFindings) OK() bool {
	return t.MissingCount+t.ExtraCount+t.DifferentCount == 0 && t.Recorded == t.Digest
}

// Fsck folds the log of a tenant anew up to the checkpoint of the live read model
// and compares: a lost row, a row changed by hand and a skipped event are all found
// and named. It reads one snapshot of the database and writes nothing.
func (e *Engine) Fsck(ctx context.Context, tenant uuid.UUID, model string) (*Findings, error) {
	l, err := e.model(model)
	if err != nil {
		return nil, err
	}
	var f *Findings
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, e.pool, options, func(tx pgx.Tx) error {
		f, err = l.fsck(ctx, tx, tenant)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("fsck %s of tenant %s: %w", model, tenant, err)
	}
	return f, nil
}

func (l *Live) fsck(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (*Findings, error) {
	t, c, err := l.look(ctx, tx, tenant)
	if err != nil {
		return nil, err
	}
	f := &Findings{
		Generation: t.gen, Position: c.Position, Blocked: c.State.Blocked,
		Miscounted: c.Applied+c.Ignored+c.Superseded+c.Failed != c.Position,
	}
	to, err := endAt(ctx, tx, tenant, Moment{Position: c.Position})
	if err != nil {
		return nil, err
	}
	blocked, err := loadBlocks(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	r := l.newReplay(t)
	if err := r.run(ctx, tx, to, false); err != nil {
		return nil, err
	}
	if !c.State.Dirty { // else stage 3 stands at an earlier position on purpose
		if err := r.resolve(); err != nil {
			return nil, err
		}
	}
	if err := r.compareStored(ctx, tx, r.facts(), blocked, c, f); err != nil {
		return nil, err
	}
	for _, w := range r.works {
		if err := w.standStill(ctx, tx, blocked); err != nil {
			return nil, err
		}
	}
	r.derive()
	return f, r.compareStored(ctx, tx, r.sums, blocked, c, f)
}

// compareStored adds what is found in tables.
func (r *replay) compareStored(ctx context.Context, tx pgx.Tx, works []work, blocked *blocks, c Checkpoint, f *Findings) error {
	for _, w := range works {
		finding, err := w.compare(ctx, tx, blocked)
		if err != nil {
			return err
		}
		finding.Recorded = c.State.Tables[finding.Table].Digest
		f.Tables = append(f.Tables, finding)
	}
	return nil
}

// compare holds the stored rows against those in memory.
func (w *rowWork[R]) compare(ctx context.Context, tx pgx.Tx, blocked *blocks) (TableFindings, error) {
	f := TableFindings{Table: w.table.meta.name}
	seen := make(map[uuid.UUID]bool, len(w.entries))
	var buffer []byte
	err := w.table.query(ctx, tx.Conn(), w.target, nil, func(stored []byte, _ place, row *R) {
		id := w.table.spec.ID(row)
		seen[id] = true
		f.Rows++
		f.Digest.add(stored)
		x := w.entries[id]
		if blocked.has(f.Table, id) {
			return
		}
		if x == nil || x.row == nil {
			f.ExtraCount, f.Extra = named(f.ExtraCount, f.Extra, id)
			return
		}
		if buffer = w.table.canonical(buffer[:0], x.row); !bytes.Equal(buffer, stored) {
			f.DifferentCount, f.Different = named(f.DifferentCount, f.Different, id)
		}
	})
	if err != nil {
		return f, err
	}
	for _, x := range w.order {
		if x.row == nil {
			continue
		}
		buffer = w.table.canonical(buffer[:0], x.row)
		f.Expected.add(buffer)
		if !seen[x.id] && !blocked.has(f.Table, x.id) {
			f.MissingCount, f.Missing = named(f.MissingCount, f.Missing, x.id)
		}
	}
	return f, nil
}

func named(n int64, ids []uuid.UUID, id uuid.UUID) (int64, []uuid.UUID) {
	if n < MaxNamed {
		ids = append(ids, id)
	}
	return n + 1, ids
}
