package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// auditorCookie holds what a browser got that opened an auditors' link. It is another cookie
// than that of a person, so whoever makes a link can try it and is still signed in afterwards.
const auditorCookie = "coresync_auditor"

// AuditorOf is the session of an auditors' link that a browser shows; empty: none.
func AuditorOf(r *http.Request, secure bool) api.Secret {
	c, err := r.Cookie(cookieName(auditorCookie, secure))
	if err != nil {
		return ""
	}
	return api.Secret(c.Value)
}

// auditorPages are the pages that an auditors' link shows, beside those that anybody sees. A
// page that is not named here is closed to it.
var auditorPages = []string{
	"page.start", "page.past", "page.now", "page.search",
	"page.assets", "page.assets.export", "page.asset", "page.asset.raw", "page.why", "page.duplicates", "page.duplicates.export",
	"page.compare", "page.compare.export", "page.customers", "page.customers.export", "page.customer", "page.customer.assets",
	"page.eol", "page.eol.export", "page.eol.forecast", "page.eol.forecast.export",
	"page.reports", "page.report-export", "page.ledger", "page.ledger-export", "page.ledger-classes", "page.movements", "page.movements-export",
	"page.audit", "page.audit.export", "page.audit.event", "page.audit.proof", "page.audit.proof.export", "page.audit.proof.event",
}

// auditorItems are the entries of the navigation that lead to such pages.
var auditorItems = []string{"assets", "eol", "customers", "reports", "audit"}

// ForAuditors tells whether an auditors' link shows a page.
func (rt Route) ForAuditors() bool {
	return rt.Needs == Anybody || rt.Method == get && slices.Contains(auditorPages, rt.Name)
}

// ErrReadOnly refuses what an auditors' link does not show.
func ErrReadOnly() error {
	return &domain.Error{Code: domain.CodeForbidden, Reason: "read_only_link",
		Message: "A read-only link shows assets, reports and the log, and changes nothing. Ask whoever gave it to you for what you miss."}
}

// byLink tells whether somebody reads by an auditors' link.
func (v *view) byLink() bool { return v.Who.Link != uuid.Nil }

// leads tells whether an entry of the navigation is shown.
func (v *view) leads(i item) bool {
	return v.sees(i.Needs) && (!v.byLink() || slices.Contains(auditorItems, i.Key))
}

// frozenKey says in the context in which a page is rendered that nothing can be changed.
type frozenKey struct{}

func frozen(ctx context.Context) bool {
	is, _ := ctx.Value(frozenKey{}).(bool) // false: it can
	return is
}

// auditorDoor are the pages by which an auditor comes and goes.
func (s *Site) auditorDoor() []Route {
	has := s.Services.AuditorLinks != nil
	return []Route{
		{"page.auditor", get, api.AuditorPath, Anybody, has, s.openAuditorLink},
		{"page.auditor.leave", post, api.AuditorPath + "/leave", Anybody, has, s.leaveAuditorLink},
	}
}

// openAuditorLink exchanges a link for a cookie, and leads to an address without the secret.
func (s *Site) openAuditorLink(r *Request) error {
	secret := api.Secret(r.URL.Query().Get("link"))
	if r.Method == http.MethodHead || secret == "" {
		return r.auditorPage(http.StatusOK, "Open the link that you were given. It shows assets, reports and the log of a workspace, and changes nothing.")
	}
	opened, err := s.Services.AuditorLinks.Open(r.Context(), secret, r.Address)
	if err != nil {
		status := auditorStatus(err)
		if status == 0 {
			return err
		}
		return r.auditorPage(status, messageOf(err))
	}
	r.cookie(auditorCookie, string(opened.Secret), opened.ExpiresAt.Sub(s.Now()))
	asOf := ""
	if opened.AsOf != nil {
		asOf = opened.AsOf.UTC().Format(time.RFC3339)
	}
	return r.away(atMoment("/assets", asOf, ""))
}

// auditorStatus is how a link that lets nobody read is answered; 0: it is another error.
func auditorStatus(err error) int {
	switch reason(err) {
	case "auditor_link_unknown":
		return http.StatusNotFound
	case "auditor_link_expired", "auditor_link_revoked":
		return http.StatusGone
	case "auditor_session_over":
		return http.StatusUnauthorized
	case "too_many_attempts":
		return http.StatusTooManyRequests
	}
	return 0
}

// auditorPage tells somebody at the door of auditors what there is to tell.
func (r *Request) auditorPage(status int, message string) error {
	return r.door(status, "Read-only link", func(v *view) page { return auditorDoorPage(v, message) })
}

// LinkOver shows why an auditor reads no more; it is nil where the error is another one.
func (s *Site) LinkOver(r *Request, err error) func() error {
	status := auditorStatus(err)
	if status == 0 || AuditorOf(r.Request, r.Secure) == "" {
		return nil
	}
	return func() error {
		r.cookie(auditorCookie, "", -1)
		if r.Header.Get("HX-Request") != "" { // htmx would put it into the page
			r.W.Header().Set("HX-Redirect", api.AuditorPath)
			r.W.WriteHeader(http.StatusOK)
			return nil
		}
		return r.auditorPage(status, messageOf(err))
	}
}

func (s *Site) leaveAuditorLink(r *Request) error {
	if r.Who.Link != uuid.Nil {
		if err := s.Services.AuditorLinks.Leave(r.Context(), r.Who); err != nil {
			return err
		}
	}
	r.cookie(auditorCookie, "", -1)
	return r.away(api.AuditorPath)
}
