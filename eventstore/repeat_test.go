package eventstore_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/storetest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// A caller whose first answer was lost repeats the call with what it has in its
// hands: payloads that the first attempt has sealed in place.
func TestRepeatingAnAppendWithTheSamePayloadsIsNoOtherRequest(t *testing.T) {
	t.Parallel()
	l := storetest.NewLog(t)
	contact := func(name string) eventstore.Append {
		id := uuid.MustParse("0f0b8f4e-6a7c-4a43-9a63-5f9ab6d0c001")
		a := storetest.Write(l.A, event.New{Stream: event.ContactStream(id), Payload: &event.ContactRecorded{
			ID: id, Name: event.PlainPersonal(event.SubjectContact, id.String(), name),
		}})
		a.ID = id
		return a
	}
	wilma := contact("Wilma")
	first, err := l.Append(t.Context(), wilma)
	require.NoError(t, err)
	again, err := l.Append(t.Context(), wilma)
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, first.Last, again.Last)

	afresh, err := l.Append(t.Context(), contact("Wilma"))
	require.NoError(t, err, "decided anew by another process")
	require.True(t, afresh.Replayed)

	var reused *eventstore.AppendReusedError
	_, err = l.Append(t.Context(), contact("Fred"))
	require.ErrorAs(t, err, &reused, "another name is another request")

	wilma.ID = uuid.Nil
	_, err = l.Append(t.Context(), wilma)
	require.NoError(t, err, "carried forward to a new event")
	all := storetest.ReadAll(t, l, l.A)
	require.Len(t, all, 2)
	for _, e := range all {
		p, err := l.Registry().Decode(e)
		require.NoError(t, err)
		require.NoError(t, l.Sealer().Open(t.Context(), l.A, []uuid.UUID{e.ID}, []event.Payload{p}))
		require.Equal(t, "Wilma", p.(*event.ContactRecorded).Name.Text())
	}
}
