package projections

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"

	"coresync/projections/column"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// plan is what a batch does to stored rows of a table, in canonical forms.
type plan struct {
	info    *tableInfo
	target  target
	changed [][]byte
	places  []place // of changed
	groups  uint64  // of columns in which some changed row differs
	// replaced rows differ in a column of an index: they are taken away and copied anew,
	// which costs two thirds of an update, since that would touch all indexes, too.
	replaced [][]byte
	gone     []place // of rows that end, and of replaced ones
	goneIDs  []uuid.UUID
}

// An update names groups of columns: all that a batch changed and few that it did
// not, in few different statements. Presence, say, writes an eighth of a wide row.
const groupSize = 8

// inGroups tells whether a column belongs to one of the groups. The first, the id,
// belongs to all.
func (t *tableInfo) inGroups(column int, groups uint64) bool {
	return column == 0 || groups&(1<<((column-1)/t.group)) != 0
}

// change notes a row that differs from what is stored.
func (p *plan) change(id uuid.UUID, at place, stored, now []byte) {
	row, indexed := now, false
	var groups uint64
	for i := range p.info.columns {
		was, rest := cutValue(stored)
		is, after := cutValue(now)
		if !bytes.Equal(was, is) {
			groups |= 1 << ((i - 1) / p.info.group) // the id never differs
			indexed = indexed || p.info.columns[i].indexed
		}
		stored, now = rest, after
	}
	if indexed {
		p.replaced = append(p.replaced, row)
		p.take(id, at)
		return
	}
	p.changed, p.places, p.groups = append(p.changed, row), append(p.places, at), p.groups|groups
}

// take notes a row that is taken away.
func (p *plan) take(id uuid.UUID, at place) {
	p.gone, p.goneIDs = append(p.gone, at), append(p.goneIDs, id)
}

// cutValue takes the first value off a canonical form, with its length before it.
func cutValue(row []byte) (value, rest []byte) {
	n := 4
	if size := int32(binary.BigEndian.Uint32(row)); size > 0 { // -1 is NULL
		n += int(size)
	}
	return row[:n], row[n:]
}

// copyFrom is the number of new rows from which COPY is quicker than an insert.
const copyFrom = 24

// run does what the plan says.
func (p *plan) run(ctx context.Context, tx pgx.Tx) error {
	conn, s := tx.Conn(), p.info.statements(p.target.gen)
	if len(p.gone) > 0 {
		if err := run(ctx, conn, s.remove, [][]byte{placeArray(p.gone), uuidArray(p.goneIDs)}, len(p.gone)); err != nil {
			return fmt.Errorf("delete %d rows: %w", len(p.gone), err)
		}
	}
	if len(p.changed) > 0 {
		params := append([][]byte{p.target.tenant[:], placeArray(p.places)}, p.info.arrays(p.changed, p.groups)...)
		if err := run(ctx, conn, s.update(p.groups), params, len(p.changed)); err != nil {
			return fmt.Errorf("update %d rows: %w", len(p.changed), err)
		}
	}
	return p.info.add(ctx, tx, p.target, len(p.replaced), each(p.replaced))
}

// each gives finished rows one by one.
func each(rows [][]byte) func(dst []byte) ([]byte, bool) {
	return func(dst []byte) ([]byte, bool) {
		if len(rows) == 0 {
			return dst, false
		}
		dst, rows = append(dst, rows[0]...), rows[1:]
		return dst, true
	}
}

// add writes n new rows, which next adds one by one.
func (t *tableInfo) add(ctx context.Context, tx pgx.Tx, to target, n int, next func(dst []byte) ([]byte, bool)) error {
	conn, s := tx.Conn(), t.statements(to.gen)
	switch {
	case n >= copyFrom:
		source := &copyReader{target: to, columns: len(t.columns), next: next}
		if err := source.send(ctx, conn, s.copy); err != nil {
			return fmt.Errorf("copy %d rows: %w", n, err)
		}
	case n > 0:
		rows := make([][]byte, n)
		for i := range rows {
			rows[i], _ = next(nil)
		}
		if err := run(ctx, conn, s.insert, append(to.own(), t.arrays(rows, allGroups)...), n); err != nil {
			return fmt.Errorf("insert %d rows: %w", n, err)
		}
	}
	return nil
}

// allGroups names all groups of columns.
const allGroups = ^uint64(0)

// arrays turns rows into an array a column, for the columns of the groups.
func (t *tableInfo) arrays(rows [][]byte, groups uint64) [][]byte {
	arrays := make([][]byte, 0, min(len(t.columns), 1+t.group*bits.OnesCount64(groups)))
	for i, c := range t.columns {
		if t.inGroups(i, groups) {
			arrays = append(arrays, column.ArrayHeader(nil, c.oid, len(rows)))
		}
	}
	for _, row := range rows {
		at := 0
		for i := range t.columns {
			value, rest := cutValue(row)
			if t.inGroups(i, groups) {
				arrays[at] = append(arrays[at], value...)
				at++
			}
			row = rest
		}
	}
	return arrays
}
