package web

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"
)

// The parameters of an address that say as of when a page is, and under which rules.
const (
	asOfName      = "as_of"
	asOfRulesName = "as_of_rules"
)

// past leads pages to another moment, and back.
func (s *Site) past() []Route {
	return []Route{
		{"page.past", get, "/as-of", SignedIn, true, s.goBackTo},
		{"page.now", get, "/now", SignedIn, true, func(r *Request) error { return r.to(atMoment(local(r.FormValue("to")), "", "")) }},
	}
}

// moment is as of when the address asks a page to be; false: now.
func (r *Request) moment() (api.Moment, bool) {
	q := r.URL.Query()
	text, m := q.Get(asOfName), api.Moment{Rules: q.Get(asOfRulesName)}
	if m.Rules != "" && m.Rules != api.RulesOfNow {
		if _, err := strconv.ParseUint(m.Rules, 10, 32); err != nil {
			m.Rules = ""
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		m.Position = n
		return m, true
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.After(r.site.Now()) {
		return api.Moment{}, false
	}
	m.Time = at
	return m, true
}

// then is whose data a page asks for, as of when its address says; it is for pages
// that can show the past.
func (r *Request) then() api.Scope {
	r.travels = true
	scope := r.scope()
	if m, is := r.moment(); is {
		scope.AsOf = &m
	}
	return scope
}

// goBackTo reads the form of the header: a time as the browser's field gives it, in
// the person's zone, or a position.
func (s *Site) goBackTo(r *Request) error {
	v, err := r.view("", "")
	if err != nil {
		return err
	}
	text := strings.TrimSpace(r.FormValue("at"))
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly, "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, v.Zone); err == nil {
			text = at.UTC().Format(time.RFC3339)
			break
		}
	}
	check := *r.Request
	check.URL = &url.URL{RawQuery: url.Values{asOfName: {text}}.Encode()}
	if _, is := (&Request{Request: &check, site: s}).moment(); !is {
		return domain.Invalid([]domain.Fault{{Pointer: "/at", Code: "moment", Message: "Give a time that has passed, such as 2026-03-31 12:00, or a position of the log."}})
	}
	return r.to(atMoment(local(r.FormValue("to")), text, r.FormValue("rules")))
}

// atMoment is an address at another moment; "" is now.
func atMoment(address, asOf, rules string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Del(asOfName)
	q.Del(asOfRulesName)
	q.Del(cursorName) // a place in another list
	if asOf != "" {
		q.Set(asOfName, asOf)
		if rules != "" {
			q.Set(asOfRulesName, rules)
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// viewOfPast is what the header says of the moment that a page shows.
type viewOfPast struct {
	Is     bool
	Words  string
	Rules  string
	Here   string // the page's own address
	Field  string // for the browser's field
	Travel bool   // the page can show the past
}

func (r *Request) viewOfPast(v *view) viewOfPast {
	p := viewOfPast{Here: r.URL.RequestURI(), Travel: r.travels && r.Method != http.MethodPost}
	m, is := r.moment()
	if !is {
		return p
	}
	p.Is, p.Words = true, "position "+grouped(m.Position)
	if !m.Time.IsZero() {
		p.Words = m.Time.In(v.Zone).Format("2 January 2006, 15:04 MST")
		p.Field = m.Time.In(v.Zone).Format("2006-01-02T15:04")
	}
	p.Rules = "the rules of then"
	if m.Rules != "" {
		p.Rules = "rules " + m.Rules
	}
	if m.Rules == api.RulesOfNow {
		p.Rules = "the rules of now"
	}
	return p
}

var (
	linkInPage = regexp.MustCompile(`( (?:href|hx-get)=")([/?][^"]*)"`)
	formInPage = regexp.MustCompile(`<form[^>]*>`)
)

// throughTime keeps a page of the past in the past: its links lead to the same moment,
// its forms ask about it, and those that change something are out of reach.
func throughTime(page []byte, q url.Values) []byte {
	at := url.Values{asOfName: {q.Get(asOfName)}}
	hidden := `<input type="hidden" name="` + asOfName + `" value="` + html.EscapeString(q.Get(asOfName)) + `"/>`
	if rules := q.Get(asOfRulesName); rules != "" {
		at.Set(asOfRulesName, rules)
		hidden += `<input type="hidden" name="` + asOfRulesName + `" value="` + html.EscapeString(rules) + `"/>`
	}
	more := html.EscapeString(at.Encode())
	page = linkInPage.ReplaceAllFunc(page, func(link []byte) []byte {
		parts := linkInPage.FindSubmatch(link)
		address, fragment, _ := strings.Cut(string(parts[2]), "#")
		for _, stays := range []string{"/static/", "/now", "/api/"} {
			if strings.HasPrefix(address, stays) {
				return link
			}
		}
		join := "?"
		if strings.Contains(address, "?") {
			join = "&amp;"
		}
		if fragment != "" {
			fragment = "#" + fragment
		}
		return []byte(string(parts[1]) + address + join + more + fragment + `"`)
	})
	return formInPage.ReplaceAllFunc(page, func(form []byte) []byte {
		switch {
		case bytes.Contains(form, []byte(`action="/as-of"`)), bytes.Contains(form, []byte(`action="/sign-out"`)), bytes.Contains(form, []byte(`class="app-theme"`)):
			return form
		case bytes.Contains(form, []byte(`method="post"`)):
			return append([]byte(`<form inert`), form[len("<form"):]...)
		case bytes.Contains(form, []byte(`method="dialog"`)):
			return form
		}
		return append(bytes.Clone(form), hidden...)
	})
}
