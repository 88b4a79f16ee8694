package ninjaone

import (
	"net/http"
	"strings"
	"time"
)

// answer is what came back for one request.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// classify turns an answer that is no success into a fault. The status alone is
// not to be trusted: NinjaOne answers 404 for a wrong region, 400 for a missing
// header, 500 for a bad filter and 200 for a rate limit.
func classify(a answer, now time.Time, tidy func(string) string) *APIError {
	f := readFault(a.body, tidy)
	e := &APIError{Status: a.status, Code: f.code, Detail: f.detail, Incident: f.incident}
	e.Request = tidy(a.header.Get("x-nj-request-id"))
	e.Kind = kindOfAnswer(a, f)
	switch e.Kind {
	case KindRateLimited:
		e.RetryAfter = retryAfter(a.header, now)
	case KindServer:
		e.RetryAfter = retryAfter(a.header, now)
	case KindMissingScope:
		e.Scope = ScopeMonitoring
	case KindRedirected:
		e.Detail = "to " + tidy(redirectHost(a.header))
	}
	return e
}

// kindOfAnswer decides by status, error code and body together.
func kindOfAnswer(a answer, f fault) Kind {
	switch {
	case a.status == http.StatusTooManyRequests, isRateLimitPage(a.body):
		return KindRateLimited
	case a.status >= 300 && a.status < 400:
		return KindRedirected
	case a.status == http.StatusUnauthorized:
		return KindUnauthorized
	case strings.EqualFold(f.code, "Client app not exist"):
		return KindWrongRegion
	case says(f, "user_context_required"):
		return KindUserContextRequired
	case a.status == http.StatusForbidden && says(f, "system administrator"):
		return KindNotAdministrator
	case a.status == http.StatusForbidden:
		return KindMissingScope
	case a.status == http.StatusNotFound:
		return KindNotFound
	case a.status == http.StatusRequestTimeout, a.status >= 500:
		return KindServer
	case a.status >= 400:
		return KindBadRequest
	}
	return KindNotJSON
}

// says reports whether code or detail of a fault hold a phrase, in any case.
func says(f fault, phrase string) bool {
	return strings.Contains(strings.ToLower(f.code+" "+f.detail), phrase)
}

// redirectHost is the host that a redirect points at, without the rest of the
// address, which may hold a code.
func redirectHost(h http.Header) string {
	to, err := (&http.Response{Header: h}).Location()
	if err != nil || to.Host == "" {
		return "the same host"
	}
	return to.Host
}
