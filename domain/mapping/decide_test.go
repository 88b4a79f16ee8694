package mapping_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/domain/mapping"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestMAP_11_DecisionsReplaceEachOther(t *testing.T) {
	t.Parallel()
	acme, bolt := uuid.New(), uuid.New()
	var s mapping.State
	does := func(c mapping.Command, want ...event.Payload) {
		t.Helper()
		c.OrganizationID = 7
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
	for _, c := range []mapping.Command{{}, {Ignore: true, Unset: true}, {Customer: uuid.New(), Ignore: true}} {
		_, err := mapping.Decide(mapping.State{}, c)
		require.ErrorIs(t, err, mapping.ErrAmbiguous)
	}
}
