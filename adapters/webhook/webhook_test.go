package webhook_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"coresync/adapters/webhook"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"
)

func local(t *testing.T) *webhook.Sender {
	t.Helper()
	return webhook.New(webhook.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
}

func receiver(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL + "/in?key=hidden"
}

// Receivers check what they got with the library of Standard Webhooks: with the secret that
// holds, and with the one before.
func TestAMessageIsSignedWithBothSecrets(t *testing.T) {
	t.Parallel()
	secrets := []string{webhook.NewSecret(), webhook.NewSecret()}
	body := []byte(`{"type":"coresync.test"}`)
	got := make(chan *http.Request, 1)
	url := receiver(t, func(_ http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		for _, secret := range secrets {
			key, err := standard.NewWebhook(secret)
			if err == nil {
				err = key.Verify(sent, r.Header)
			}
			if err != nil {
				t.Error(err)
			}
		}
		other, _ := standard.NewWebhook(webhook.NewSecret())
		if other.Verify(sent, r.Header) == nil || string(sent) != string(body) {
			t.Error("anybody could have signed it")
		}
		got <- r
	})
	answer := local(t).Send(t.Context(), webhook.Message{ID: "msg_1", URL: url, Body: body, Secrets: secrets, Replay: true})
	require.NoError(t, answer.Err)
	require.Equal(t, 200, answer.Status)
	r := <-got
	require.Equal(t, "msg_1", r.Header.Get("Idempotency-Key"))
	require.Equal(t, "true", r.Header.Get(webhook.HeaderReplay))
	require.Equal(t, "application/json", r.Header.Get("Content-Type"))
}

func TestWhatAReceiverAnswersIsToldWithoutItsAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		status int
		says   string
	}{
		"an error": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, 500, "answered 500"},
		"gone":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, 410, "wants nothing any more"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/in" {
				t.Error("the redirect was followed")
			}
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		}, 302, "redirects are not followed"},
		"a hang-up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0, "reach the receiver"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := local(t).Send(t.Context(), webhook.Message{ID: "1", URL: receiver(t, c.answer), Secrets: []string{webhook.NewSecret()}})
			require.Equal(t, c.status, answer.Status)
			require.ErrorContains(t, answer.Err, c.says)
			require.NotContains(t, answer.Err.Error(), "hidden")
		})
	}
}

func TestAReceiverIsLeftAloneAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	url := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "90000")
		w.WriteHeader(429)
	})
	answer := local(t).Send(t.Context(), webhook.Message{ID: "1", URL: url, Secrets: []string{webhook.NewSecret()}})
	require.Equal(t, time.Hour, answer.After)
}

// An answer without an end is not read to it; one that does not come is not waited for.
func TestAHugeOrSlowAnswerHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	huge := receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		defer close(ended)
		for {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				return
			}
		}
	})
	require.NoError(t, local(t).Send(t.Context(), webhook.Message{ID: "1", URL: huge, Secrets: []string{webhook.NewSecret()}}).Err)
	<-ended
	ctx, cancel := context.WithCancelCause(t.Context())
	slow := receiver(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel(context.DeadlineExceeded)
		<-r.Context().Done()
	})
	require.Error(t, local(t).Send(ctx, webhook.Message{ID: "1", URL: slow, Body: []byte("{}"), Secrets: []string{webhook.NewSecret()}}).Err)
}

// Neither by number nor by a name that leads there is anything within a network reached,
// unless the settings allow it.
func TestNothingPrivateIsReached(t *testing.T) {
	t.Parallel()
	reached := false
	url := receiver(t, func(http.ResponseWriter, *http.Request) { reached = true })
	_, port, _ := strings.Cut(strings.TrimPrefix(url, "http://"), ":")
	public := webhook.New(webhook.Config{})
	answer := public.Send(t.Context(), webhook.Message{ID: "1", URL: "https://localhost:" + port, Secrets: []string{webhook.NewSecret()}})
	var private *webhook.PrivateError
	require.True(t, errors.As(answer.Err, &private), "%v", answer.Err)
	require.False(t, reached)
	for _, address := range []string{
		"https://127.0.0.1/", "https://10.1.2.3/", "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[fe80::1]/", "https://[fd00::1]/",
		"https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://100.64.1.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://[2002:a00:1::]/",
		"http://hooks.example.com/", "https://user:secret@hooks.example.com/", "ftp://hooks.example.com/", "https://", "hooks.example.com", "https://hooks.example.com/#x",
	} {
		err := public.CheckURL(address)
		require.Error(t, err, address)
		require.NotContains(t, err.Error(), "secret")
	}
	require.NoError(t, public.CheckURL("https://hooks.example.com:8443/in?key=x"))
	require.NoError(t, public.CheckURL("https://93.184.216.34/"))
	require.NoError(t, local(t).CheckURL("http://127.0.0.1:9/in"))
	require.Error(t, local(t).CheckURL("http://localhost:9/in"), "what a name leads to may change")
	require.Equal(t, "https://hooks.example.com:8443", webhook.Origin("https://hooks.example.com:8443/in?key=x"))
}
