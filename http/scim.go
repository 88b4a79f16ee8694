package http

import (
	"context"
	"errors"
	"net/http"

	"coresync/domain"
	"coresync/http/scim"
)

// mountSCIM adds SCIM below /scim/v2. Its own specification describes it, so that our
// description does not; permissions are looked at by method.
func (s *Server) mountSCIM() {
	handler := scim.New(s.services)
	answer := func(w http.ResponseWriter, r *http.Request) {
		recordOf(r.Context()).operation = "scim"
		bound(w, s.config.RequestLimit)
		ctx, cancel := context.WithTimeout(r.Context(), s.config.RequestLimit)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, s.config.BodyLimit)
		if err := s.answerSCIM(w, r, handler); err != nil {
			s.failSCIM(w, r, err)
		}
	}
	s.router.PathPrefix(scim.Prefix+"/").HandlerFunc(answer).Name("scim").
		Methods(http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete)
}

func (s *Server) answerSCIM(w http.ResponseWriter, r *http.Request, handler *scim.Handler) error {
	if r.Header.Get("Authorization") == "" { // a browser's session is none of SCIM's
		return &domain.Error{Code: domain.CodeUnauthorized, Reason: "not_signed_in", Message: "Send an API token: Authorization: Bearer coresync_…"}
	}
	who, err := s.identify(r)
	if err != nil {
		return err
	}
	rec := recordOf(r.Context())
	rec.tenant, rec.actor = who.Tenant, who.Actor
	if s.services.AccessApps != nil { // the client is an app, to be managed by a connector (C1C-05)
		if err := s.services.AccessApps.Seen(r.Context(), who.Tenant, "scim", who.Token.String(), who.Name); err != nil {
			s.config.Log.WarnContext(r.Context(), "note a SCIM client among the apps", "token", who.Token, "error", err)
		}
	}
	return handler.Serve(w, &scim.Request{Request: r, Who: who, Correlation: rec.id, Origin: s.origin(r)})
}

// origin is where people reach the server, without a slash at its end.
func (s *Server) origin(r *http.Request) string {
	switch {
	case s.config.PublicURL != "":
		return s.config.PublicURL
	case clientOf(r.Context()).secure:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// failSCIM answers with an error in SCIM's form.
func (s *Server) failSCIM(w http.ResponseWriter, r *http.Request, err error) {
	var fault *scim.Fault
	if !errors.As(err, &fault) {
		p, answerable := s.judge(r, err)
		if !answerable {
			return
		}
		fault = scim.FaultOf(p)
		if p.Status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Bearer realm="coresync"`)
		}
		p.SetRetryAfter(w.Header())
	}
	rec := recordOf(r.Context())
	if rec.code == "" {
		rec.code = "scim_refused"
	}
	if err := fault.Write(w); err != nil {
		s.config.Log.DebugContext(r.Context(), "the client left before it had its problem", "request_id", rec.id, "error", err)
	}
}
