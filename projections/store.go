package projections

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// load looks up the touched rows that were not looked up yet, in one query.
func (w *rowWork[R]) load(ctx context.Context, tx pgx.Tx) error {
	var ids []uuid.UUID
	for _, x := range w.order {
		if !x.known {
			ids, x.known = append(ids, x.id), true
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return w.table.query(ctx, tx.Conn(), w.target, ids, func(stored []byte, at place, row *R) {
		if x := w.entries[w.table.spec.ID(row)]; x != nil {
			x.stored, x.place, x.row, x.before = stored, at, row, row
		}
	})
}

// query reads rows, those of the ids or all of the tenant, with their canonical form.
func (t *table[R]) query(ctx context.Context, conn *pgx.Conn, to target, ids []uuid.UUID, yield func(stored []byte, at place, row *R)) error {
	sql, params := t.meta.statements(to.gen).loadAll, to.own()
	if ids != nil {
		sql, params = t.meta.statements(to.gen).load, append(params, uuidArray(ids))
	}
	return t.read(ctx, conn, to, sql, params, yield)
}

// read runs a query whose columns are a row's place and its columns.
func (t *table[R]) read(ctx context.Context, conn *pgx.Conn, to target, sql string, params [][]byte, yield func(stored []byte, at place, row *R)) error {
	result, err := exec(ctx, conn, sql, params)
	if err != nil {
		return fmt.Errorf("read %s.%s: %w", to.gen.Schema(), t.meta.name, err)
	}
	for result.NextRow() {
		values := result.Values()
		stored, row, err := t.scan(values[1:])
		if err != nil {
			_, _ = result.Close() // the scan's error says more
			return fmt.Errorf("read %s.%s: %w", to.gen.Schema(), t.meta.name, err)
		}
		yield(stored, place(values[0]), row)
	}
	if _, err := result.Close(); err != nil {
		return fmt.Errorf("read %s.%s: %w", to.gen.Schema(), t.meta.name, err)
	}
	return nil
}

// scan reads one row and its canonical form, which is what the wire has.
func (t *table[R]) scan(values [][]byte) (stored []byte, row *R, err error) {
	row = new(R)
	size := 0
	for _, v := range values {
		size += 4 + len(v)
	}
	stored = make([]byte, 0, size)
	for i, v := range values {
		if v == nil {
			stored = binary.BigEndian.AppendUint32(stored, math.MaxUint32)
		} else {
			stored = append(binary.BigEndian.AppendUint32(stored, uint32(len(v))), v...)
		}
		if err = t.spec.Columns[i].Scan(row, v); err != nil {
			return nil, nil, err
		}
	}
	return stored, row, nil
}
