package web

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"coresync/http/api"

	"github.com/google/uuid"
)

// Names of cookies.
const (
	sessionCookie = "coresync_session"
	flashCookie   = "coresync_done"
)

// cookieName is a cookie's name as the browser knows it. __Host- binds those that let
// somebody in to this very host over TLS (RFC 6265bis); over plain HTTP, as on a
// developer's machine, a browser would refuse it.
func cookieName(name string, secure bool) string {
	if secure && name != flashCookie {
		return "__Host-" + name
	}
	return name
}

func (r *Request) cookieName(name string) string { return cookieName(name, r.Secure) }

// SessionOf is the session that a browser shows; empty: none.
func SessionOf(r *http.Request, secure bool) api.Secret {
	c, err := r.Cookie(cookieName(sessionCookie, secure))
	if err != nil {
		return ""
	}
	return api.Secret(c.Value)
}

// Keep gives the browser the session. Lax, so that a link in a mail opens the page
// that it names, and NinjaOne's way back is signed in.
func (r *Request) Keep(s api.NewSession) {
	if AuditorOf(r.Request, r.Secure) != "" {
		r.cookie(auditorCookie, "", -1) // who signs in is no longer an auditor
	}
	r.cookie(sessionCookie, string(s.Secret), s.ExpiresAt.Sub(r.site.Now()))
}

// Forget takes the session from the browser.
func (r *Request) Forget() { r.cookie(sessionCookie, "", -1) }

func (r *Request) cookie(name, value string, age time.Duration) {
	seconds := int(age / time.Second)
	if age < 0 {
		seconds = -1
	}
	http.SetCookie(r.W, &http.Cookie{
		Name: r.cookieName(name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: r.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// flash keeps a sentence for the next page, and what takes back what it tells of. It
// names nobody: it is in the cookie in plain, and shown as text only.
func (r *Request) flash(message string, undo uuid.UUID) {
	text := message
	if undo != uuid.Nil {
		text = undo.String() + "\n" + message
	}
	r.cookie(flashCookie, base64.RawURLEncoding.EncodeToString([]byte(text)), time.Minute)
}

// flashed is the sentence that was kept, once.
func (r *Request) flashed() flash {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return flash{}
	}
	r.cookie(flashCookie, "", -1)
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(text) > 500 {
		return flash{}
	}
	if head, rest, has := strings.Cut(string(text), "\n"); has {
		id, _ := uuid.Parse(head) // a made-up one takes nothing back
		return flash{rest, id}
	}
	return flash{Text: string(text)}
}
