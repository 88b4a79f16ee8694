package vault_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Through the store: what is appended is nowhere plain, and comes back as it was.
func TestStoreSealsWithTheVault(t *testing.T) {
	t.Parallel()
	b := setup(t)
	store, err := eventstore.Open(b.pool, eventstore.Config{Registry: catalog, Sealer: b.vault})
	require.NoError(t, err)
	t.Cleanup(store.Close)
	a := eventstore.Append{Tenant: b.one, ID: uuid.New(), Actor: "poller", Events: []event.New{
		{Stream: "device-user/1", Payload: logon(`EXAMPLE\Wilhelmina`)},
	}}
	_, err = store.Append(b.ctx, a)
	require.NoError(t, err)
	again, err := store.Append(b.ctx, a)
	require.NoError(t, err)
	require.True(t, again.Replayed, "sealed anew, and still the same request")

	var rows int
	require.NoError(t, b.pool.QueryRow(b.ctx, `select count(*) from eventstore.events e where e::text ilike '%wilhelmina%'`).Scan(&rows))
	require.Zero(t, rows)
	require.NoError(t, store.Read(b.ctx, b.one, eventstore.Query{}, func(e event.Recorded) error {
		require.Equal(t, `EXAMPLE\Wilhelmina`, userOf(b.read(t, b.process(t), e)).Text())
		return nil
	}))
}
