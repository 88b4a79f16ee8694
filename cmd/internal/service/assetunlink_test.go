package service

import (
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// A record of four is taken out by one append: a fault in the midst of it leaves all as it was,
// and one undo takes it back.
func TestGAP_02_ARecordIsTakenOutWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	m := newManyAssets(t, 4)
	decisions, c := assetDecisions{m.changes.assets}, api.Command{Tenant: m.A, Actor: "test"}
	together := func() (counts []int) {
		t.Helper()
		m.Project()
		for _, id := range m.devices {
			found, err := decisions.Get(t.Context(), api.Scope{Tenant: m.A}, id)
			require.NoError(t, err)
			counts = append(counts, len(found.Data.Records))
		}
		return counts
	}
	_, err := decisions.Merge(t.Context(), c, api.MergeDraft{Assets: m.devices})
	require.NoError(t, err)
	require.Equal(t, []int{4, 4, 4, 4}, together())

	head, err := m.Head(t.Context(), m.A)
	require.NoError(t, err)
	owner := m.DB.Pool(postgres.RoleOwner)
	_, err = owner.Exec(t.Context(), `create function eventstore.breaks() returns trigger language plpgsql as $$ begin raise exception 'it breaks'; end $$;
		create trigger breaks before insert on eventstore.events for each row when (new.type = 'AssetsDistinct' and new.version % 2 = 0) execute function eventstore.breaks()`)
	require.NoError(t, err)
	_, err = decisions.Unlink(t.Context(), c, m.devices[0], m.devices[2])
	require.ErrorContains(t, err, "it breaks")
	after, err := m.Head(t.Context(), m.A)
	require.NoError(t, err)
	require.Equal(t, head.Position, after.Position)
	require.Equal(t, []int{4, 4, 4, 4}, together())
	_, err = owner.Exec(t.Context(), `drop trigger breaks on eventstore.events`)
	require.NoError(t, err)

	c.AppendID = uuid.New()
	done, err := decisions.Unlink(t.Context(), c, m.devices[0], m.devices[2])
	require.NoError(t, err)
	require.Equal(t, after.Position+3, done.Position.N, "one event for each of the others")
	require.Equal(t, []int{3, 3, 1, 3}, together())
	again, err := decisions.Unlink(t.Context(), c, m.devices[0], m.devices[2])
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, done.Position, again.Position)

	c.AppendID = uuid.Nil
	for _, refused := range []struct{ asset, record uuid.UUID }{{m.devices[0], m.devices[2]}, {m.devices[2], m.devices[2]}, {uuid.New(), m.devices[0]}} {
		_, err = decisions.Unlink(t.Context(), c, refused.asset, refused.record)
		require.Contains(t, []domain.Code{domain.CodeNotFound, domain.CodeConflict}, domain.ErrorCode(err), "%v", err)
	}
	_, err = m.undos.Undo(t.Context(), c, *done.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, []int{4, 4, 4, 4}, together())
}
