package web

import (
	"encoding/base64"
	"net/http"
	"time"

	"coresync/http/api"
)

// Names of cookies. __Host- binds one to this very host over TLS (RFC 6265bis); over
// plain HTTP, as on a developer's machine, a browser would refuse it.
const (
	sessionCookie       = "coresync_session"
	secureSessionCookie = "__Host-coresync_session"
	flashCookie         = "coresync_done"
)

// SessionOf is the session that a browser shows; empty: none.
func SessionOf(r *http.Request, secure bool) api.Secret {
	name := sessionCookie
	if secure {
		name = secureSessionCookie
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return api.Secret(c.Value)
}

// keep gives the browser the session. Lax, so that a link in a mail opens the page
// that it names, and NinjaOne's way back is signed in.
func (r *Request) keep(s api.NewSession) {
	r.cookie(sessionCookie, string(s.Secret), s.ExpiresAt.Sub(r.site.Now()))
}

func (r *Request) forget() { r.cookie(sessionCookie, "", -1) }

func (r *Request) cookie(name, value string, age time.Duration) {
	if r.Secure && name == sessionCookie {
		name = secureSessionCookie
	}
	seconds := int(age / time.Second)
	if age < 0 {
		seconds = -1
	}
	http.SetCookie(r.W, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: r.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// flash keeps a sentence for the next page. It names nobody: it is in the cookie in
// plain, and shown as text only.
func (r *Request) flash(message string) {
	r.cookie(flashCookie, base64.RawURLEncoding.EncodeToString([]byte(message)), time.Minute)
}

// flashed is the sentence that was kept, once.
func (r *Request) flashed() string {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	r.cookie(flashCookie, "", -1)
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(text) > 500 {
		return ""
	}
	return string(text)
}
