package projections

import (
	"context"
	"testing"

	"coresync/domain/rules"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// fakeWork notes what it was told to look up again.
type fakeWork struct {
	work
	forgotten []uuid.UUID
	loaded    bool
}

func (w *fakeWork) forget(ids []uuid.UUID) { w.forgotten = append(w.forgotten, ids...) }

func (w *fakeWork) load(context.Context, pgx.Tx) error {
	w.loaded = true
	return nil
}

// TestRowsReadAheadAreUsedOnlyWhereItIsKnownWhatBecameOfThem since: nothing, or what the
// batch before did. Otherwise they are read anew.
func TestRowsReadAheadAreUsedOnlyWhereItIsKnownWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	to := target{tenant: uuid.New(), gen: Generation{Model: "m", Build: 1}, rules: rules.Default()}
	at := func(position int64, digest uint64) stand {
		return stand{target: to, position: position, tables: map[string]TableState{"t": {Rows: 3, Digest: Digest{digest}}}}
	}
	otherRules, otherVariant := at(10, 1), at(10, 1)
	otherRules.rules, otherVariant.gen.Variant = new(rules.Set), 7
	changed := []uuid.UUID{uuid.New(), uuid.New()}
	for name, c := range map[string]struct {
		read, now stand
		last      batchDone
		used      bool
		forgotten []uuid.UUID
	}{
		"nothing was done since":            {read: at(10, 1), now: at(10, 1), used: true},
		"the batch before was written":      {read: at(10, 1), now: at(20, 2), last: batchDone{at(10, 1), at(20, 2), [][]uuid.UUID{changed}}, used: true, forgotten: changed},
		"the batch before failed":           {read: at(10, 1), now: at(20, 3), last: batchDone{at(10, 1), at(20, 2), [][]uuid.UUID{changed}}},
		"two batches were written":          {read: at(10, 1), now: at(30, 3), last: batchDone{at(20, 2), at(30, 3), [][]uuid.UUID{changed}}},
		"somebody else's batch was written": {read: at(10, 1), now: at(20, 2)},
		"a repair changed rows":             {read: at(10, 1), now: at(10, 2)},
		"other rules":                       {read: otherRules, now: at(10, 1)},
		"another generation":                {read: otherVariant, now: at(10, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			l := &Live{model: &Model{}}
			if c.last.touched != nil {
				l.done.note(to.tenant, c.last)
			}
			fake := &fakeWork{}
			works, err := l.worksFor(t.Context(), nil, c.now, &batch{rows: &preloaded{at: c.read, works: []work{fake}}})
			require.NoError(t, err)
			require.Equal(t, c.used, len(works) == 1, "a model without tables has no others")
			require.Equal(t, c.used, fake.loaded)
			require.Equal(t, c.forgotten, fake.forgotten)
		})
	}
}

// TestForgottenRowsAreLookedUpAgain and none but those.
func TestForgottenRowsAreLookedUpAgain(t *testing.T) {
	t.Parallel()
	type row struct{ id uuid.UUID }
	w := &rowWork[row]{entries: make(map[uuid.UUID]*entry[row])}
	a, b := uuid.New(), uuid.New()
	for _, id := range []uuid.UUID{a, b} {
		x := w.entry(id)
		x.known, x.row, x.before, x.stored = true, &row{id}, &row{id}, []byte{1}
	}
	w.forget([]uuid.UUID{b, uuid.New()})
	require.True(t, w.entries[a].known)
	require.Equal(t, &entry[row]{id: b}, w.entries[b])
	require.Same(t, w.entries[b], w.order[1], "the events of the batch hold it")
	require.Equal(t, []uuid.UUID{a, b}, w.ids())
}
