package ninjaone

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after, date string
		want        time.Duration
	}{
		{"", "", 0}, {"7", "", 7 * time.Second}, {" 0 ", "", 0}, {"-5", "", 0}, {"1e3", "", 0}, {"soon", "", 0},
		{"999999999999", "", 15 * time.Minute}, {"99999999999999999999", "", 0},
		{"Sun, 01 Mar 2026 12:00:30 GMT", "", 30 * time.Second},
		{"Sun, 01 Mar 2026 12:00:30 GMT", "Sun, 01 Mar 2026 12:00:10 GMT", 20 * time.Second},
		{"Sun, 01 Mar 2026 11:00:00 GMT", "", 0},
		{"Sun, 01 Mar 2099 12:00:30 GMT", "", 15 * time.Minute},
		{"Sunday, 01-Mar-26 12:00:05 GMT", "", 5 * time.Second},
	} {
		h := http.Header{"Retry-After": {c.after}, "Date": {c.date}}
		require.Equal(t, c.want, retryAfter(h, now), "%q", c)
	}
}

// limitedWith answers 429 and a header once, then rows.
func limitedWith(name, value string) http.HandlerFunc {
	return inTurn(func(w http.ResponseWriter, r *http.Request) {
		if name != "" {
			w.Header().Set(name, value)
		}
		say(429, `{"resultCode":"FAILURE"}`)(w, r)
	}, say(200, `[{"id":1}]`))
}

func TestRateLimitsAreWaitedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		api  http.HandlerFunc
		want time.Duration
	}{
		"Retry-After in seconds":    {limitedWith("Retry-After", "7"), 7*time.Second + 350*time.Millisecond},
		"Retry-After as a date":     {limitedWith("Retry-After", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), 15*time.Minute + 500*time.Millisecond},
		"no Retry-After":            {limitedWith("", ""), 2 * time.Second},
		"HTML page with status 200": {inTurn(say(200, "<html><h1>Rate limit exceeded</h1></html>"), say(200, `[{"id":1}]`)), 2 * time.Second},
		"HTML page with status 429": {inTurn(say(429, "<html>Too many requests</html>"), say(200, `[{"id":1}]`)), 2 * time.Second},
		"HTML page with status 503": {inTurn(say(503, "<html>request limit exceeded</html>"), say(200, `[{"id":1}]`)), 2 * time.Second},
	} {
		b := setup(t, c.api, func(c *Config) { c.Retry.Budget = time.Hour })
		p, err := b.Contacts(t.Context())
		require.NoError(t, err, name)
		require.Len(t, p.Rows, 1)
		require.Equal(t, []time.Duration{c.want}, b.clock.sleeps(), name)
	}
}

func TestPausesGrowWithoutRetryAfter(t *testing.T) {
	t.Parallel()
	b := setup(t, say(429, ""))
	_, err := b.Contacts(t.Context())
	require.Equal(t, KindRateLimited, KindOf(err))
	sleeps := b.clock.sleeps()
	require.Equal(t, []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second, 60 * time.Second}, sleeps[:6])
	var total time.Duration
	for _, d := range sleeps {
		total += d
	}
	require.LessOrEqual(t, total, 10*time.Minute, "the budget")
	require.Greater(t, total, 8*time.Minute)
}

// TestAWaitThatOutlastsTheCallerIsNotBegun: a job that may run for 30 s gets the
// rate limit back at once, with how long to wait, and can come again.
func TestAWaitThatOutlastsTheCallerIsNotBegun(t *testing.T) {
	t.Parallel()
	b := setup(t, limitedWith("Retry-After", "300"))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	_, err := b.Contacts(ctx)
	e := requireAPIError(t, err)
	require.Equal(t, KindRateLimited, e.Kind)
	require.Equal(t, 300*time.Second+500*time.Millisecond, e.RetryAfter)
	require.NoError(t, ctx.Err())
	_, err = b.Groups(ctx)
	e = requireAPIError(t, err)
	require.Equal(t, "list groups", e.Call)
	require.Equal(t, KindRateLimited, e.Kind, "all calls of the client are held back")
	require.Empty(t, b.asked("/v2/groups"))
	require.Empty(t, b.clock.sleeps())
}

// Pauses before a repetition are told, with their reason and what NinjaOne asked for.
func TestPausesAreTold(t *testing.T) {
	t.Parallel()
	var told []Wait
	b := setup(t, limitedWith("Retry-After", "7"), func(c *Config) { c.Waiting = func(w Wait) { told = append(told, w) } })
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, []Wait{{Call: "list contacts", Kind: KindRateLimited, Asked: 7 * time.Second, For: 7*time.Second + 350*time.Millisecond}}, told)
}

func requireAPIError(t *testing.T, err error) *APIError {
	t.Helper()
	var e *APIError
	require.ErrorAs(t, err, &e)
	return e
}

func TestRepetitionsAreBounded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		api  http.HandlerFunc
		want int
		kind Kind
	}{
		"502":       {say(502, "<html>nginx</html>"), 4, KindServer},
		"503":       {say(503, ""), 4, KindServer},
		"504":       {say(504, ""), 4, KindServer},
		"408":       {say(408, ""), 4, KindServer},
		"500":       {say(500, `{"resultCode":"FAILURE"}`), 2, KindServer},
		"501":       {say(501, ""), 2, KindServer},
		"HTML":      {say(200, "<html>sign in</html>"), 3, KindNotJSON},
		"truncated": {say(200, `[{"id":1}`), 3, KindTruncated},
		"malformed": {say(200, `[{"id":1}]]`), 1, KindMalformed},
		"400":       {say(400, ""), 1, KindBadRequest},
		"403":       {say(403, ""), 1, KindForbidden},
		"404":       {say(404, ""), 1, KindNotFound},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`[{"id":1}]`))
		}, 3, KindTruncated},
	} {
		b := setup(t, c.api)
		_, err := b.Contacts(t.Context())
		require.Equal(t, c.kind, KindOf(err), name)
		require.Len(t, b.asked("/v2/contacts"), c.want, name)
	}
}

func TestALostConnectionIsTriedAgain(t *testing.T) {
	t.Parallel()
	_, err := at(t, EU, 200, tokenOK, 0, "connection reset by peer").Contacts(t.Context())
	require.Equal(t, KindUnreachable, KindOf(err))
	b := setup(t, inTurn(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, say(200, `[{"id":1}]`)))
	p, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Len(t, p.Rows, 1)
}

func TestPausesBetweenRepetitionsDouble(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(502, ""), say(502, ""), say(503, ""), say(200, `[]`)))
	_, err := b.Contacts(t.Context())
	require.NoError(t, err)
	require.Equal(t, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, b.clock.sleeps())
}

// bucket allows rate requests a second, with a burst of a second's worth.
type bucket struct {
	mu      sync.Mutex
	clock   *clock
	rate    float64
	tokens  float64
	last    time.Time
	refused int
}

func (k *bucket) serve(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	now := k.clock.Now()
	k.tokens = min(k.tokens+now.Sub(k.last).Seconds()*k.rate, max(k.rate, 1))
	k.last = now
	ok := k.tokens >= 1
	if ok {
		k.tokens--
	} else {
		k.refused++
	}
	k.mu.Unlock()
	k.clock.advance(20 * time.Millisecond) // A request takes that long.
	if !ok {
		say(429, "<html>Too many requests</html>")(w, r)
		return
	}
	say(200, `[]`)(w, r)
}

// TestThePaceFindsTheLimit: whatever the limit is, a long run loses nothing, is
// refused rarely and uses a good part of what is allowed.
func TestThePaceFindsTheLimit(t *testing.T) {
	t.Parallel()
	for _, rate := range []float64{0.5, 1, 2, 5, 10, 20, 40} {
		const requests = 400
		b := setup(t, nil, func(c *Config) { c.Retry.Budget = time.Hour })
		k := &bucket{clock: b.clock, rate: rate, tokens: rate, last: b.clock.Now()}
		b.api = k.serve
		began := b.clock.Now()
		for range requests {
			_, err := b.Contacts(t.Context())
			require.NoError(t, err)
		}
		took := b.clock.Now().Sub(began).Seconds()
		t.Logf("limit %g/s: %.1f/s reached, %d of %d refused", rate, requests/took, k.refused, requests)
		require.Less(t, k.refused, requests/10)
		require.Less(t, took, 3*requests/rate)
	}
}

func TestWithoutALimitThereIsNoPace(t *testing.T) {
	t.Parallel()
	b := setup(t, say(200, `[]`))
	for range 200 {
		_, err := b.Contacts(t.Context())
		require.NoError(t, err)
	}
	require.Empty(t, b.clock.sleeps())
}

func TestThePaceEndsAgain(t *testing.T) {
	t.Parallel()
	b := setup(t, inTurn(say(200, `[]`), say(429, ""), say(200, `[]`)))
	for range 500 {
		_, err := b.Contacts(t.Context())
		require.NoError(t, err)
		b.clock.advance(10 * time.Millisecond)
	}
	before := len(b.clock.sleeps())
	require.Positive(t, before)
	for range 100 {
		_, err := b.Contacts(t.Context())
		require.NoError(t, err)
	}
	require.Len(t, b.clock.sleeps(), before)
}

// TestARequestOfOldDoesNotLowerThePaceTwice: ten requests were under way when the
// limit struck; all ten are refused, and the pace is lowered once.
func TestARequestOfOldDoesNotLowerThePaceTwice(t *testing.T) {
	t.Parallel()
	k := newClock()
	p := newPacer(k.Now, func() float64 { return 0.5 })
	sent := k.Now()
	for range 10 {
		p.reserve()
		k.advance(100 * time.Millisecond)
	}
	for range 10 {
		p.limited(sent, time.Second)
	}
	require.InDelta(t, 5, p.rate, 0.5)
	p.limited(k.Now(), time.Second)
	require.InDelta(t, 2.5, p.rate, 0.3)
}
