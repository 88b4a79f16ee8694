package http

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/problem"
	"coresync/http/web"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
)

// mountPages adds the pages and the files that browsers load with them.
func (s *Server) mountPages() {
	for _, rt := range s.site.Routes() {
		methods := []string{rt.Method}
		if rt.Method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
		s.router.Handle(rt.Path, s.page(rt)).Methods(methods...).Name(rt.Name)
	}
	s.router.PathPrefix("/static/").Methods(http.MethodGet, http.MethodHead).Name("static").HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recordOf(r.Context()).operation = "static"
		if !s.site.Static(w, r) {
			s.noRoute(w, r)
		}
	})
}

// page is a page's handler: who is it, may he, then the work. Whatever fails becomes
// a page, too.
func (s *Server) page(rt web.Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := recordOf(r.Context())
		rec.operation = rt.Name
		bound(w, s.config.RequestLimit)
		ctx, cancel := context.WithTimeout(r.Context(), s.config.RequestLimit)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, s.config.BodyLimit)
		page := s.pageRequest(w, r)
		rec.show = page.Fail
		if err := s.answerPage(page, rt); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) pageRequest(w http.ResponseWriter, r *http.Request) *web.Request {
	at := clientOf(r.Context())
	return s.site.For(web.Request{
		Request: r, W: w, Vars: mux.Vars(r), ID: recordOf(r.Context()).id, Address: at.address.String(), Secure: at.secure,
	})
}

func (s *Server) answerPage(r *web.Request, rt web.Route) error {
	who, err := s.session(r.Request)
	switch {
	case err == nil:
		r.Who = who
		rec := recordOf(r.Context())
		rec.tenant, rec.actor = who.Tenant, who.Actor
	case rt.Needs == web.Anybody && domain.ErrorCode(err) == domain.CodeUnauthorized:
	case domain.ErrorCode(err) == domain.CodeUnauthorized:
		if over := s.site.LinkOver(r, err); over != nil {
			recordOf(r.Context()).code = "link_over"
			return over()
		}
		if kept := s.site.Keep(r, rt, who.User); kept != nil {
			recordOf(r.Context()).code = "not_signed_in"
			return kept()
		}
		return toSignIn(r, err)
	default:
		return err
	}
	if r.Who.Link != uuid.Nil && !rt.ForAuditors() {
		return web.ErrReadOnly()
	}
	if rt.Needs != web.Anybody && rt.Needs != web.SignedIn && !r.Who.Permissions.Has(rt.Needs) {
		return missing(rt.Needs)
	}
	if !rt.Offered {
		return errNotOffered
	}
	if rt.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return formError(err)
		}
		if err := r.OfNow(); err != nil {
			return err
		}
	}
	return rt.Handle(r)
}

// formError keeps "too large" apart; what else can't be read is the sender's fault.
func formError(err error) error {
	if foreign(err).Reason == "body_too_large" {
		return err
	}
	return &domain.Error{Code: domain.CodeInvalid, Reason: "form_malformed", Cause: err,
		Message: "The form could not be read. Load the page again and send it again."}
}

// toSignIn sends somebody to the sign-in, and from there back.
func toSignIn(r *web.Request, err error) error {
	recordOf(r.Context()).code = "not_signed_in"
	var known *domain.Error
	expired := errors.As(err, &known) && known.Reason == "session_expired"
	address := web.SignInAt(r.Request, expired)
	if r.Header.Get("HX-Request") != "" { // htmx would put the sign-in into the page
		r.W.Header().Set("HX-Redirect", "/sign-in")
		r.W.WriteHeader(http.StatusOK)
		return nil
	}
	http.Redirect(r.W, r.Request, address, http.StatusSeeOther)
	return nil
}

// session finds whose browser it is: an auditor's while a link is open in it, else a person's.
func (s *Server) session(r *http.Request) (api.Identity, error) {
	if secret := web.AuditorOf(r, clientOf(r.Context()).secure); secret != "" && s.services.AuditorLinks != nil {
		return s.services.AuditorLinks.Identify(r.Context(), secret)
	}
	secret := web.SessionOf(r, clientOf(r.Context()).secure)
	if secret == "" || s.services.Sessions == nil {
		return api.Identity{}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "not_signed_in", Message: "Sign in first."}
	}
	return s.services.Sessions.Identify(r.Context(), secret)
}

// wantsPage tells a browser that looks for a page from a program.
func wantsPage(r *http.Request) bool {
	if strings.HasPrefix(r.URL.Path, "/api/") || strings.HasPrefix(r.URL.Path, "/scim/") {
		return false
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// showProblem answers with a problem as a page. Where no page was asked for yet, who
// it is does not matter.
func (s *Server) showProblem(w http.ResponseWriter, r *http.Request, p problem.Problem) {
	show := recordOf(r.Context()).show
	if show == nil {
		show = s.pageRequest(w, r).Fail
	}
	show(p)
}
