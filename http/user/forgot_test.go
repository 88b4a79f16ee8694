package user_test

import (
	"testing"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/stretchr/testify/require"
)

// Whether there is such a person is not told; who asks too often is.
func TestALinkToChooseANewPasswordIsSentToWhoIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t)
	jane, err := b.Store.Add(t.Context(), b.tenant, "test", api.UserDraft{Email: "Jane@example.com", Role: permission.Member})
	require.NoError(t, err)
	ask := func(email string) error {
		err := b.Store.Forgot(t.Context(), api.Credentials{Email: email, Address: "192.0.2.1"})
		b.Store.Sent()
		return err
	}
	require.NoError(t, ask("nobody@example.com"))
	require.Empty(t, b.sent)
	require.NoError(t, ask("jane@EXAMPLE.com"))
	require.NoError(t, ask("jane@example.com"))
	require.Len(t, b.sent["Jane@example.com"], 2)
	_, err = b.Store.OpenLink(t.Context(), b.sent["Jane@example.com"][0].Secret)
	require.Equal(t, domain.CodeForbidden, domain.ErrorCode(err), "a newer one takes its place")
	link, err := b.Store.OpenLink(t.Context(), b.sent["Jane@example.com"][1].Secret)
	require.NoError(t, err)
	require.Equal(t, jane.ID, link.User.ID)
	for range 6 {
		require.NoError(t, ask("jane@example.com"))
	}
	err = ask("jane@example.com")
	var known *domain.Error
	require.ErrorAs(t, err, &known)
	require.Equal(t, "too_many_attempts", known.Reason)
}
