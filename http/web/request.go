package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/a-h/templ"
	"github.com/google/uuid"
)

// Request is a request for a page, by somebody whom the server knows.
type Request struct {
	*http.Request
	W http.ResponseWriter
	// Who asks; the zero value on pages for anybody.
	Who  api.Identity
	Vars map[string]string // of the path
	ID   uuid.UUID         // of the request
	// Address is the client's; Secure tells that the browser spoke TLS.
	Address string
	Secure  bool

	site *Site
	// saved are the views that the person may open, once somebody has asked.
	saved []api.View
	// travels: the page can show the past.
	travels bool
	// hosts are those that a form of the page may lead to besides ours.
	hosts []string
	// sent is under which id the form was sent; commands counts what it asks for.
	sent     uuid.UUID
	commands *atomic.Int64
}

// For binds a request to the site.
func (s *Site) For(r Request) *Request {
	r.site, r.sent, r.commands = s, uuid.New(), new(atomic.Int64)
	return &r
}

func (r *Request) may(p permission.Permission) bool { return r.Who.Permissions.Has(p) }

func (r *Request) scope() api.Scope { return api.Scope{Tenant: r.Who.Tenant} }

// command is who asks for a change. Each command of a request has an id of its own, which
// is the same where the same form is sent again because its answer was lost: so it is done
// once (see unsent.go). A form that is filled in anew is another one.
func (r *Request) command() api.Command {
	part := strconv.FormatInt(r.commands.Add(1), 10)
	return api.Command{
		Tenant: r.Who.Tenant, Actor: r.Who.Actor, Correlation: r.ID,
		AppendID: uuid.NewSHA1(r.Who.Tenant, []byte("form:"+r.Who.Actor+":"+r.sentAs().String()+":"+part)),
	}
}

// sentOnce is an id for what a form asks for: the same where the same page's form is sent
// again with the same fields, so that it is carried out a single time.
func (r *Request) sentOnce(fields ...string) uuid.UUID {
	token, err := uuid.Parse(r.field("once"))
	if err != nil {
		return uuid.Nil
	}
	asked := url.Values{}
	for _, f := range fields {
		asked[f] = r.PostForm[f]
	}
	return uuid.NewSHA1(token, []byte(r.Who.Tenant.String()+" "+r.URL.RequestURI()+" "+asked.Encode()))
}

// pathID is an id in the path; a malformed one is nothing's.
func (r *Request) pathID(name, what string) (uuid.UUID, error) {
	id, err := uuid.Parse(r.Vars[name])
	if err != nil {
		return uuid.Nil, domain.NotFound(what)
	}
	return id, nil
}

// field is a field of a form, without space around it.
func (r *Request) field(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }

// render writes a page. The whole of it is made before its first byte goes out, so
// that an error can still become one.
func (r *Request) render(status int, page templ.Component) error {
	var out bytes.Buffer
	if err := page.Render(r.naming(r.during(r.Context())), &out); err != nil {
		return err
	}
	h := r.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy(r.hosts))
	h.Add("Vary", "HX-Request")
	r.W.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = r.W.Write(out.Bytes()) // an error means that the browser is gone
	}
	return nil
}

// policy lets a page load what the program itself serves, and nothing else. Chromium
// holds form-action against redirects, too, so a page that leads to NinjaOne names it.
func policy(hosts []string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
		"manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action " + strings.Join(append([]string{"'self'"}, hosts...), " ")
}

// to sends the browser to another page, of the moment that it is at. htmx follows it, too.
func (r *Request) to(address string) error {
	http.Redirect(r.W, r.Request, string(link(r.during(r.Context()), address)), http.StatusSeeOther)
	return nil
}

// away is to without the moment: the address says itself as of when it is.
func (r *Request) away(address string) error {
	http.Redirect(r.W, r.Request, address, http.StatusSeeOther)
	return nil
}

// done says on the next page what was done.
func (r *Request) done(address, message string) error {
	r.flash(message, uuid.Nil)
	return r.to(address)
}

// faults are what is wrong with a form, by the name of the field.
type faults map[string]string

// faultsOf reads the faults of an error; nil where the error is another one.
func faultsOf(err error) faults {
	var known *domain.Error
	if !errors.As(err, &known) || known.Code != domain.CodeInvalid && known.Code != domain.CodeConflict {
		return nil
	}
	found := faults{}
	for _, f := range known.Fields {
		found[strings.TrimLeft(f.Pointer, "/?")] = f.Message
	}
	if len(found) == 0 {
		found[""] = known.Message
	}
	return found
}

// local keeps "next" from leading to another site.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	return next
}

// soon bounds a wait for something that is usual to happen at once.
func (r *Request) soon() (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), 2*time.Second)
}
