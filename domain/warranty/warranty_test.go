package warranty_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"coresync/domain/lifetime"
	"coresync/domain/warranty"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var byDefault = [][]warranty.Source{{warranty.SourceHand}, {warranty.SourceNinjaOne, warranty.SourceImport, warranty.SourceKept}}

func day(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return at
}

func TestTheLatestOfTheFirstSourceDecides(t *testing.T) {
	t.Parallel()
	of := func(source warranty.Source, start, end string) warranty.Entitlement {
		return warranty.Entitlement{ID: uuid.New(), Source: source, Start: day(start), End: day(end)}
	}
	ninja, renewal := of(warranty.SourceNinjaOne, "2022-01-01", "2025-01-01"), of(warranty.SourceImport, "2025-01-02", "2027-01-01")
	hand := of(warranty.SourceHand, "", "2024-06-30")
	for name, c := range map[string]struct {
		all  []warranty.Entitlement
		want string
	}{
		"none":                             {nil, ""},
		"one without an end says nothing":  {[]warranty.Entitlement{of(warranty.SourceHand, "2024-01-01", "")}, ""},
		"a renewal counts":                 {[]warranty.Entitlement{ninja, renewal}, "2027-01-01"},
		"by hand wins, even if it is less": {[]warranty.Entitlement{ninja, renewal, hand}, "2024-06-30"},
		"the later of two by hand":         {[]warranty.Entitlement{hand, of(warranty.SourceHand, "", "2026-06-30"), renewal}, "2026-06-30"},
		"one that ends before it begins":   {[]warranty.Entitlement{ninja, of(warranty.SourceImport, "2031-01-01", "2030-01-01")}, "2025-01-01"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, any := warranty.Effective(c.all, byDefault)
			require.Equal(t, c.want != "", any)
			require.Equal(t, day(c.want), found.End)
		})
	}
}

func TestGaps(t *testing.T) {
	t.Parallel()
	of := func(start, end string) warranty.Entitlement {
		return warranty.Entitlement{ID: uuid.New(), Source: warranty.SourceImport, Start: day(start), End: day(end)}
	}
	all := []warranty.Entitlement{of("2024-03-01", "2024-12-31"), of("2020-01-01", "2022-12-31"), of("2023-01-01", "2023-06-30"), of("2021-01-01", "2021-02-01")}
	require.Equal(t, []lifetime.Range{{From: day("2023-07-01"), To: day("2024-02-29")}}, warranty.Gaps(all), "one day after the other is no gap; a leap day is a day")
	require.True(t, warranty.Covered(all, day("2024-03-01")))
	require.False(t, warranty.Covered(all, day("2024-02-29")))
	require.Empty(t, warranty.Gaps(nil))
}

// days are few, so that entitlements meet.
func days(t *rapid.T, label string) time.Time {
	return day("2024-02-01").AddDate(0, 0, rapid.IntRange(0, 60).Draw(t, label))
}

func TestEveryDayIsCoveredOrInAGap(t *testing.T) {
	t.Parallel()
	sources := []warranty.Source{warranty.SourceHand, warranty.SourceImport, warranty.SourceNinjaOne, warranty.SourceKept}
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) warranty.Entitlement {
			start := days(t, "start")
			return warranty.Entitlement{
				ID: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")), Source: rapid.SampledFrom(sources).Draw(t, "source"),
				Start: start, End: start.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "days")),
			}
		}), 1, 6).Draw(t, "entitlements")
		first, last := all[0].Start, all[0].End
		for _, e := range all {
			if e.Start.Before(first) {
				first = e.Start
			}
			if e.End.After(last) {
				last = e.End
			}
		}
		gaps := warranty.Gaps(all)
		for d := first; !d.After(last); d = d.AddDate(0, 0, 1) {
			within := 0
			for _, g := range gaps {
				if !d.Before(g.From) && !d.After(g.To) {
					within++
				}
			}
			want := 1
			if warranty.Covered(all, d) {
				want = 0
			}
			require.Equal(t, want, within, d.Format(time.DateOnly))
		}
		found, _ := warranty.Effective(all, byDefault)
		shuffled := append([]warranty.Entitlement(nil), all...)
		rand.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, _ := warranty.Effective(shuffled, byDefault)
		require.Equal(t, found, again, "the order of the list says nothing")
	})
}
