package service

import (
	"context"
	"fmt"
	"testing"

	"coresync/http/api"
	"coresync/projections/outward"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// countedContacts counts how often contacts are read.
type countedContacts struct {
	api.Contacts
	reads int
}

// List implements api.Contacts: one contact in seven was erased, one in eleven is gone.
func (c *countedContacts) List(_ context.Context, _ api.Scope, f api.ContactFilter, l api.List) (api.Answer[api.Page[api.Contact]], error) {
	c.reads++
	var page api.Page[api.Contact]
	for _, id := range f.IDs {
		if id[0]%11 != 0 && len(page.Items) < l.Limit {
			page.Items = append(page.Items, api.Contact{ID: id, Name: fmt.Sprint("Person ", id[0]), Erased: id[0]%7 == 0})
		}
	}
	return api.Answer[api.Page[api.Contact]]{Data: page}, nil
}

// A message about hundreds of people reads them together, each once, and says nothing of who
// was erased.
func TestThePeopleOfAMessageAreReadTogether(t *testing.T) {
	t.Parallel()
	var ids []uuid.UUID
	var want []outward.Person
	for n := range 200 {
		id := uuid.UUID{byte(n)}
		ids = append(ids, id, id)
		if n%7 != 0 && n%11 != 0 {
			want = append(want, outward.Person{ID: id, Name: fmt.Sprint("Person ", n)})
		}
	}
	has := &countedContacts{}
	people, err := WebhookPost{contacts: has}.People(t.Context(), uuid.New(), "cli:root", ids)
	require.NoError(t, err)
	require.Equal(t, want, people)
	require.Equal(t, 1, has.reads)
	people, err = WebhookPost{contacts: has}.People(t.Context(), uuid.New(), "nobody", ids)
	require.NoError(t, err)
	require.Empty(t, people)
}
