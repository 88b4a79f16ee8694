package catalog_test

import (
	"errors"
	"fmt"
	"testing"

	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestWhatFsckFindsIsRepairedFromTheLog(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	for id := int64(1); id <= 6; id++ {
		b.Append(observed(conn, id, fmt.Sprint("PC-", id)))
	}
	b.Project()
	id := func(n int64) uuid.UUID { return rowid.Device(b.A, conn, n) }
	hand := func(sql string, args ...any) {
		tag, err := b.DB.Pool("").Exec(t.Context(), sql, args...)
		require.NoError(t, err)
		require.EqualValues(t, 1, tag.RowsAffected())
	}
	hand(`delete from rm_asset_b1.asset where id = $1`, id(1))
	hand(`update rm_asset_b1.asset set model = 'by hand' where id = $1`, id(2))
	hand(`update rm_asset_b1.asset set id = $2 where id = $1`, id(3), id(33))
	b.Append(observed(conn, 7, "skipped"))
	hand(`update eventstore.checkpoints set position = position + 1, applied = applied + 1 where consumer = 'asset/1/0' and tenant_id = $1`, b.A)
	b.Append(observed(conn, 4, "later"))

	done, err := b.Engine.Repair(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	table := done.Tables[0]
	require.ElementsMatch(t, []uuid.UUID{id(1), id(3), id(7)}, table.Missing)
	require.Equal(t, []uuid.UUID{id(33)}, table.Extra)
	require.Equal(t, []uuid.UUID{id(2)}, table.Different)
	b.Project()
	b.Agree(t, b.Engine, b.A)

	again, err := b.Engine.Repair(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.True(t, again.OK(), "%+v", again)
	check, err := b.Engine.CheckNow(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.True(t, check.OK())
	hand(`delete from rm_asset_b1.asset where id = $1`, id(5))
	_, err = b.Engine.CheckNow(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	noted, err := b.Engine.Checks(t.Context(), b.A)
	require.NoError(t, err)
	require.Len(t, noted, 1)
	require.Equal(t, projections.CheckDiffers, noted[0].State)
	require.Contains(t, noted[0].Message, "1 rows are missing, 0 too many, 0 different "+id(5).String())
}

func TestARetryFoldsABlockedRowAnew(t *testing.T) {
	t.Parallel()
	m := asset.Model()
	decode, broken := m.Decode, true
	m.Decode = func(r *rules.Set, e *projections.Event, payload []byte) (any, error) {
		if e.Position == 2 && broken {
			return nil, errors.New("a bug")
		}
		return decode(r, e, payload)
	}
	b, conn := projectiontest.New(t, m), uuid.New()
	b.Append(observed(conn, 1, "one"), observed(conn, 2, "two"))
	b.Append(observed(conn, 1, "one again"))
	b.Project()
	require.Len(t, liveOf(t, b, b.A, asset.Name).Blocked, 1)
	still, err := b.Engine.Repair(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.Equal(t, []int64{0, 1}, []int64{still.Unblocked, still.StillBlocked})
	s := liveOf(t, b, b.A, asset.Name)
	require.Equal(t, 2, s.Blocked[0].Attempts)
	require.EqualValues(t, 1, s.State.Blocked)

	broken = false
	done, err := b.Engine.Repair(t.Context(), b.A, asset.Name)
	require.NoError(t, err)
	require.Equal(t, []int64{1, 0}, []int64{done.Unblocked, done.StillBlocked})
	b.Agree(t, b.Engine, b.A)
	b.Append(observed(conn, 2, "two again"))
	b.Project()
	b.Agree(t, b.Engine, b.A)
}

func TestAPlanSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	for range 3 {
		for id := int64(1); id <= 4; id++ {
			b.Append(machine(conn, id, "MAC"))
		}
	}
	b.Project()
	adopt(t, b, draft(t, noMacs))
	b.Project()
	p, err := b.Engine.Plan(t.Context(), projections.Order{Model: asset.Name, Tenant: b.A})
	require.NoError(t, err)
	require.Equal(t, []int64{4, 8}, []int64{p.Events, p.Superseded}, "each device's newest observation")
	require.GreaterOrEqual(t, p.Rows, int64(4))
	require.Positive(t, p.Bytes)
	require.Equal(t, "2", p.Rules)
	require.NotEmpty(t, p.Changes)
	require.False(t, p.InNewTables)
	require.Contains(t, p.Basis, "a guess")
	_, err = b.DB.Pool("").Exec(t.Context(), `insert into projection.paces values ('asset', 8, '2026-11-28')`)
	require.NoError(t, err)
	all, err := b.Engine.Plan(t.Context(), projections.Order{Model: asset.Name, Long: true})
	require.NoError(t, err)
	require.Equal(t, 2, all.Tenants)
	require.True(t, all.InNewTables)
	require.EqualValues(t, 12, all.Events)
	require.Equal(t, "the last rebuild: 8 events/s on 2026-11-28", all.Basis)
	require.Equal(t, "1.5s", all.Duration.String())
}
