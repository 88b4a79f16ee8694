package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Digests folds a read model of a tenant up to a moment in memory and returns what
// each table held then. long reads superseded observations too: both ways must
// agree, with each other and with what live projection had at that moment.
func (e *Engine) Digests(ctx context.Context, tenant uuid.UUID, model string, at Moment, long bool) (map[string]TableState, error) {
	l, err := e.model(model)
	if err != nil {
		return nil, err
	}
	var r *replay
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, e.pool, options, func(tx pgx.Tx) error {
		to, err := endAt(ctx, tx, tenant, at)
		if err != nil {
			return err
		}
		set, err := e.rulesFor(ctx, tx, tenant, at.Rules, to.position)
		if err != nil {
			return err
		}
		r = l.newReplay(target{tenant: tenant, gen: Generation{Model: model}, rules: set})
		return r.run(ctx, tx, to, long)
	})
	if err == nil {
		err = r.resolve()
	}
	if err != nil {
		return nil, fmt.Errorf("digests of %s as of %s: %w", model, at, err)
	}
	states := make(map[string]TableState)
	for _, w := range r.all() {
		states[w.info().name] = w.state()
	}
	return states, nil
}

// state sums up the rows in memory.
func (w *rowWork[R]) state() TableState {
	var s TableState
	var buffer []byte
	for _, x := range w.order {
		if x.row != nil {
			buffer = w.table.canonical(buffer[:0], x.row)
			s.Digest.add(buffer)
			s.Rows++
		}
	}
	return s
}
