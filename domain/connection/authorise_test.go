package connection_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/connection"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestSET_12_OnlyAConnectionThatIsThereIsAuthorised(t *testing.T) {
	t.Parallel()
	command := connection.Authorise{Scopes: []string{"monitoring"}, CanRefresh: true, By: "token:1"}
	_, err := connection.Decide(connection.State{}, command)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))

	id := uuid.New()
	state := connection.State{Settings: connection.Settings{Connection: id, ClientID: "c", Grant: "authorization_code"}}
	events, err := connection.Decide(state, command)
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.ConnectionAuthorised{
		Connection: id, Grant: "authorization_code", Scopes: []string{"monitoring"}, CanRefresh: true, By: "token:1",
	}}, events)
	require.Equal(t, state, connection.Evolve(state, events[0]), "settings stay as they are (REC-01)")

	state.Removed = true
	_, err = connection.Decide(state, command)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}
