package projections

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/bits"

	"coresync/projections/column"

	"github.com/jackc/pgx/v5"
)

// plan is what a batch does to a table, in canonical forms: a statement for rows
// that are new, one for rows that changed, and one for rows that are gone.
type plan struct {
	info    *tableInfo
	target  target
	new     int                             // rows
	next    func(dst []byte) ([]byte, bool) // adds the next of the new ones
	changed [][]byte
	places  []place // of changed
	groups  uint64  // of columns in which some changed row differs
	gone    []place
}

// An update names groups of columns: all that a batch changed and few that it did
// not, in few different statements. Presence, say, writes an eighth of a wide row.
const groupSize = 8

// inGroups tells whether a column belongs to one of the groups. The first, the id,
// belongs to all.
func inGroups(column int, groups uint64) bool {
	return column == 0 || groups&(1<<((column-1)/groupSize)) != 0
}

// change notes a row that differs from what is stored.
func (p *plan) change(at place, stored, now []byte) {
	p.changed, p.places = append(p.changed, now), append(p.places, at)
	for i := range p.info.columns {
		was, rest := cutValue(stored)
		is, after := cutValue(now)
		if !bytes.Equal(was, is) {
			p.groups |= 1 << ((i - 1) / groupSize) // the id never differs
		}
		stored, now = rest, after
	}
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
		if err := run(ctx, conn, s.remove, [][]byte{placeArray(p.gone)}, len(p.gone)); err != nil {
			return fmt.Errorf("delete %d rows: %w", len(p.gone), err)
		}
	}
	if len(p.changed) > 0 {
		params := append([][]byte{p.target.tenant[:], placeArray(p.places)}, p.info.arrays(p.changed, p.groups)...)
		if err := run(ctx, conn, s.update(p.groups), params, len(p.changed)); err != nil {
			return fmt.Errorf("update %d rows: %w", len(p.changed), err)
		}
	}
	switch {
	case p.new >= copyFrom:
		source := &copyReader{target: p.target, columns: len(p.info.columns), next: p.next}
		if err := source.send(ctx, conn, s.copy); err != nil {
			return fmt.Errorf("copy rows: %w", err)
		}
	case p.new > 0:
		rows := make([][]byte, p.new)
		for i := range rows {
			rows[i], _ = p.next(nil)
		}
		params := append(p.target.own(), p.info.arrays(rows, allGroups)...)
		if err := run(ctx, conn, s.insert, params, p.new); err != nil {
			return fmt.Errorf("insert %d rows: %w", p.new, err)
		}
	}
	return nil
}

// allGroups names all groups of columns.
const allGroups = ^uint64(0)

// arrays turns rows into an array a column, for the columns of the groups.
func (t *tableInfo) arrays(rows [][]byte, groups uint64) [][]byte {
	arrays := make([][]byte, 0, min(len(t.columns), 1+groupSize*bits.OnesCount64(groups)))
	for i, c := range t.columns {
		if inGroups(i, groups) {
			arrays = append(arrays, column.ArrayHeader(nil, c.oid, len(rows)))
		}
	}
	for _, row := range rows {
		at := 0
		for i := range t.columns {
			value, rest := cutValue(row)
			if inGroups(i, groups) {
				arrays[at] = append(arrays[at], value...)
				at++
			}
			row = rest
		}
	}
	return arrays
}
