package query

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Rows are the rows of a list as they come from the database; none of them is held.
// Close them, or read them to their end.
type Rows[T any] struct {
	rows pgx.Rows
	scan func(values [][]byte) (T, error)
}

// Each begins to read all rows of a list whose key comes after one, in the order of
// their keys; the zero key comes before all.
func Each[T any](ctx context.Context, tx pgx.Tx, s Spec[T], w *Where, after uuid.UUID) (*Rows[T], error) {
	w.And(s.Key + " > " + w.Add(after))
	rows, err := tx.Query(ctx, "select "+s.Select+" from "+s.From+" where "+w.SQL()+" order by "+s.Key, w.values...)
	if err != nil {
		return nil, fmt.Errorf("read a list: %w", err)
	}
	return &Rows[T]{rows, s.Scan}, nil
}

// Next is the next row; false: there is none.
func (r *Rows[T]) Next() (row T, is bool, err error) {
	if r.rows.Next() {
		if row, err = r.scan(r.rows.RawValues()); err == nil {
			return row, true, nil
		}
	} else {
		err = r.rows.Err()
	}
	if err != nil {
		return row, false, fmt.Errorf("read a list: %w", err)
	}
	return row, false, nil
}

// Close ends the reading.
func (r *Rows[T]) Close() { r.rows.Close() }
