package projections

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// mostUnits bounds the changes of rules that are tried one by one for the causes of
// differences; where there are more, some are tried together.
const mostUnits = 8

// Try compares the live rows of a read model with what they would be under a draft
// of rules. Everything is folded in memory, nothing is written. Each row that is
// shown names the changes of which each alone makes it so.
func (e *Engine) Try(ctx context.Context, tenant uuid.UUID, model string, draft *rules.Set, show int) (*Diff, error) {
	l, err := e.model(model)
	if err != nil {
		return nil, err
	}
	if err := e.catchUpModel(ctx, l, tenant); err != nil && !errors.Is(err, ErrBusy) {
		return nil, fmt.Errorf("try rules on %s: %w", model, err)
	}
	var d *Diff
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, e.pool, options, func(tx pgx.Tx) error {
		d, err = l.try(ctx, tx, tenant, draft, show)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("try rules on %s: %w", model, err)
	}
	return d, nil
}

func (l *Live) try(ctx context.Context, tx pgx.Tx, tenant uuid.UUID, draft *rules.Set, show int) (*Diff, error) {
	live, c, err := l.look(ctx, tx, tenant)
	if err != nil {
		return nil, err
	}
	to, err := endAt(ctx, tx, tenant, Moment{Position: c.Position})
	if err != nil {
		return nil, err
	}
	d := &Diff{Tenant: tenant, Live: live.gen, Position: c.Position, Changes: rules.Changes(live.rules, draft)}
	r, err := l.replayUnder(ctx, tx, live, draft, to)
	if err != nil {
		return nil, err
	}
	tables := l.model.factTables()
	for i, w := range r.facts() {
		x, err := newComparison(ctx, tx, tables[i], live, show)
		if err != nil {
			return nil, err
		}
		w.eachRow(x.add)
		d.Tables = append(d.Tables, x.finish())
	}
	return d, l.findCauses(ctx, tx, d, live, r, to)
}

// replayUnder makes the rows in memory under a set of rules.
func (l *Live) replayUnder(ctx context.Context, tx pgx.Tx, live target, set *rules.Set, to end) (*replay, error) {
	t := target{tenant: live.tenant, gen: live.gen, rules: set}
	r, err := l.replayChanged(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = l.newReplay(t)
		if err := r.run(ctx, tx, to, false); err != nil {
			return nil, err
		}
	}
	return r, r.resolve()
}

// findCauses tries each change of rules alone, and notes it with the rows that it
// makes what the draft makes them.
func (l *Live) findCauses(ctx context.Context, tx pgx.Tx, d *Diff, live target, draft *replay, to end) error {
	shown := 0
	for _, t := range d.Tables {
		shown += len(t.Shown)
	}
	units := unitsOf(d.Changes)
	if shown == 0 || len(units) == 0 {
		return nil
	}
	wanted := shownRows(draft, d)
	for _, unit := range units {
		var changes []rules.Change
		for _, c := range d.Changes {
			if c.Pointer == unit || strings.HasPrefix(c.Pointer, unit+"/") {
				changes = append(changes, c)
			}
		}
		alone := draft
		if len(units) > 1 {
			set, err := rules.Apply(live.rules, changes)
			if err != nil {
				continue // these changes make sense together only
			}
			if alone, err = l.replayUnder(ctx, tx, live, set, to); err != nil {
				return err
			}
		}
		note(d, alone, wanted, unit)
	}
	return nil
}

// unitsOf gathers changes into few enough units, as fine as may be: where there are too
// many, those become one that share a place with the most others.
func unitsOf(changes []rules.Change) []string {
	var units []string
	for _, c := range changes {
		units = append(units, c.Pointer)
	}
	slices.Sort(units)
	for units = slices.Compact(units); len(units) > mostUnits; {
		places := make(map[string]int)
		for _, u := range units {
			if at := strings.LastIndexByte(u, '/'); strings.Count(u, "/") > 2 {
				places[u[:at]]++
			}
		}
		if len(places) == 0 {
			return units // one a member of a part
		}
		place := slices.MaxFunc(slices.Sorted(maps.Keys(places)), func(a, b string) int { return cmp.Compare(places[a], places[b]) })
		units = append(slices.DeleteFunc(units, func(u string) bool { return strings.HasPrefix(u, place+"/") }), place)
		slices.Sort(units)
		units = slices.Compact(units)
	}
	return units
}

// shownRows gives the rows that are shown as the draft makes them, by table and id.
func shownRows(r *replay, d *Diff) map[string]map[uuid.UUID][]byte {
	rows := make(map[string]map[uuid.UUID][]byte)
	for _, t := range d.Tables {
		rows[t.Table] = make(map[uuid.UUID][]byte, len(t.Shown))
		for _, row := range t.Shown {
			rows[t.Table][row.Row] = nil // gone, unless it is found
		}
	}
	fillRows(r, rows)
	return rows
}

func fillRows(r *replay, rows map[string]map[uuid.UUID][]byte) {
	for _, w := range r.facts() {
		of, rulesAt := rows[w.info().name], w.info().at(rulesColumn)
		w.eachRow(func(id uuid.UUID, row []byte) {
			if _, is := of[id]; is {
				of[id] = without(row, rulesAt)
			}
		})
	}
}

// note adds a cause to the rows that it alone makes what they are in wanted.
func note(d *Diff, alone *replay, wanted map[string]map[uuid.UUID][]byte, cause string) {
	rows := make(map[string]map[uuid.UUID][]byte)
	for table, of := range wanted {
		rows[table] = make(map[uuid.UUID][]byte, len(of))
		for id := range of {
			rows[table][id] = nil
		}
	}
	fillRows(alone, rows)
	for i := range d.Tables {
		t := &d.Tables[i]
		for j := range t.Shown {
			id := t.Shown[j].Row
			if bytes.Equal(rows[t.Table][id], wanted[t.Table][id]) {
				t.Shown[j].Causes = append(t.Shown[j].Causes, cause)
			}
		}
	}
}

// at is the number of a column, -1 where there is none.
func (t *tableInfo) at(column string) int {
	return slices.IndexFunc(t.columns, func(c columnInfo) bool { return c.name == column })
}

// without is a canonical form without one of its values.
func without(row []byte, column int) []byte {
	if column < 0 {
		return row
	}
	rest := row
	for range column {
		_, rest = cutValue(rest)
	}
	_, behind := cutValue(rest)
	return append(slices.Clone(row[:len(row)-len(rest)]), behind...)
}
