package catalog_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/projectiontest"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func observed(conn uuid.UUID, id int64, name string) event.New {
	return event.New{Stream: event.DeviceStream(conn, id), Payload: &event.DeviceObserved{
		Connection: conn, DeviceID: id, Device: json.RawMessage(fmt.Sprintf(`{"id":%d,"systemName":%q}`, id, name)),
	}}
}

func statusOf(t *testing.T, all []projections.Status, model string) projections.Status {
	t.Helper()
	for _, s := range all {
		if s.Model == model {
			return s
		}
	}
	t.Fatalf("no status of %s", model)
	return projections.Status{}
}

func TestAPoisonEventStopsOnlyItsOwnRow(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, asset.Model())
	conn := uuid.New()
	b.Append(observed(conn, 1, "one"), observed(conn, 2, "two"))
	b.Append(observed(conn, 1, "poison")) // position 3
	_, err := b.DB.Pool("").Exec(t.Context(), `update eventstore.events set payload = '{"device":{"id":"a text"}}' where tenant_id = $1 and position = 3`, b.A)
	require.NoError(t, err)
	b.Append(observed(conn, 1, "later"), observed(conn, 2, "two again"),
		event.New{Stream: event.ListingStream(conn), Payload: &event.PresenceObserved{Connection: conn, Offline: []int64{1, 2}}})
	b.Project()

	status, err := b.Engine.Status(t.Context(), b.A)
	require.NoError(t, err)
	s := statusOf(t, status, asset.Name)
	require.EqualValues(t, 6, s.Position)
	require.Equal(t, []int64{3, 3}, []int64{s.Applied, s.Failed}, "the poison, the later one, and the presence that names the row")
	require.Len(t, s.Blocked, 1)
	blocked := s.Blocked[0]
	require.Equal(t, rowid.Device(b.A, conn, 1), blocked.Row)
	require.Equal(t, []int64{3, 2}, []int64{blocked.Position, blocked.Later})
	require.Contains(t, blocked.Error, "decode DeviceObserved at position 3")

	one := b.Row(`select name, connectivity from rm_asset_b1.asset where id = $1`, rowid.Device(b.A, conn, 1))
	require.Equal(t, map[string]any{"name": "one", "connectivity": "unknown"}, one, "as it was before")
	two := b.Row(`select name, connectivity from rm_asset_b1.asset where id = $1`, rowid.Device(b.A, conn, 2))
	require.Equal(t, map[string]any{"name": "two again", "connectivity": "offline"}, two)
	read(t, b, func(r *projections.Reading) error {
		require.True(t, r.Standing(asset.Name).Degraded)
		return nil
	})
	found, err := b.Engine.Fsck(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.True(t, found.OK(), "%+v", found)
	require.EqualValues(t, 1, found.Blocked)

	_, err = b.Engine.Rebuild(t.Context(), projections.RebuildOptions{Model: asset.Name})
	require.NoError(t, err)
	found, err = b.Engine.Fsck(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.True(t, found.OK())
	require.Zero(t, found.Blocked, "the poison is superseded: a rebuild never meets it")
}

func TestAPanicOfDecodeStopsOnlyItsOwnRow(t *testing.T) {
	t.Parallel()
	m := asset.Model()
	decode := m.Decode
	m.Decode = func(r *rulesSet, e *projections.Event, payload []byte) (any, error) {
		if e.Position == 2 {
			panic("a bug")
		}
		return decode(r, e, payload)
	}
	b, conn := projectiontest.New(t, m), uuid.New()
	b.Append(observed(conn, 1, "one"), observed(conn, 2, "two"), observed(conn, 3, "three"))
	b.Project()
	status, err := b.Engine.Status(t.Context(), b.A)
	require.NoError(t, err)
	s := statusOf(t, status, asset.Name)
	require.Len(t, s.Blocked, 1)
	require.Contains(t, s.Blocked[0].Error, "panic: a bug")
	require.EqualValues(t, 2, s.Applied)
}

func TestFsckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	for id := int64(1); id <= 5; id++ {
		b.Append(observed(conn, id, fmt.Sprint("PC-", id)))
	}
	b.Project()
	id := func(n int64) uuid.UUID { return rowid.Device(b.A, conn, n) }
	fsck := func() projections.TableFindings {
		found, err := b.Engine.Fsck(t.Context(), b.A, asset.Name)
		require.NoError(t, err)
		require.False(t, found.OK())
		return found.Tables[0]
	}
	hand := func(sql string, args ...any) {
		tag, err := b.DB.Pool("").Exec(t.Context(), sql, args...)
		require.NoError(t, err)
		require.EqualValues(t, 1, tag.RowsAffected())
	}

	hand(`delete from rm_asset_b1.asset where id = $1`, id(1))
	require.Equal(t, []uuid.UUID{id(1)}, fsck().Missing)
	hand(`update rm_asset_b1.asset set model = 'by hand' where id = $1`, id(2))
	require.Equal(t, []uuid.UUID{id(2)}, fsck().Different)
	hand(`update rm_asset_b1.asset set id = $2 where id = $1`, id(3), id(33))
	require.Equal(t, []uuid.UUID{id(33)}, fsck().Extra)
	require.ElementsMatch(t, []uuid.UUID{id(1), id(3)}, fsck().Missing)

	_, err := b.Engine.Rebuild(t.Context(), projections.RebuildOptions{Model: asset.Name})
	require.NoError(t, err)
	b.Agree(t, b.Engine, b.A)

	b.Append(observed(conn, 6, "skipped"))
	hand(`update eventstore.checkpoints set position = position + 1, applied = applied + 1 where consumer = 'asset/2/0' and tenant_id = $1`, b.A)
	require.Equal(t, []uuid.UUID{id(6)}, fsck().Missing)
	hand(`update eventstore.checkpoints set ignored = ignored + 1 where consumer = 'asset/2/0' and tenant_id = $1`, b.A)
	found, err := b.Engine.Fsck(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.True(t, found.Miscounted)
}
