package contactlink_test

import (
	"testing"

	"coresync/domain/contactlink"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestSCH_04_DecisionsReplaceEachOther(t *testing.T) {
	t.Parallel()
	conn, ann := uuid.New(), uuid.New()
	who := contactlink.Person{Connection: conn, Source: event.NinjaEndUser, ID: 7}
	var s contactlink.State
	does := func(command any, want ...event.Payload) {
		t.Helper()
		got, err := contactlink.Decide(s, command)
		require.NoError(t, err)
		require.Equal(t, want, got)
		for _, p := range got {
			s = contactlink.Evolve(s, p)
		}
	}
	does(contactlink.Unlink{Person: who})
	does(contactlink.Link{Person: who, Contact: ann}, &event.ContactLinked{Connection: conn, Source: event.NinjaEndUser, PersonID: 7, Contact: ann})
	does(contactlink.Link{Person: who, Contact: ann})
	does(contactlink.Ignore{Person: who}, &event.ContactLinkIgnored{Connection: conn, Source: event.NinjaEndUser, PersonID: 7})
	does(contactlink.Ignore{Person: who})
	does(contactlink.Unlink{Person: who}, &event.ContactUnlinked{Connection: conn, Source: event.NinjaEndUser, PersonID: 7})
	require.Equal(t, contactlink.State{}, s)
}
