package service

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"coresync/adapters/postgres"
	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// A record of four is taken out by one append: a fault in the midst of it leaves all as it was,
// and one undo takes it back. So it is with the record that the others were joined with, too.
func TestGAP_02_ARecordIsTakenOutWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for _, out := range []int{0, 2, 3} { // of the oldest first
		t.Run(fmt.Sprint(out), func(t *testing.T) {
			t.Parallel()
			takesOut(t, out)
		})
	}
}

func takesOut(t *testing.T, out int) {
	m := newManyAssets(t, 4)
	slices.SortFunc(m.devices, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) // all are of one moment
	record, asset := m.devices[out], m.devices[(out+1)%4]
	apart, kept, events := []int{3, 3, 3, 3}, m.devices[0], int64(3)
	apart[out] = 1
	if out == 0 {
		kept, events = m.devices[1], 4 // and the others are joined with the next
	}
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
	_, err = decisions.Unlink(t.Context(), c, asset, record)
	require.ErrorContains(t, err, "it breaks")
	after, err := m.Head(t.Context(), m.A)
	require.NoError(t, err)
	require.Equal(t, head.Position, after.Position)
	require.Equal(t, []int{4, 4, 4, 4}, together())
	_, err = owner.Exec(t.Context(), `drop trigger breaks on eventstore.events`)
	require.NoError(t, err)

	c.AppendID = uuid.New()
	done, err := decisions.Unlink(t.Context(), c, asset, record)
	require.NoError(t, err)
	require.Equal(t, after.Position+events, done.Position.N, "one event for each of the others")
	require.Equal(t, apart, together())
	again, err := decisions.Unlink(t.Context(), c, asset, record)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, done.Position, again.Position)

	c.AppendID = uuid.Nil
	for _, refused := range []struct{ asset, record uuid.UUID }{{kept, record}, {record, record}, {uuid.New(), kept}} {
		_, err = decisions.Unlink(t.Context(), c, refused.asset, refused.record)
		require.Contains(t, []domain.Code{domain.CodeNotFound, domain.CodeConflict}, domain.ErrorCode(err), "%v", err)
	}
	_, err = m.undos.Undo(t.Context(), c, *done.Undo, nil)
	require.NoError(t, err)
	require.Equal(t, []int{4, 4, 4, 4}, together())
}
