package http

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/permission"
	"coresync/http/problem"
)

// errNotOffered is the answer of a route whose service this process doesn't have.
var errNotOffered = &domain.Error{
	Code: domain.CodeUnavailable, Reason: "not_offered",
	Message: "This process does not offer that. Ask one that runs `coresync serve` with everything switched on.",
}

// missing says which permission is missing (PRE-06).
func missing(p permission.Permission) error {
	return &domain.Error{
		Code: domain.CodeForbidden, Reason: "permission_missing",
		Message: "This needs the permission " + string(p) + ". Ask an owner for a role that has it.",
		Cause:   &missingPermission{p},
	}
}

// missingPermission carries the permission to the problem document.
type missingPermission struct{ permission permission.Permission }

func (e *missingPermission) Error() string { return "missing " + string(e.permission) }

// kindOf is what HTTP makes of a kind of error.
type kindOf struct {
	status int
	title  string
}

func kinds(c domain.Code) kindOf {
	switch c {
	case domain.CodeInvalid:
		return kindOf{http.StatusBadRequest, "The request is not as it must be"}
	case domain.CodeNotFound:
		return kindOf{http.StatusNotFound, "Not found"}
	case domain.CodeConflict:
		return kindOf{http.StatusConflict, "The present state does not allow this"}
	case domain.CodeStale:
		return kindOf{http.StatusConflict, "This belongs to another state of the log"}
	case domain.CodeDegraded:
		return kindOf{http.StatusServiceUnavailable, "The answer would be incomplete"}
	case domain.CodeUnavailable:
		return kindOf{http.StatusServiceUnavailable, "Not possible at the moment"}
	case domain.CodeUnauthorized:
		return kindOf{http.StatusUnauthorized, "Sign in first"}
	case domain.CodeForbidden:
		return kindOf{http.StatusForbidden, "Not allowed"}
	}
	return kindOf{http.StatusInternalServerError, "Something went wrong on our side"}
}

// statusOf is the status of the reasons that have one of their own.
func statusOf(reason string, otherwise int) int {
	switch reason {
	case "version_conflict":
		return http.StatusPreconditionFailed
	case "idempotency_key_reused":
		return http.StatusUnprocessableEntity
	case "body_too_large":
		return http.StatusRequestEntityTooLarge
	case "too_many_attempts":
		return http.StatusTooManyRequests
	case "media_type":
		return http.StatusUnsupportedMediaType
	case "method_not_allowed":
		return http.StatusMethodNotAllowed
	case "not_offered":
		return http.StatusNotImplemented
	}
	return otherwise
}

// fail answers with a problem. Only it and failSCIM turn an error into an answer.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if p, answerable := s.judge(r, err); answerable {
		s.writeProblem(w, r, p)
	}
}

// judge makes a problem of an error and logs what is our fault; it is not answerable
// where nobody is left to read it.
func (s *Server) judge(r *http.Request, err error) (p problem.Problem, answerable bool) {
	rec := recordOf(r.Context())
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		rec.code = "client_gone"
		rec.status = 499 // as nginx counts it
		return p, false
	}
	p = s.problemOf(err)
	switch { // what is the caller's fault is in the access log
	case p.Status == http.StatusInternalServerError:
		s.config.Log.ErrorContext(r.Context(), "request failed",
			"request_id", rec.id, "operation", rec.operation, "code", p.Code, "error", err)
	case p.Status > http.StatusInternalServerError:
		s.config.Log.WarnContext(r.Context(), "request put off",
			"request_id", rec.id, "operation", rec.operation, "code", p.Code, "error", err)
	}
	if rec.status != 0 {
		panic(http.ErrAbortHandler) // an answer is under way; break it off
	}
	rec.code = p.Code
	return p, true
}

// problemOf maps an error; the text of a foreign one stays inside.
func (s *Server) problemOf(err error) problem.Problem {
	var known *domain.Error
	if !errors.As(err, &known) {
		known = foreign(err)
	}
	kind := kinds(known.Code)
	p := problem.Problem{
		Code: known.Reason, Title: kind.title, Status: statusOf(known.Reason, kind.status),
		Detail: known.Message, RetryAfter: known.RetryAfter,
	}
	if p.Code == "" {
		p.Code = string(known.Code)
	}
	if known.Code == domain.CodeInternal {
		p.Detail = "Try again. If it stays, tell whoever runs Coresync the request_id: the log says more."
	}
	var m *missingPermission
	if errors.As(err, &m) {
		p.Permission = string(m.permission)
	}
	for _, f := range known.Fields {
		p.Errors = append(p.Errors, faultOf(f))
	}
	return p
}

// foreign makes the errors of the standard library that have a meaning known.
func foreign(err error) *domain.Error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &domain.Error{Code: domain.CodeInvalid, Reason: "body_too_large",
			Message: "The body is too large. Send it in parts."}
	case errors.Is(err, context.DeadlineExceeded):
		return &domain.Error{Code: domain.CodeUnavailable, Reason: "timeout", RetryAfter: time.Second,
			Message: "It took too long. Ask for less, or try again."}
	case databaseGone(err):
		return &domain.Error{Code: domain.CodeUnavailable, Reason: "database_unavailable", RetryAfter: 2 * time.Second,
			Message: "The database does not answer. Try again in a moment; nothing was lost."}
	}
	return &domain.Error{Code: domain.CodeInternal}
}

// faultOf sorts the place of a fault into the member that fits it.
func faultOf(f domain.Fault) problem.Fault {
	p := problem.Fault{Code: f.Code, Detail: f.Message}
	switch {
	case strings.HasPrefix(f.Pointer, "?"):
		p.Parameter = f.Pointer[1:]
	case strings.HasPrefix(f.Pointer, "/"):
		p.Pointer = f.Pointer
	default:
		p.Place = f.Pointer
	}
	return p
}

func (s *Server) writeProblem(w http.ResponseWriter, r *http.Request, p problem.Problem) {
	rec := recordOf(r.Context())
	rec.code = p.Code
	p.RequestID = rec.id.String()
	if rec.show != nil || wantsPage(r) {
		s.showProblem(w, r, p)
		return
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="coresync"`)
	}
	if err := p.Write(w); err != nil {
		s.config.Log.DebugContext(r.Context(), "the client left before it had its problem", "request_id", rec.id, "error", err)
	}
}
