package privacy_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/privacy"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What was decided last of a customer holds, else what was decided last of the connection,
// else users are kept; what changes nothing records nothing.
func TestGAP_07_WhoseLastUsersAreKept(t *testing.T) {
	t.Parallel()
	ids := []uuid.UUID{uuid.New(), uuid.New()}
	rapid.Check(t, func(t *rapid.T) {
		var rules privacy.Rules
		customers, connections := map[uuid.UUID]event.Keeping{}, map[uuid.UUID]event.Keeping{}
		for range rapid.IntRange(0, 12).Draw(t, "decisions") {
			keep := rapid.SampledFrom([]event.Keeping{event.KeepUsers, event.DropUsers, event.FollowUsers}).Draw(t, "keep")
			set, of := &event.LastUserKeepingSet{Keep: keep}, customers
			if set.Customer = rapid.SampledFrom(ids).Draw(t, "of"); keep != event.FollowUsers && rapid.Bool().Draw(t, "connection") {
				set.Connection, set.Customer, of = set.Customer, uuid.Nil, connections
			}
			before := rules
			events, err := privacy.Decide(rules, set)
			require.NoError(t, err)
			for _, e := range events {
				rules = privacy.Evolve(rules, e)
			}
			if len(events) == 0 {
				require.Equal(t, before, rules)
			}
			again, err := privacy.Decide(rules, set)
			require.NoError(t, err)
			require.Empty(t, again, "a decision that was made changes nothing")
			of[uuid.UUID(either(set.Customer, set.Connection))] = keep
		}
		all := true
		for _, connection := range ids {
			for _, customer := range append(ids, uuid.Nil) {
				want := event.Withheld("")
				switch keep := customers[customer]; {
				case keep == event.DropUsers:
					want = event.WithheldByCustomer
				case keep != event.KeepUsers && connections[connection] == event.DropUsers:
					want = event.WithheldByConnection
				}
				require.Equal(t, want, rules.Withhold(connection, customer))
				all = all && want == ""
			}
		}
		if rules.KeepsAll(ids[0]) && rules.KeepsAll(ids[1]) {
			require.True(t, all)
		}
	})
}

func either(a, b uuid.UUID) uuid.UUID {
	if a != uuid.Nil {
		return a
	}
	return b
}

func TestGAP_07_WrongRulesAreRefusedWithAllFaults(t *testing.T) {
	t.Parallel()
	for name, wanted := range map[string]event.Payload{
		"nobody":   &event.LastUserKeepingSet{Keep: event.DropUsers},
		"two":      &event.LastUserKeepingSet{Connection: uuid.New(), Customer: uuid.New(), Keep: event.DropUsers},
		"unknown":  &event.LastUserKeepingSet{Customer: uuid.New(), Keep: "maybe"},
		"default":  &event.LastUserKeepingSet{Connection: uuid.New(), Keep: event.FollowUsers},
		"short":    &event.LastUserRetentionSet{Days: privacy.LeastDays - 1},
		"long":     &event.LastUserRetentionSet{Days: privacy.MostDays + 1},
		"negative": &event.LastUserRetentionSet{Days: -1},
	} {
		_, err := privacy.Decide(privacy.Rules{}, wanted)
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), name)
	}
	require.NotEmpty(t, privacy.CheckReason(""))
	require.Empty(t, privacy.CheckReason("request 12"))
}
