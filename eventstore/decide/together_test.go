package decide_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"
	"coresync/domain/mapping"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func stream(n int) string { return fmt.Sprint("mapping/x/", n) }

func row(n int, customer uuid.UUID, version int64) decide.Row[mapping.Command] {
	return decide.Row[mapping.Command]{
		Stream: stream(n), Version: version, Command: mapping.Command{Place: mapping.Place{Organization: int64(n)}, Customer: customer},
	}
}

// What commands come to together is what they come to one after the other, and it is one
// append: it has one time, and positions without another's between.
func TestTogetherIsOneAfterTheOtherInOneAppend(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	rapid.Check(t, func(t *rapid.T) {
		one, all := uuid.NewString(), uuid.NewString()
		customers := []uuid.UUID{{1}, {2}}
		var versions [6]int64
		for range rapid.IntRange(1, 3).Draw(t, "batches") {
			var rows []decide.Row[mapping.Command]
			for n := range versions {
				if rapid.Bool().Draw(t, "named") {
					c := mapping.Command{Place: mapping.Place{Organization: int64(n)}, Customer: rapid.SampledFrom(customers).Draw(t, "customer")}
					if rapid.IntRange(0, 4).Draw(t, "unclear") == 0 {
						c.Ignore = true // and a customer: refused
					}
					rows = append(rows, decide.Row[mapping.Command]{Stream: all + stream(n), Command: c, Version: rapid.SampledFrom([]int64{decide.AnyVersion, 0, versions[n]}).Draw(t, "version")})
				}
			}
			outcomes, done, err := decide.Together(t.Context(), l, organization, decide.Batch[mapping.Command]{Tenant: l.A, Actor: "cli:test", Rows: rows})
			require.NoError(t, err)
			wrote := int64(0)
			for i, r := range rows {
				single, err := decide.Handle(t.Context(), l, organization, decide.Request[mapping.Command]{
					Tenant: l.A, Actor: "cli:test", Stream: one + r.Stream[len(all):], Command: r.Command, Version: r.Version,
				})
				require.Equal(t, err == nil, outcomes[i].Err == nil, "row %d: %v, %v", i, err, outcomes[i].Err)
				require.Equal(t, single.Last != 0, outcomes[i].Changed)
				if outcomes[i].Changed {
					wrote++
					require.Equal(t, single.Versions[one+r.Stream[len(all):]], outcomes[i].Version)
				}
				versions[r.Command.Organization] = max(versions[r.Command.Organization], outcomes[i].Version)
			}
			if wrote > 0 {
				require.Equal(t, wrote, done.Last-done.First+1)
			}
		}
	})
}

func TestABatchThatIsRepeatedTellsWhatItDid(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	acme, also := uuid.New(), event.New{Stream: "mapping/x/99", Payload: &event.OrganizationIgnored{OrganizationID: 99}}
	b := decide.Batch[mapping.Command]{Tenant: l.A, Actor: "cli:test", ID: uuid.New(), Rows: []decide.Row[mapping.Command]{row(1, acme, 0), row(2, acme, 5), row(3, acme, 0)}}
	b.Rows[0].First, b.Rows[0].Expect = []event.New{also}, map[string]eventstore.Expected{also.Stream: eventstore.NoStream()}
	first, done, err := decide.Together(t.Context(), l, organization, b)
	require.NoError(t, err)
	var conflict *eventstore.VersionConflictError
	require.ErrorAs(t, first[1].Err, &conflict)
	require.EqualValues(t, 3, done.Last-done.First+1)

	again, replayed, err := decide.Together(t.Context(), l, organization, b)
	require.NoError(t, err)
	require.True(t, replayed.Replayed)
	require.Equal(t, done.Last, replayed.Last)
	require.Equal(t, first[0], again[0])
	require.Equal(t, first[2], again[2])
	require.ErrorAs(t, again[1].Err, &conflict)
	b.Rows[1].Version = 0 // it would be possible now, but was not part of what was done
	again, _, err = decide.Together(t.Context(), l, organization, b)
	require.NoError(t, err)
	require.ErrorIs(t, again[1].Err, decide.ErrLeft)
	require.Len(t, storetest.ReadAll(t, l, l.A), 3)
}

func TestABatchIsWrittenWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	acme := uuid.New()
	b := decide.Batch[mapping.Command]{Tenant: l.A, Actor: "cli:test", Rows: []decide.Row[mapping.Command]{row(1, acme, 0), row(2, acme, 0)}}
	b.Rows[1].First = []event.New{{Stream: stream(9), Payload: &event.OrganizationIgnored{OrganizationID: 9}}}
	b.Rows[1].Expect = map[string]eventstore.Expected{stream(9): eventstore.Exact(4)}
	_, _, err := decide.Together(t.Context(), l, organization, b)
	var conflict *eventstore.VersionConflictError
	require.ErrorAs(t, err, &conflict)
	require.Empty(t, storetest.ReadAll(t, l, l.A))
	b.Rows[1] = row(1, acme, 0)
	_, _, err = decide.Together(t.Context(), l, organization, b)
	require.ErrorIs(t, err, decide.ErrRepeated)
}
