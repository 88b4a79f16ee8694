package poller

import (
	"testing"

	"coresync/domain/observation"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestMemoryForgetsWhatWasNotUsedForLongest(t *testing.T) {
	t.Parallel()
	var m memory
	key := func(n int) listingKey { return listingKey{prefix: string(rune('a' + n))} }
	fill := func(n, heads int) {
		m.keep(key(n), func(r *remembered) { r.heads.all = make([]head, heads) })
	}
	fill(0, maxRemembered/2)
	fill(1, maxRemembered/4)
	m.recall(key(0))
	fill(2, maxRemembered/2)
	require.Len(t, m.recall(key(0)).heads.all, maxRemembered/2)
	require.Empty(t, m.recall(key(1)).heads.all)
	require.Len(t, m.recall(key(2)).heads.all, maxRemembered/2)
	require.LessOrEqual(t, m.size(), maxRemembered)
	fill(3, maxRemembered+1) // larger than all that may be remembered
	require.Zero(t, m.size())
}

func TestMemoryServesOnlyTheLogThatItIsOf(t *testing.T) {
	t.Parallel()
	epoch := uuid.New()
	r := remembered{at: eventstore.Head{Epoch: epoch, Position: 100}, heads: heads{make([]head, 10)}}
	for _, c := range []struct {
		what  string
		now   eventstore.Head
		serve bool
	}{
		{"where it was", eventstore.Head{Epoch: epoch, Position: 100}, true},
		{"a little later", eventstore.Head{Epoch: epoch, Position: 110}, true},
		{"so far that reading all is cheaper", eventstore.Head{Epoch: epoch, Position: 111}, false},
		{"an older backup", eventstore.Head{Epoch: epoch, Position: 99}, false},
		{"another epoch", eventstore.Head{Epoch: uuid.New(), Position: 100}, false},
	} {
		require.Equal(t, c.serve, r.serves(c.now), c.what)
	}
	require.False(t, (&remembered{}).serves(eventstore.Head{Epoch: epoch}), "nothing is remembered")
}

func TestASightIsOfAListingThatShowedIt(t *testing.T) {
	t.Parallel()
	was := sights{[]sight{{id: 1}, {id: 5}, {id: 9}}}
	was.all[1].user = observation.Print{1}
	now := was.with([]sight{{id: 7}, {id: 5, user: observation.Print{2}}}, func(id uint32) bool { return id != 1 })
	require.Equal(t, []sight{{id: 5, user: observation.Print{2}}, {id: 7}, {id: 9}}, now.all)
	hint := 0
	require.Equal(t, observation.Print{2}, now.find(5, &hint).user)
	require.Equal(t, 1, hint)
	require.NotNil(t, now.find(9, &hint))
	require.Nil(t, now.find(1, &hint))
}
