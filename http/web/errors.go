package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/problem"

	"github.com/a-h/templ"
)

// page is the body of a page.
type page = templ.Component

// reason is the stable code of an error that people may read.
func reason(err error) string {
	var known *domain.Error
	if errors.As(err, &known) {
		return known.Reason
	}
	return ""
}

func messageOf(err error) string {
	var known *domain.Error
	if errors.As(err, &known) {
		return known.Message
	}
	return ""
}

// Fail shows a problem as a page. It asks nothing of any service: whatever broke may
// be what it would ask.
func (r *Request) Fail(p problem.Problem) {
	switch p.Code {
	case "read_only_link":
		p.Title = "This link doesn't show that"
	case readOnly:
		p.Title = "The past can't be changed"
	case "route_not_found":
		p.Detail = "There is no page at this address. Look for it in the navigation, or search."
	case "internal":
		p.Detail = "Try again. If it stays, tell whoever runs Coresync what stands under Details: the log says more of it."
	case "database_unavailable":
		p.Title = "The database does not answer"
		p.Detail = "Nothing was lost. As soon as it answers, everything is as it was; where it does not for minutes, whoever runs Coresync should look."
	}
	v := &view{Title: p.Title, Who: r.Who, Now: r.site.Now(), Zone: time.UTC, static: r.site.static, bundled: r.site.Bundled()}
	v.Past = r.viewOfPast(v)
	body := problemPage(v, p, details(r, p), r.Method == get || r.Method == http.MethodHead)
	if k := r.unsent(p); k != nil {
		body = unsentPage(v, p, k, details(r, p))
	}
	frame := plainPage(v, body)
	if r.Who.Tenant != [16]byte{} {
		frame = shell(v, body)
	}
	if p.RetryAfter > 0 {
		r.W.Header().Set("Retry-After", strconv.FormatInt(int64((p.RetryAfter+time.Second-1)/time.Second), 10))
	}
	if err := r.render(p.Status, frame); err != nil { // a template that fails: plain text is left
		r.site.Log.ErrorContext(r.Context(), "render the page of a problem", "request_id", r.ID, "error", err)
		r.W.WriteHeader(p.Status)
		_, _ = r.W.Write([]byte(p.Title + ". " + p.Detail + "\n")) // an error means that the browser is gone
	}
}

// details are what whoever runs the program wants to know, without secrets: no query
// and no form.
func details(r *Request, p problem.Problem) string {
	return strings.Join([]string{
		"Request " + r.ID.String(), r.Method + " " + r.URL.Path, "Code " + p.Code, r.site.Now().UTC().Format("2006-01-02T15:04:05Z"),
	}, "\n")
}

// passes tells a problem that is over by itself: its page looks whether it is.
func passes(p problem.Problem) bool {
	return p.Status == http.StatusServiceUnavailable && p.RetryAfter > 0
}

// symbolOf is the icon of a problem's page.
func symbolOf(status int) string {
	switch {
	case status == 403 || status == 401:
		return "lock"
	case status == 404:
		return "map-2"
	case status == 503:
		return "clock"
	}
	return "alert-triangle"
}
