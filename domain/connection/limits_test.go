package connection_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/change"
	"coresync/domain/connection"
	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func TestAConnectionHasLimits(t *testing.T) {
	t.Parallel()
	_, err := connection.Decide(connection.State{}, connection.Limit{})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	s, _ := decide(t, connection.State{}, connection.Save{Settings: valid()})
	require.Equal(t, change.DefaultLimits(), s.Limits())
	_, events := decide(t, s, connection.Limit{Limits: change.DefaultLimits()})
	require.Empty(t, events, "they hold already")
	_, err = connection.Decide(s, connection.Limit{Limits: change.Limits{Percent: 101}})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))

	own := change.Limits{Devices: 50, Percent: 10, Few: 5}
	s, events = decide(t, s, connection.Limit{Limits: own})
	require.Equal(t, []event.Payload{&event.SyncLimitsSet{Devices: 50, Percent: 10, Few: 5}}, events)
	renamed := valid()
	renamed.Name = "Other"
	s, _ = decide(t, s, connection.Save{Settings: renamed})
	require.Equal(t, own, s.Limits(), "a new name changes no limits")
}
