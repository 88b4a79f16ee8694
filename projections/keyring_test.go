package projections

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAKeyringKnowsWhatWasAddedAndNotRemoved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ring, truth := newKeyring(), map[key][]uuid.UUID{}
		for range rapid.IntRange(0, 60).Draw(t, "steps") {
			k := key{rapid.IntRange(0, 1).Draw(t, "column"), rapid.SampledFrom([]string{"a", "b"}).Draw(t, "value")}
			id := uuid.UUID{15: byte(rapid.IntRange(0, 4).Draw(t, "id"))}
			has := slices.Index(truth[k], id)
			switch {
			case has < 0 && rapid.Bool().Draw(t, "add"):
				ring.add(k, id)
				truth[k] = append(truth[k], id)
			case has >= 0:
				ring.remove(k, id)
				truth[k] = slices.Delete(truth[k], has, has+1)
			default:
				ring.remove(k, id) // it never was there
			}
		}
		for k, ids := range truth {
			require.ElementsMatch(t, ids, ring.rows(k, 100))
			require.Len(t, ring.rows(k, 2), min(2, len(ids)))
		}
	})
}

func TestAKeyringIsGoodForWhatItsTableHeldAlone(t *testing.T) {
	t.Parallel()
	var rings keyrings
	of := keyringOf{tenant: uuid.New(), gen: Generation{Model: "m", Build: 1}, table: "t"}
	held, other := TableState{Rows: 1, Digest: Digest{1}}, TableState{Rows: 1, Digest: Digest{2}}

	require.NotNil(t, rings.take(of, TableState{}), "an empty table has no keys")
	require.Nil(t, rings.take(of, held), "nobody has read them")
	ring := newKeyring()
	rings.put(of, held, ring)
	require.Same(t, ring, rings.take(of, held))
	require.Nil(t, rings.take(of, held), "somebody is at work on it")
	rings.put(of, held, ring)
	require.Nil(t, rings.take(of, other), "the transaction failed, or another process was here")
	require.Nil(t, rings.take(of, held))
}

func TestAKeyringThatWasNotUsedForLongGoes(t *testing.T) {
	t.Parallel()
	rings := keyrings{most: 5}
	held := TableState{Rows: 2, Digest: Digest{1}}
	of := func(i int) keyringOf { return keyringOf{table: fmt.Sprint(i)} }
	for i := range 3 {
		ring := newKeyring()
		ring.add(key{0, "a"}, uuid.New())
		ring.add(key{0, "b"}, uuid.New())
		rings.put(of(i), held, ring)
	}
	require.Nil(t, rings.take(of(0), held))
	require.NotNil(t, rings.take(of(1), held))
	require.NotNil(t, rings.take(of(2), held))
}
