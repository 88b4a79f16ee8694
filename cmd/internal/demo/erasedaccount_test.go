package demo_test

import (
	"fmt"
	"testing"

	"coresync/domain/event"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Names that are kept open in memory go with an erasure, which moves no read model.
func TestAnErasedPersonIsNotShownFromMemory(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services := d.App.Services()
	named := func(email string) []api.AccessAccount {
		found, err := services.Access.Accounts(t.Context(), api.Scope{Tenant: d.Tenant}, api.AccessFilter{Email: email}, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
		require.NoError(t, err)
		return found.Data.Items
	}
	who := named("")[0]
	require.NotEmpty(t, who.Email)
	require.NotEmpty(t, named(who.Email))
	subject, err := d.App.Vault.SubjectOf(t.Context(), d.Tenant, event.SubjectRef{Kind: event.SubjectAccount, Value: fmt.Sprintf("%s/%d", d.Connection, who.UserID)})
	require.NoError(t, err)
	_, err = d.App.Vault.Erase(t.Context(), d.Tenant, subject)
	require.NoError(t, err)
	require.Empty(t, named(who.Email))
}
