package http

import (
	"html/template"
	"net/http"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// callbackPath is the redirect URI of SET-03, which NinjaOne compares as an exact string.
const callbackPath = "/api/integrations/ninja/callback"

// callbackLimit is longer than other requests have: NinjaOne is asked twice.
const callbackLimit = 100 * time.Second

// maxReturned bounds each parameter of a return, in bytes.
const maxReturned = 4096

// toBrowser is where to send the browser.
type toBrowser struct {
	URL string `json:"url"`
}

func (s *Server) connectConnection(w http.ResponseWriter, r *request) error {
	address, err := s.services.Connections.Connect(r.Context(), r.command(), r.pathID())
	if err != nil {
		return err
	}
	return r.write(w, http.StatusOK, toBrowser{URL: address})
}

// mountCallback adds the route that NinjaOne sends browsers back to. It takes GET
// alone: a HEAD of somebody curious must not use the state up.
func (s *Server) mountCallback() {
	s.router.HandleFunc(callbackPath, s.ninjaCallback).Methods(http.MethodGet).Name("ninjaCallback")
}

// returned is what the page says.
type returned struct {
	Title, Text, Warning, RequestID string
}

// The page has no script, no style and no link, so the content policy of every
// other answer holds for it, too.
var returnedPage = template.Must(template.New("returned").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}} - Coresync</title></head>
<body><h1>{{.Title}}</h1>
<p>{{.Text}}</p>
{{with .Warning}}<p><strong>Warning:</strong> {{.}}</p>
{{end}}<p>You can close this page and go back to Coresync: Settings &gt; Integrations &gt; NinjaOne.</p>
<p><small>Request {{.RequestID}}</small></p>
</body></html>
`))

// ninjaCallback ends a sign-in. There is no token: whoever knows the state began it.
func (s *Server) ninjaCallback(w http.ResponseWriter, r *http.Request) {
	rec := recordOf(r.Context())
	rec.operation = "ninjaCallback"
	bound(w, callbackLimit)
	done, err := s.signedIn(r)
	rec.tenant, rec.actor = done.Tenant, done.Actor
	status, problem := http.StatusOK, ""
	if err != nil {
		status, problem = s.signInProblem(r, rec, err)
	}
	if who, _ := s.session(r); who.User != uuid.Nil && (done.Tenant == uuid.Nil || who.Tenant == done.Tenant) {
		// In the browser of somebody who is signed in, a page says it (SET-12).
		page := s.pageRequest(w, r)
		page.Who = who
		if err := page.Returned(status, done, problem); err != nil {
			s.fail(w, r, err)
		}
		return
	}
	if err == nil {
		s.writeReturned(w, r, http.StatusOK, returned{Title: "Connected", Warning: done.Warning,
			Text: "NinjaOne is connected as " + done.Name + "."})
		return
	}
	s.writeReturned(w, r, status, returned{Title: "Not connected", Text: problem})
}

// signInProblem is an error as people read it; what is no fault of theirs is logged.
func (s *Server) signInProblem(r *http.Request, rec *record, err error) (status int, detail string) {
	p := s.problemOf(err)
	rec.code = p.Code
	if p.Status >= http.StatusInternalServerError {
		s.config.Log.ErrorContext(r.Context(), "sign-in failed", "request_id", rec.id, "code", p.Code, "error", err)
	}
	return p.Status, p.Detail
}

func (s *Server) signedIn(r *http.Request) (api.SignedIn, error) {
	if s.services.Connections == nil {
		return api.SignedIn{}, errNotOffered
	}
	q := r.URL.Query()
	for _, name := range []string{"state", "code", "error"} {
		if len(q[name]) > 1 || len(q.Get(name)) > maxReturned {
			return api.SignedIn{}, &domain.Error{Code: domain.CodeInvalid, Reason: "sign_in_malformed",
				Message: "This is not what NinjaOne sends. Begin again: Connect NinjaOne."}
		}
	}
	return s.services.Connections.SignedIn(r.Context(), api.SignInReturn{
		State: api.Secret(q.Get("state")), Code: api.Secret(q.Get("code")), Error: q.Get("error"),
	})
}

func (s *Server) writeReturned(w http.ResponseWriter, r *http.Request, status int, page returned) {
	page.RequestID = recordOf(r.Context()).id.String()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = returnedPage.Execute(w, page) // an error means that the browser is gone
}
