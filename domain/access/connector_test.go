package access

import (
	"strings"
	"testing"

	"coresync/domain"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func decideConnector(t *testing.T, c Connector, command any) (Connector, error) {
	t.Helper()
	events, err := DecideConnector(c, command)
	for _, e := range events {
		c = EvolveConnector(c, e)
	}
	if err == nil && c.Added() {
		if _, adds := command.(AddConnector); !adds {
			again, err := DecideConnector(c, command)
			require.NoError(t, err)
			require.Empty(t, again, "what is so already is no event")
		}
	}
	return c, err
}

// Several people may own a connector, one at least does (C1C-08, C1C-09).
func TestC1C_09_AConnectorHasOneOwnerOrSeveral(t *testing.T) {
	t.Parallel()
	id, ann, bob := uuid.UUID{1}, uuid.UUID{2}, uuid.UUID{3}
	_, err := decideConnector(t, Connector{}, AddConnector{Connector: id, App: uuid.UUID{9}})
	require.Equal(t, []string{"/owners"}, faultsOf(err))
	_, err = decideConnector(t, Connector{}, SetOwners{id, []uuid.UUID{ann}})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))

	c, err := decideConnector(t, Connector{}, AddConnector{Connector: id, App: uuid.UUID{9}, Owners: []uuid.UUID{bob, ann, bob}})
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{ann, bob}, c.Owners, "each once")
	_, err = decideConnector(t, c, AddConnector{Connector: id, App: uuid.UUID{8}, Owners: []uuid.UUID{ann}})
	require.ErrorContains(t, err, "has a connector already")
	c, err = decideConnector(t, c, SetOwners{id, []uuid.UUID{bob}})
	require.NoError(t, err)
	require.Equal(t, []uuid.UUID{bob}, c.Owners)
	_, err = decideConnector(t, c, SetOwners{id, nil})
	require.Equal(t, []string{"/owners"}, faultsOf(err))
	c, err = decideConnector(t, c, RemoveConnector{id})
	require.NoError(t, err)
	require.False(t, c.Added())
}

// An app is discovered as often as one likes and becomes managed once.
func TestAnAppBecomesManaged(t *testing.T) {
	t.Parallel()
	id := AppID(uuid.UUID{1}, FromCSV, "okta-7")
	require.NotEqual(t, id, AppID(uuid.UUID{1}, FromSCIM, "okta-7"))
	var a App
	decide := func(command any) int {
		events, err := DecideApp(a, command)
		require.NoError(t, err)
		for _, e := range events {
			a = EvolveApp(a, e)
		}
		return len(events)
	}
	seen := Discover{id, " NinjaOne ", FromCSV, "okta-7"}
	require.Equal(t, 1, decide(seen))
	require.Zero(t, decide(seen))
	require.Equal(t, App{Name: "NinjaOne", Source: FromCSV, External: "okta-7"}, a)
	seen.Name = "NinjaOne EU"
	require.Equal(t, 1, decide(seen))
	require.Equal(t, 1, decide(Manage{App: id}))
	require.Zero(t, decide(Manage{App: id}))
	require.Equal(t, App{Name: "NinjaOne EU", Source: FromCSV, External: "okta-7", Managed: true}, a)

	for _, name := range []string{"", " ", "a\x00b", strings.Repeat("x", 201)} {
		_, err := DecideApp(App{}, Manage{App: id, Name: name})
		require.Equal(t, []string{"/name"}, faultsOf(err), "%q", name)
		_, err = DecideApp(App{}, Discover{id, name, FromCSV, "x"})
		require.Equal(t, []string{"/name"}, faultsOf(err), "%q", name)
	}
	made := EvolveApp(App{}, &event.AppManaged{App: id, Name: "Mine"})
	require.Equal(t, App{Name: "Mine", Managed: true}, made)
}
