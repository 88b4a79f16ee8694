package http

import (
	"context"
	"testing"

	"coresync/http/api"

	"github.com/goccy/go-json"
	"github.com/stretchr/testify/require"
)

// doorEvents is a log of who came in.
type doorEvents struct{ asked []api.EventFilter }

func (f *doorEvents) List(_ context.Context, _ api.Scope, filter api.EventFilter, _ api.List) (api.Answer[api.Page[api.Event]], error) {
	f.asked = append(f.asked, filter)
	user, page := "user/"+thing(1).String(), api.Page[api.Event]{}
	for i, e := range [][3]string{
		{"SignedIn", user, `{"user":"` + thing(1).String() + `","by":"password"}`},
		{"SignInFailed", user, `{"user":"` + thing(1).String() + `","by":"password","count":7}`},
		{"SignInFailed", "user/unknown", `{"by":"identity_provider","count":1}`},
		{"TokenCreated", "token/" + thing(5).String(), `{"name":"CI <b>","role":"technician"}`},
		{"UserRoleSet", user, `{"user":"` + thing(77).String() + `","role":"super_admin","was":"member"}`},
	} {
		page.Items = append(page.Items, api.Event{
			Position: int64(10 - i), Type: e[0], Stream: e[1], RecordedAt: noon, Actor: []string{"user:" + thing(1).String(), "door"}[min(i%3, 1)], Payload: json.RawMessage(e[2]),
		})
	}
	return answerOf(page), nil
}

// Who came in and who was not let in is read where the log is read, in sentences with
// names, and can be looked at alone.
func TestTheAuditPageTellsWhoCameIn(t *testing.T) {
	t.Parallel()
	log := &doorEvents{}
	s := newServer(t, func(_ *Config, has *Services) { has.Events = log })
	page := words(t, s, "/audit?stream=user%2F")
	says(t, page, "Sign-ins and people", "Failed sign-ins", "API tokens", "signed in by password", "7 sign-ins failed as",
		"1 sign-in failed as somebody whom nobody knows, by identity provider", "The API token “CI", "was made, as Technician",
		"a person ("+thing(77).String()[:8]+") became Super admin, and was Member", "nobody: not let in")
	require.Equal(t, "user/", log.asked[0].StreamPrefix)
	require.Contains(t, browse(s, "GET", "/audit?type=SignInFailed", "observer", nil).Body.String(), `aria-current="page"`)
	require.Equal(t, []string{"SignInFailed"}, log.asked[1].Types)
	require.NotContains(t, browse(s, "GET", "/audit", "observer", nil).Body.String(), "CI <b>")
}
