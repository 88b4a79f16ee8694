package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// A webhook is added, looked at and mended on pages; what is shown once is shown once.
func TestWebhooksArePages(t *testing.T) {
	t.Parallel()
	has := &fakeWebhooks{}
	s := newServer(t, func(_ *Config, services *Services) { services.Webhooks = has })
	path, one := "/settings/webhooks", "/settings/webhooks/"+thing(1).String()
	says(t, words(t, s, path), "Add a webhook", "Billing https://hooks.example.com", "2 kinds, together once a sync ended", "Acme", "Failing", "next try", "Waiting", "12")
	says(t, words(t, s, one), "Failing", "after 3 attempts", "A sync finished run.finished", "Replay from…", "The oldest stands at 17", "Try now", "Pause", "Send test", "New secret",
		"Not taken", "4,700–4,711", "the receiver answered 500", "Taken", "1 replay", thing(3).String())
	says(t, words(t, s, path+"/new"), "An asset is new asset.created", "Begin with all assets that are there", "Send names and addresses of contacts along")
	says(t, words(t, s, one+"/edit"), "Another address (empty: it stays at https://hooks.example.com)")
	require.Regexp(t, `<option value="`+thing(2).String()+`" selected`, browse(s, "GET", one+"/edit", "owner", nil).Body.String(), "who is chosen is a choice, however many others are")
	form := url.Values{"name": {"Billing"}, "url": {"https://10.0.0.1/"}, "kinds": {"asset.created", "run.failed"}, "batch": {"each"}, "customers": {thing(2).String()}, "personal": {"1"}, "all": {"1"}}
	refused := browse(s, "POST", path+"/new", "owner", form)
	require.Equal(t, 422, refused.Code)
	require.Contains(t, refused.Body.String(), "which is no public one")
	form.Set("url", "https://hooks.example.com/in")
	made := browse(s, "POST", path+"/new", "owner", form)
	require.Equal(t, 200, made.Code)
	require.Contains(t, made.Body.String(), fakeSecret)
	require.Equal(t, api.WebhookDraft{Name: "Billing", URL: "https://hooks.example.com/in", Kinds: []string{"asset.created", "run.failed"}, Customers: []uuid.UUID{thing(2)}, Batch: "each", Personal: true, All: true}, has.draft)
	require.NotContains(t, browse(s, "GET", one, "owner", nil).Body.String(), fakeSecret)
	form.Set("version", "2")
	require.Equal(t, 303, browse(s, "POST", one+"/edit", "owner", form).Code)
	for _, verb := range []string{"pause", "resume", "remove"} {
		require.Equal(t, 303, browse(s, "POST", one+"/"+verb, "owner", nil).Code)
	}
	require.Equal(t, 303, browse(s, "POST", one+"/replay", "owner", url.Values{"from": {"4700"}}).Code)
	require.Equal(t, int64(4700), has.from)
	require.Equal(t, 422, browse(s, "POST", one+"/replay", "owner", url.Values{"from": {"yesterday"}}).Code)
	says(t, browse(s, "POST", one+"/test", "owner", nil).Body.String(), "The test was not taken at https://hooks.example.com", "the receiver answered 500", "look in its log for the id of the message")
	require.Contains(t, browse(s, "POST", one+"/secret", "owner", nil).Body.String(), fakeSecret)
	require.Equal(t, 403, browse(s, "GET", path, "member", nil).Code)
	require.Equal(t, 403, browse(s, "POST", one+"/remove", "observer", nil).Code)
	require.NotContains(t, browse(s, "GET", "/settings/profile", "member", nil).Body.String(), path)
}
