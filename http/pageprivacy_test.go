package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The page says what is held, what goes, what stays and what comes back, and asks for the
// name; what is ticked goes too.
func TestPrivacy_ThePageThatErasesAPerson(t *testing.T) {
	t.Parallel()
	var erased []api.Erasure
	s := newServer(t, func(_ *Config, has *Services) { has.Privacy = fakePrivacy{&erased} })
	id := thing(1)
	for kind, person := range map[string]string{api.PersonContact: "/contacts/" + id.String(), api.PersonAccount: "/access/accounts/" + id.String()} {
		path := person + "/privacy"
		says(t, words(t, s, path), "What is held", "What goes", "What stays", "NinjaOne still has this person", `EXAMPLE\jdoe`, "the last user of PC-1",
			"1 device stay assigned to somebody erased", "name nobody in it", "Type Jane Doe</script> to confirm", "Erased")
		body := browse(s, "GET", path, "owner", nil).Body.String()
		require.NotContains(t, body, "Doe</script>", "a name is text")
		require.Contains(t, body, `value="`+thing(32).String()+`" checked`)
		require.NotContains(t, body, `value="`+thing(33).String()+`" checked`, "a rule alone ticks nothing")
		require.NotContains(t, body, `value="`+thing(34).String()+`"`, "what was erased can't be chosen")
		require.Equal(t, 403, browse(s, "GET", path, "technician", nil).Code)
		require.Equal(t, 403, browse(s, "POST", path, "technician", url.Values{"reason": {"x"}, "name": {"Jane Doe</script>"}}).Code)

		w := browse(s, "POST", path, "owner", url.Values{"reason": {"request 12"}, "name": {"Jane"}, "include": {thing(33).String()}})
		require.Equal(t, 422, w.Code)
		require.Contains(t, w.Body.String(), "Type the name as it is written")
		require.Contains(t, w.Body.String(), `value="`+thing(33).String()+`" checked`, "what was ticked stays")
		require.Contains(t, w.Body.String(), `value="request 12"`)
		require.Empty(t, erased)
		w = browse(s, "POST", path, "owner", url.Values{"reason": {"request 12"}, "name": {"Jane Doe</script>"}, "include": {thing(33).String()}})
		require.Equal(t, path, w.Header().Get("Location"))
		require.Equal(t, []api.Erasure{{Kind: kind, ID: id, Include: []uuid.UUID{thing(33)}, Reason: "request 12"}}, erased)
		erased = nil
	}
}
