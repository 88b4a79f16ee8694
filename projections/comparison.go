package projections

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// comparison holds the canonical forms of a table's live rows against others.
type comparison struct {
	table Table
	info  *tableInfo
	live  map[uuid.UUID][]byte
	types *pgtype.Map
	show  int
	diff  TableDiff
}

// newComparison reads the live rows.
func newComparison(ctx context.Context, tx pgx.Tx, table Table, live target, show int) (*comparison, error) {
	x := &comparison{
		table: table, info: table.info(), live: make(map[uuid.UUID][]byte), types: tx.Conn().TypeMap(), show: show,
		diff: TableDiff{Table: table.info().name, Fields: make(map[string]int64), Effects: make(map[string]int64), Differing: make(map[string][]uuid.UUID)},
	}
	err := table.newWork(live).eachStored(ctx, tx, func(id uuid.UUID, row []byte) { x.live[id] = row })
	x.diff.Rows = int64(len(x.live))
	return x, err
}

// eachStored gives the canonical forms of all stored rows of the tenant.
func (w *rowWork[R]) eachStored(ctx context.Context, tx pgx.Tx, yield func(uuid.UUID, []byte)) error {
	return w.table.query(ctx, tx.Conn(), w.target, nil, func(stored []byte, _ place, row *R) { yield(w.table.spec.ID(row), stored) })
}

// eachRow gives the canonical forms of the rows in memory.
func (w *rowWork[R]) eachRow(yield func(uuid.UUID, []byte)) {
	for _, x := range w.order {
		if x.row != nil {
			yield(x.id, w.table.canonical(nil, x.row))
		}
	}
}

// add compares one row of the other side.
func (x *comparison) add(id uuid.UUID, other []byte) {
	live, is := x.live[id]
	delete(x.live, id)
	switch {
	case !is:
		x.diff.Added++
		x.shown(id, nil, other)
	case !x.same(live, other):
		x.diff.Changed++
		x.shown(id, live, other)
	}
}

// rulesColumn says under which rules a row was made. It differs wherever the rules
// do, and is no difference of its own.
const rulesColumn = "rules"

// same tells whether two rows are equal in all that counts.
func (x *comparison) same(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	for _, c := range x.info.columns {
		var v, w []byte
		v, a = cut(a)
		w, b = cut(b)
		if c.name != rulesColumn && !bytes.Equal(v, w) {
			return false
		}
	}
	return true
}

// finish notes the rows that the other side has not.
func (x *comparison) finish() TableDiff {
	for id, live := range x.live {
		x.diff.Gone++
		x.shown(id, live, nil)
	}
	return x.diff
}

// shown counts the fields that differ, and shows the row if there is room.
func (x *comparison) shown(id uuid.UUID, old, now []byte) {
	row := RowDiff{Row: id, Effect: "changed"}
	switch {
	case old == nil:
		row.Effect = "added"
	case now == nil:
		row.Effect = "gone"
	default:
		if effect, err := x.table.effect(old, now); err == nil && effect != "" {
			row.Effect = effect
		}
	}
	full, both := len(x.diff.Shown) >= x.show, old != nil && now != nil
	for _, c := range x.info.columns {
		var a, b []byte
		a, old = cut(old)
		b, now = cut(now)
		if c.name == "name" && !full {
			row.Name = fmt.Sprint(x.value(c, firstOf(b, a)))
		}
		if bytes.Equal(a, b) || !both || c.name == rulesColumn {
			continue
		}
		x.diff.Fields[c.name]++
		if !full {
			row.Fields = append(row.Fields, FieldDiff{c.name, x.value(c, a), x.value(c, b)})
		}
	}
	x.diff.Effects[row.Effect]++
	x.diff.Differing[row.Effect] = append(x.diff.Differing[row.Effect], id)
	if !full {
		x.diff.Shown = append(x.diff.Shown, row)
	}
}

// cut takes the first value off a canonical form; an absent row has none.
func cut(row []byte) (value, rest []byte) {
	if len(row) == 0 {
		return nil, nil
	}
	return cutValue(row)
}

func firstOf(a, b []byte) []byte {
	if a != nil {
		return a
	}
	return b
}

// value makes a value of a canonical form readable.
func (x *comparison) value(c columnInfo, raw []byte) any {
	if len(raw) < 4 || binary.BigEndian.Uint32(raw) == math.MaxUint32 {
		return nil
	}
	kind, known := x.types.TypeForOID(c.oid)
	if !known {
		return raw[4:]
	}
	v, err := kind.Codec.DecodeValue(x.types, c.oid, pgtype.BinaryFormatCode, raw[4:])
	if err != nil {
		return fmt.Sprintf("(unreadable: %v)", err)
	}
	switch v := v.(type) {
	case [16]byte:
		return uuid.UUID(v).String()
	case []byte:
		return json.RawMessage(bytes.Clone(v))
	}
	return v
}

// effect reads both forms, and asks what their difference means.
func (t *table[R]) effect(old, now []byte) (string, error) {
	if t.spec.Effect == nil {
		return "", nil
	}
	var rows [2]R
	for i, form := range [][]byte{old, now} {
		for c := range t.spec.Columns {
			var v []byte
			null := isNull(form, 0)
			if v, form = cutValue(form); null {
				v = nil
			} else {
				v = v[4:]
			}
			if err := t.spec.Columns[c].Scan(&rows[i], v); err != nil {
				return "", err
			}
		}
	}
	return t.spec.Effect(&rows[0], &rows[1]), nil
}
