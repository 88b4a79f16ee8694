package access

import (
	"testing"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func reviewRows(n int) []event.ReviewRow {
	rows := make([]event.ReviewRow, n)
	for i := range rows {
		rows[i] = event.ReviewRow{Connection: uuid.UUID{7}, UserID: int64(i + 1), RoleID: int64(i % 3)}
	}
	return rows
}

// Whatever is commanded in whatever order: a campaign is signed off only when each row was
// decided, the numbers of its end are those of its rows, and what has ended stays ended.
func TestAReviewIsSignedOffOnlyWhenEveryRowIsDecided(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows := reviewRows(rapid.IntRange(1, 4).Draw(t, "rows"))
		want := make(map[event.ReviewKey]string)
		for _, row := range rows {
			want[row.Key()] = Undecided
		}
		var r Review
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			verdict := rapid.SampledFrom([]string{Keep, TakeAway, Undecided, "maybe"}).Draw(t, "verdict")
			row := rapid.SampledFrom(rows).Draw(t, "row").Key()
			command := rapid.SampledFrom([]any{
				OpenReview{&event.AccessReviewOpened{Review: uuid.UUID{1}, Name: "Q1", Scope: ReviewAll}, rows},
				DecideRows{Rows: []event.ReviewKey{row}, Verdict: verdict}, SignOff{By: "ann"}, CancelReview{},
			}).Draw(t, "command")
			before := r.Status
			events, err := DecideReview(r, command)
			if err == nil && len(events) > 0 {
				if d, is := command.(DecideRows); is {
					want[row] = d.Verdict
				}
			}
			for _, e := range events {
				if off, is := e.(*event.AccessReviewSignedOff); is {
					require.Zero(t, r.Count(Undecided))
					require.Equal(t, len(rows), off.Kept+off.Revoked)
					require.Equal(t, r.Count(TakeAway), off.Revoked)
				}
				r = EvolveReview(r, e)
			}
			if r.Opened != nil {
				require.Equal(t, want, r.Verdicts)
			}
			if before == ReviewSignedOff || before == ReviewCancelled {
				require.Equal(t, before, r.Status)
				require.Empty(t, events)
			}
		}
	})
}

// A large campaign is told in events that each stay within their bound, and one that
// nobody would look through is refused.
func TestAReviewIsBounded(t *testing.T) {
	t.Parallel()
	opened := &event.AccessReviewOpened{Review: uuid.UUID{1}, Name: " Q1 ", Scope: ReviewTechnicians}
	events, err := DecideReview(Review{}, OpenReview{opened, reviewRows(1201)})
	require.NoError(t, err)
	require.Len(t, events, 4)
	require.Equal(t, "Q1", events[0].(*event.AccessReviewOpened).Name)
	require.Equal(t, 1201, events[0].(*event.AccessReviewOpened).Rows)
	var r Review
	for _, e := range events {
		r = EvolveReview(r, e)
	}
	require.Len(t, r.Verdicts, 1201)
	all := make([]event.ReviewKey, 0, 1201)
	for key := range r.Verdicts {
		all = append(all, key)
	}
	events, err = DecideReview(r, DecideRows{Rows: all, Verdict: Keep})
	require.NoError(t, err)
	require.Len(t, events, 3)

	_, err = DecideReview(Review{}, OpenReview{&event.AccessReviewOpened{Scope: "some"}, reviewRows(MostReviewRows + 1)})
	require.Equal(t, []string{"/name", "/scope"}, faultsOf(err))
	_, err = DecideReview(Review{}, OpenReview{opened, nil})
	require.Equal(t, []string{"/scope"}, faultsOf(err))
	_, err = DecideReview(r, DecideRows{Rows: []event.ReviewKey{{UserID: 9}}, Verdict: Keep})
	require.Equal(t, []string{"/rows/0"}, faultsOf(err))
	_, err = DecideReview(Review{}, SignOff{})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}
