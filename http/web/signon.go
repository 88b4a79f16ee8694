package web

import (
	"net/http"
	"net/url"

	"coresync/domain"
	"coresync/http/api"
)

// signOnCookie binds the return from the identity provider to the browser.
const signOnCookie = "coresync_sign_on"

// mostReturned bounds each parameter of a return, in bytes.
const mostReturned = 4096

// signOnAt is where a sign-in at the identity provider begins.
func signOnAt(next string) string {
	q := url.Values{}
	if next = local(next); next != "/" {
		q.Set("next", next)
	}
	if len(q) == 0 {
		return "/sign-in/oidc"
	}
	return "/sign-in/oidc?" + q.Encode()
}

// beginSignOn leads to the identity provider.
func (s *Site) beginSignOn(r *Request) error {
	next := local(r.FormValue("next"))
	begun, err := s.Services.SignOn.Begin(r.Context(), next)
	if err != nil {
		return s.noSignOn(r, next, err)
	}
	r.cookie(signOnCookie, string(begun.Kept), begun.ExpiresAt.Sub(s.Now()))
	http.Redirect(r.W, r.Request, begun.Address, http.StatusSeeOther)
	return nil
}

// endSignOn takes what the browser brought back, once.
func (s *Site) endSignOn(r *Request) error {
	kept := ""
	if c, err := r.Cookie(r.cookieName(signOnCookie)); err == nil {
		kept = c.Value
	}
	q := r.URL.Query()
	for _, name := range []string{"state", "code", "error", "iss"} {
		if len(q[name]) > 1 || len(q.Get(name)) > mostReturned {
			return &domain.Error{Code: domain.CodeInvalid, Reason: "sign_in_malformed",
				Message: "This is not what an identity provider sends. Begin again: sign in."}
		}
	}
	r.cookie(signOnCookie, "", -1)
	done, err := s.Services.SignOn.Finish(r.Context(), api.SignOnReturn{
		Kept: api.Secret(kept), State: api.Secret(q.Get("state")), Code: api.Secret(q.Get("code")), Issuer: q.Get("iss"), Error: q.Get("error"),
	})
	if err != nil {
		return s.noSignOn(r, done.Next, err)
	}
	r.Keep(done.Session)
	return r.to(local(done.Next))
}

// noSignOn says on the page of the sign-in why the identity provider let nobody in.
func (s *Site) noSignOn(r *Request, next string, err error) error {
	status := http.StatusForbidden
	switch reason(err) {
	case "sign_on_over", "sign_on_refused", "sign_on_unverified", "sign_on_unknown":
	case "sign_on_failed":
		status = http.StatusServiceUnavailable
	default:
		return err
	}
	return r.door(status, "Sign in", func(v *view) page {
		return s.signInPage(v, signInView{Next: next, Faults: faults{"": messageOf(err)}})
	})
}
