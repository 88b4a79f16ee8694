package assignment_test

import (
	"testing"
	"time"

	"coresync/domain/assignment"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWhoIsThereHalfTheTimeHasHalf(t *testing.T) {
	t.Parallel()
	to := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	from := to.AddDate(0, 0, -90)
	shares := assignment.Shares([][]assignment.Spell{
		{{User: "jdoe", From: from.AddDate(0, 0, 45)}, {User: "amoe", From: from.AddDate(-1, 0, 0)}, {User: "", From: to.AddDate(0, 0, -9)}},
		{{User: "amoe", From: to.AddDate(0, 0, 3)}}, // after the end
	}, from, to)
	require.Equal(t, []assignment.Share{
		{User: "amoe", For: 45 * 24 * time.Hour, Last: from.AddDate(0, 0, 45), Part: 45. / 81},
		{User: "jdoe", For: 36 * 24 * time.Hour, Last: to.AddDate(0, 0, -9), Part: 36. / 81},
	}, shares)
	require.Empty(t, assignment.Shares(nil, from, to))
}

// Shares add up to the whole, none is longer than the time that is looked at for each device, and the
// order of what was observed doesn't matter.
func TestSharesAddUpToTheWhole(t *testing.T) {
	t.Parallel()
	to := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	from := to.AddDate(0, 0, -90)
	rapid.Check(t, func(t *rapid.T) {
		hours := rapid.SliceOfNDistinct(rapid.IntRange(-200, 2400), 1, 12, rapid.ID).Draw(t, "hours")
		var spells, turned []assignment.Spell
		for _, h := range hours {
			s := assignment.Spell{User: rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(t, "user"), From: from.Add(time.Duration(h) * time.Hour)}
			spells, turned = append(spells, s), append([]assignment.Spell{s}, turned...)
		}
		shares := assignment.Shares([][]assignment.Spell{spells}, from, to)
		require.Equal(t, shares, assignment.Shares([][]assignment.Spell{turned}, from, to))
		var whole time.Duration
		part := 0.
		for _, s := range shares {
			whole, part = whole+s.For, part+s.Part
			require.Positive(t, s.For)
			require.False(t, s.Last.After(to))
		}
		require.LessOrEqual(t, whole, to.Sub(from))
		if len(shares) > 0 {
			require.InDelta(t, 1, part, 1e-9)
		}
	})
}
