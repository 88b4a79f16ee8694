package ninjaone

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTextsOfListingErrors(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"list devices, page 3: asked for what follows id 8, got rows that came before: the listing does not advance and was stopped; nothing can be said about rows that did not come. Try again later": &PageRepeatedError{Call: CallDevices, Page: 3, After: "id 8"},
		"list devices: still not at its end after 5 pages: the listing was stopped":                                                         &EndlessListingError{Call: CallDevices, Pages: 5},
		"row with id 7: 10485760 bytes are more than the 1048576 that a row may have; it was left out, the other rows of its page were not": &RowTooLargeError{ID: 7, Bytes: 10 << 20, Limit: 1 << 20},
		"row with id 7: broken JSON at byte 90 of the answer; it was left out":                                                              &RowMalformedError{ID: 7, Offset: 90, Reason: "broken JSON"},
		"row at byte 90 of the answer: no id; it was left out":                                                                              &RowMalformedError{Offset: 90, Reason: "no id"},
	} {
		require.EqualError(t, err, want)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	require.Equal(t, Filter("org in (1,2) AND loc in (3) AND status = PENDING"), OrganizationIn(1, 2).And(LocationIn(3)).And("").And(StatusIs("PENDING")))
	require.Equal(t, IDIn(4), Filter("").And(IDIn(4)))
}

func TestSecretsDoNotLog(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(h).Info("x", "secret", NewSecret(testSecret), "token", Token{Access: NewSecret(testAccess)})
	}
	require.NotContains(t, b.String(), testSecret)
	require.NotContains(t, b.String(), testAccess)
	require.Contains(t, b.String(), redacted)
	require.Equal(t, redacted, NewSecret(testSecret).String())
}

func TestSleepEndsWithItsContext(t *testing.T) {
	t.Parallel()
	stop := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	require.ErrorIs(t, sleep(ctx, time.Hour), stop)
	require.NoError(t, sleep(t.Context(), time.Nanosecond))
}

func TestAProxyIsUsedWhenSet(t *testing.T) {
	t.Parallel()
	proxy, err := url.Parse("http://proxy.example:3128")
	require.NoError(t, err)
	transport, ok := newTransport(HTTPSettings{Proxy: proxy}).(*http.Transport)
	require.True(t, ok)
	got, err := transport.Proxy(&http.Request{URL: &url.URL{Scheme: "https", Host: EU.Host()}})
	require.NoError(t, err)
	require.Equal(t, proxy, got)
}

// brokenStore is a store whose database is gone.
type brokenStore struct {
	memoryStore
	load, lock error
}

func (s *brokenStore) Load(context.Context) (Token, error) { return Token{}, s.load }

func (s *brokenStore) LockTokens(context.Context) (func(), error) {
	return func() {}, s.lock
}

func TestAStoreThatIsGoneIsNamed(t *testing.T) {
	t.Parallel()
	gone := errors.New("database gone")
	b := setup(t, say(200, `[]`), byCode(&brokenStore{load: gone}))
	_, err := b.Contacts(t.Context())
	require.ErrorIs(t, err, gone)
	require.EqualError(t, err, "NinjaOne connection: load its tokens: database gone")
	b = setup(t, say(200, `[]`), byCode(&brokenStore{lock: gone}))
	_, err = b.Contacts(t.Context())
	require.EqualError(t, err, "NinjaOne connection: lock its tokens: database gone")
	_, err = b.Exchange(t.Context(), testCode, NewVerifier())
	require.EqualError(t, err, "NinjaOne connection: lock its tokens: database gone")
	require.Empty(t, b.asked(tokenPath), "the code is not used up")
}
