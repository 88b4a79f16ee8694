package ninjaone

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter bounds what an answer may ask for, so that a wrong header can't
// stop a connection for a day.
const maxRetryAfter = 15 * time.Minute

// retryAfter reads the header Retry-After in both of its forms, seconds and HTTP
// date (RFC 9110 §10.2.3). A date is counted from the answer's own Date where it
// has one, since the clocks of two machines differ. It is 0 where nothing usable
// was sent.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		seconds = min(max(seconds, 0), int64(maxRetryAfter/time.Second))
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}
