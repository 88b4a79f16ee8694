package oauth

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

var page = template.Must(template.New("consent").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>NinjaOne simulator: authorize</title>
<style>:root{color-scheme:light dark}body{font:16px sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}</style></head>
<body><h1>Authorize {{.Client}}</h1>
<p>This is the simulator, not NinjaOne. The application asks for:</p>
<ul>{{range .Scopes}}<li>{{.}}</li>{{end}}</ul>
<form method="post" action="{{.Action}}">
<button name="decision" value="approve">Approve</button>
<button name="decision" value="refuse">Refuse</button>
</form></body></html>
`))

// Authorize serves …/oauth/authorize: GET shows the consent page, POST takes
// the decision.
func (s *Server) Authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	c := s.client(q.Get("client_id"))
	switch {
	case c == nil:
		UnknownClient(s.incident()).Write(w)
		return
	case !c.allows(GrantCode): // a machine-to-machine client
		Failure(404, "HTTP 404 Not Found", s.incident()).Write(w)
		return
	}
	to, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !to.IsAbs() || len(c.RedirectURIs) > 0 && !slices.Contains(c.RedirectURIs, q.Get("redirect_uri")) {
		base, _, _ := strings.Cut(r.URL.Path, "/authorize")
		http.Redirect(w, r, base+"/error?error=unauthorized_client&error_description=Invalid+redirect_uri", http.StatusFound)
		return
	}
	scopes, ok := c.scopes(q.Get("scope"))
	switch {
	case q.Get("response_type") != "code":
		back(w, r, to, q.Get("state"), "error", "unsupported_response_type")
	case !ok:
		back(w, r, to, q.Get("state"), "error", "invalid_scope")
	case q.Has("code_challenge") && q.Get("code_challenge_method") != "S256": // the only method that is announced
		back(w, r, to, q.Get("state"), "error", "invalid_request")
	case r.Method != http.MethodPost:
		s.ask(w, r, c, scopes)
	case r.PostFormValue("decision") == "approve":
		back(w, r, to, q.Get("state"), "code", s.approve(c, scopes, q))
	default:
		back(w, r, to, q.Get("state"), "error", "access_denied")
	}
}

// ask shows who wants what.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, c *Client, scopes []string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// The connection's loss is the only way in which this can fail.
	_ = page.Execute(w, struct {
		Client, Action string
		Scopes         []string
	}{c.ID, r.URL.Path + "?" + r.URL.RawQuery, scopes})
}

// approve makes a code.
func (s *Server) approve(c *Client, scopes []string, q url.Values) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.token("code")
	s.codes[k] = &code{redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"),
		grant: Grant{ClientID: c.ID, Scopes: scopes, User: true, Expires: s.now().Add(CodeLifetime)}}
	return k
}

// back returns to the application.
func back(w http.ResponseWriter, r *http.Request, to *url.URL, state, key, value string) {
	q := to.Query()
	q.Set(key, value)
	if state != "" {
		q.Set("state", state)
	}
	u := *to
	u.RawQuery = q.Encode()
	http.Redirect(w, r, u.String(), http.StatusFound)
}

// ErrorPage serves …/oauth/error, which the real service never wrote: a JSON
// 404.
func (s *Server) ErrorPage(w http.ResponseWriter, _ *http.Request) {
	Failure(404, "HTTP 404 Not Found", s.incident()).Write(w)
}
