package rowid_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/domain/rowid"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestIdsAreVersion5OfTenantAndStream(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Custom(func(t *rapid.T) uuid.UUID { return uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")) })
		tenant, conn, n := id.Draw(t, "tenant"), id.Draw(t, "connection"), rapid.Int64().Draw(t, "n")
		device := rowid.Device(tenant, conn, n)
		require.Equal(t, uuid.NewSHA1(tenant, []byte(event.DeviceStream(conn, n))), device)
		for stream, want := range map[string]uuid.UUID{
			event.DeviceStream(conn, n): device, event.DeviceUserStream(conn, n): device,
			event.MappingStream(conn, n): rowid.Organization(tenant, conn, n), event.LocationStream(conn, n): rowid.Location(tenant, conn, n),
			event.CustomerStream(conn): conn,
		} {
			got, ok := rowid.OfStream(tenant, stream)
			require.True(t, ok)
			require.Equal(t, want, got, stream)
		}
	})
	_, ok := rowid.OfStream(uuid.Nil, "nonsense")
	require.False(t, ok)
}
