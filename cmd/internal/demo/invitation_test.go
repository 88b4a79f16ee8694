package demo_test

import (
	"io"
	"mime/quotedprintable"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Who is added gets the link by mail, through a real mail server; what was sent opens.
func TestAnInvitationGoesOutByMail(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	id := person(t, d, "jane@msp.example")
	services := d.App.Services()
	link, err := services.Users.Invite(t.Context(), d.Tenant, id, "test")
	require.NoError(t, err)
	require.True(t, link.Mailed)
	box.mu.Lock()
	defer box.mu.Unlock()
	require.Equal(t, []string{"jane@msp.example"}, box.to)
	letter, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(box.letters[0])))
	require.NoError(t, err)
	require.Contains(t, string(letter), "You were added to Coresync")
	require.Contains(t, string(letter), d.App.LinkAddress(link), "the link of the answer is the one that was sent")
}
