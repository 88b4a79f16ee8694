package mapping_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/domain/mapping"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestMAP_11_DecisionsReplaceEachOther(t *testing.T) {
	t.Parallel()
	acme, bolt := uuid.New(), uuid.New()
	var s mapping.State
	does := func(c mapping.Command, want ...event.Payload) {
		t.Helper()
		c.Organization = 7
		got, err := mapping.Decide(s, c)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for _, p := range got {
			s = mapping.Evolve(s, p)
		}
	}
	does(mapping.Command{Unset: true})
	does(mapping.Command{Customer: acme}, &event.OrganizationMapped{OrganizationID: 7, Customer: acme})
	does(mapping.Command{Customer: acme})
	does(mapping.Command{Customer: bolt}, &event.OrganizationMapped{OrganizationID: 7, Customer: bolt})
	does(mapping.Command{Ignore: true, Reason: "lab"}, &event.OrganizationIgnored{OrganizationID: 7, Reason: "lab"})
	does(mapping.Command{Ignore: true})
	does(mapping.Command{Customer: bolt}, &event.OrganizationMapped{OrganizationID: 7, Customer: bolt})
	does(mapping.Command{Unset: true}, &event.OrganizationUnmapped{OrganizationID: 7})
	require.Equal(t, mapping.State{}, s)
}

func TestACommandSaysOneThing(t *testing.T) {
	t.Parallel()
	for _, c := range []mapping.Command{{}, {Ignore: true, Unset: true}, {Customer: uuid.New(), Ignore: true}, {Customer: uuid.New(), Reject: uuid.New()}} {
		_, err := mapping.Decide(mapping.State{}, c)
		require.ErrorIs(t, err, mapping.ErrAmbiguous)
	}
}

func TestMAP_13_ARejectedCandidateIsOneUntilItIsMapped(t *testing.T) {
	t.Parallel()
	acme, bolt := uuid.New(), uuid.New()
	place := mapping.Place{Connection: uuid.New(), Organization: 7}
	does := func(s mapping.State, c mapping.Command) mapping.State {
		t.Helper()
		c.Place = place
		events, err := mapping.Decide(s, c)
		require.NoError(t, err)
		for _, e := range events {
			s = mapping.Evolve(s, e)
		}
		return s
	}
	s := does(mapping.State{}, mapping.Command{Reject: acme})
	require.Equal(t, []uuid.UUID{acme}, s.Rejected)
	require.Equal(t, s, does(s, mapping.Command{Reject: acme}))
	s = does(does(s, mapping.Command{Customer: bolt}), mapping.Command{Reject: bolt})
	require.Zero(t, s.Customer, "what it is not, it is not mapped to")
	require.Equal(t, []uuid.UUID{acme, bolt}, s.Rejected)
	s = does(s, mapping.Command{Customer: acme})
	require.Equal(t, []uuid.UUID{bolt}, s.Rejected)
	require.Equal(t, mapping.State{}, does(s, mapping.Command{Unset: true}))
	_, err := mapping.Decide(mapping.State{}, mapping.Command{Place: mapping.Place{Location: 3}, Reject: acme})
	require.ErrorIs(t, err, mapping.ErrNoCandidate)
}

// Whatever was decided, undoing it brings back what held before.
func TestRestoreBringsBackWhatHeldBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		place := mapping.Place{Connection: uuid.UUID{1}, Organization: 7}
		if rapid.Bool().Draw(t, "location") {
			place.Location = 3
		}
		some := func(s mapping.State, label string) mapping.State {
			for range rapid.IntRange(0, 4).Draw(t, label) {
				customer := uuid.UUID{15: byte(rapid.IntRange(1, 3).Draw(t, "customer"))}
				c := rapid.SampledFrom([]mapping.Command{
					{Customer: customer}, {Ignore: true, Reason: "lab"}, {Ignore: true}, {Unset: true}, {Reject: customer},
				}).Draw(t, "command")
				c.Place = place
				if place.Location != 0 && c.Reject != uuid.Nil {
					continue
				}
				events, err := mapping.Decide(s, c)
				require.NoError(t, err)
				for _, e := range events {
					s = mapping.Evolve(s, e)
				}
			}
			return s
		}
		before := some(mapping.State{}, "before")
		now := some(before, "since")
		restored := now
		for _, e := range mapping.Restore(place, now, before) {
			restored = mapping.Evolve(restored, e)
		}
		require.Equal(t, before.Customer, restored.Customer)
		require.Equal(t, before.Ignored, restored.Ignored)
		require.Equal(t, before.Reason, restored.Reason)
		require.ElementsMatch(t, before.Rejected, restored.Rejected)
		require.Empty(t, mapping.Restore(place, before, before))
	})
}
