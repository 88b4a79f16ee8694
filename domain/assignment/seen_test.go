package assignment_test

import (
	"slices"
	"testing"
	"time"

	"coresync/domain/assignment"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var day0 = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func hour(n int) time.Time { return day0.Add(time.Duration(n) * time.Hour) }

func sighting(user uuid.UUID, hours int) assignment.Sighting {
	return assignment.Sighting{User: user, ObservedAt: hour(hours)}
}

// A username as reported is shown with on how many of the last 30 days it was reported.
func TestCON_02_HowOftenTheLastUserWasSeen(t *testing.T) {
	t.Parallel()
	ann, bob := uuid.New(), uuid.New()
	all := []assignment.Sighting{sighting(ann, 43*24+1), sighting(bob, 40*24+1), sighting(ann, 0)}
	for _, c := range []struct {
		all            []assignment.Sighting
		user           uuid.UUID
		hours          int
		wantDays, want int
	}{
		{all[2:], ann, 5, 1, 1},        // the first day
		{all[2:], ann, 3*24 + 1, 4, 4}, // known for less than 30 days
		{all, bob, 60 * 24, 4, 30},     // three whole days cover four windows in part
		{all, ann, 60 * 24, 28, 30},
		{all, bob, 100 * 24, 0, 30},
		{all, uuid.New(), 60 * 24, 0, 30},
		{all, uuid.Nil, 60 * 24, 0, 0},
		{nil, ann, 60 * 24, 0, 0},
		{[]assignment.Sighting{{User: ann, ObservedAt: hour(240), LogonAt: hour(192)}}, ann, 241, 3, 3},                     // logged on before the first look
		{[]assignment.Sighting{{User: ann, ObservedAt: hour(240), LogonAt: hour(192)}, sighting(bob, 239)}, ann, 264, 1, 2}, // but bob was seen after that
	} {
		days, of := assignment.SeenDays(c.all, c.user, hour(c.hours), 30)
		require.Equal(t, [2]int{c.wantDays, c.want}, [2]int{days, of}, c)
	}
}

// Days are those on which somebody who looked every hour would have seen the user.
func TestSeenDaysAreThoseOfSomebodyWhoLooksAllTheTime(t *testing.T) {
	t.Parallel()
	users := []uuid.UUID{{1}, {2}, {}}
	rapid.Check(t, func(t *rapid.T) {
		var all []assignment.Sighting
		var begins []int
		hours := 0
		for range rapid.IntRange(1, 50).Draw(t, "observations") {
			all = append(all, sighting(rapid.SampledFrom(users).Draw(t, "user"), hours))
			begins = append(begins, hours)
			hours += rapid.IntRange(1, 100).Draw(t, "hours")
		}
		user := users[rapid.IntRange(0, 1).Draw(t, "who")]
		want, known := map[int]bool{}, map[int]bool{}
		for h := max(0, hours-30*24); h < hours; h++ {
			at, _ := slices.BinarySearch(begins, h+1)
			ago := (hours - h - 1) / 24
			known[ago] = true
			if all[at-1].User == user {
				want[ago] = true
			}
		}
		slices.Reverse(all)
		days, of := assignment.SeenDays(all, user, hour(hours), 30)
		require.Equal(t, [2]int{len(want), len(known)}, [2]int{days, of})
	})
}
