package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// What somebody typed while his session ran out is kept: the page of the sign-in carries
// the form, and after signing in as the same person it is shown and sent by one button. The
// form comes from the same origin, as every form, and goes to the address that it was for.
// Nothing of it is stored, and secrets are typed again.

// kept is a form that waits for its person to sign in again.
type kept struct {
	Path   string
	User   string // whose session ran out
	Fields url.Values
	// Secrets: there were some, which are typed again.
	Secrets bool
}

// mostKept bounds a form that is kept, in bytes.
const mostKept = 64 << 10

// The fields that carry a kept form through the sign-in.
const (
	keptPath, keptUser, keptForm = "kept_path", "kept_user", "kept_form"
)

// Keep gives what answers a form of somebody whose session ran out with a sign-in that
// keeps what was typed; nil: there is nothing to keep, or nobody knows whose it is.
func (s *Site) Keep(r *Request, rt Route, user uuid.UUID) func() error {
	if rt.Method != post || user == uuid.Nil {
		return nil
	}
	k := r.typed()
	if k == nil || len(k.Fields.Encode()) > mostKept {
		return nil
	}
	k.User = user.String()
	return func() error {
		return r.door(http.StatusUnauthorized, "Sign in", func(v *view) page {
			return s.signInPage(v, signInView{Note: "You were signed out because nothing was done for a while. Sign in again: what you typed is kept.", Kept: k})
		})
	}
}

// typed is the form as it was sent, without its secrets; nil: it can't be sent again so.
func (r *Request) typed() *kept {
	if r.Header.Get("HX-Request") != "" || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") || r.ParseForm() != nil {
		return nil
	}
	k := kept{Path: r.URL.RequestURI(), Fields: maps.Clone(r.PostForm)}
	for name := range k.Fields {
		if secretField(name) {
			delete(k.Fields, name)
			k.Secrets = true
		}
	}
	if len(k.Fields) == 0 {
		return nil
	}
	return &k
}

// secretField tells fields that are never sent back to a browser.
func secretField(name string) bool {
	name = strings.ToLower(name)
	return name == "current" || strings.Contains(name, "password") || strings.Contains(name, "secret") || strings.Contains(name, "token")
}

// keptIn reads the form that a sign-in carries; nil: none.
func (r *Request) keptIn() *kept {
	fields, err := url.ParseQuery(r.PostFormValue(keptForm))
	path := local(r.PostFormValue(keptPath))
	if err != nil || len(fields) == 0 || path == "/" || len(r.PostFormValue(keptForm)) > mostKept {
		return nil
	}
	return &kept{Path: path, User: r.PostFormValue(keptUser), Fields: fields}
}

// sendAgain shows the kept form to the person whose it is, with one button that sends it.
func (r *Request) sendAgain(k *kept) error {
	return r.door(http.StatusOK, "Send it again?", func(v *view) page { return sendAgainPage(v, k) })
}

// keptField is a field as it is shown and sent.
type keptField struct{ Name, Value string }

func (k *kept) fields() (all []keptField) {
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		for _, value := range k.Fields[name] {
			all = append(all, keptField{name, value})
		}
	}
	return all
}

// typed are the fields that a person may know again.
func (k *kept) typed() (all []keptField) {
	for _, f := range k.fields() {
		if _, err := uuid.Parse(f.Value); err != nil && strings.TrimSpace(f.Value) != "" && f.Name != "back" && f.Name != "version" && !strings.HasPrefix(f.Name, "before.") {
			all = append(all, keptField{fieldWord(f.Name), f.Value})
		}
	}
	return all
}
