package user_test

import (
	"testing"

	"coresync/http/api"
	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

// Where the mail server does not take it, the link is good all the same, and says that it
// has to be handed over.
func TestAnInvitationIsSentToWhoseItIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for email, mailed := range map[string]bool{"Jane@example.com": true, "lost@example.com": false} {
		made, err := b.Store.Add(t.Context(), b.tenant, "test", api.UserDraft{Email: email, Role: permission.Member})
		require.NoError(t, err)
		link, err := b.Store.Invite(t.Context(), b.tenant, made.ID, "test")
		require.NoError(t, err)
		require.Equal(t, mailed, link.Mailed, email)
		opened, err := b.Store.OpenLink(t.Context(), link.Secret)
		require.NoError(t, err)
		require.Equal(t, made.ID, opened.User.ID)
	}
	require.Len(t, b.sent, 1)
	require.Len(t, b.sent["Jane@example.com"], 1)
}

func TestSomebodyIsLetInByAnIdentityProviderOnlyWhereHeWasAdded(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made, err := b.Store.Add(t.Context(), b.tenant, "test", api.UserDraft{Email: "jane@example.com", Role: permission.Member})
	require.NoError(t, err)
	session, err := b.Store.SignInBy(t.Context(), "JANE@example.com")
	require.NoError(t, err)
	require.Equal(t, made.ID, session.Identity.User)
	there, err := b.Store.Get(t.Context(), b.tenant, made.ID)
	require.NoError(t, err)
	require.Equal(t, "active", there.State, "nobody waits for a password any more")
	require.NoError(t, b.Store.Remove(t.Context(), b.tenant, "test", made.ID))
	for _, email := range []string{"jane@example.com", "nobody@example.com", ""} {
		_, err = b.Store.SignInBy(t.Context(), email)
		require.ErrorContains(t, err, "was added here", email)
	}
}
