package web

import (
	"net/http"
	"net/url"
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
	m, is := r.site.momentIn(q.Get(asOfName))
	m.Rules = rulesIn(q.Get(asOfRulesName))
	return m, is
}

// momentIn reads a position, or a time that has passed; false: it is neither.
func (s *Site) momentIn(text string) (api.Moment, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return api.Moment{Position: n}, true
	}
	at, err := time.Parse(time.RFC3339, text)
	return api.Moment{Time: at}, err == nil && !at.After(s.Now())
}

// rulesIn reads a version of rules; what is none is that of then.
func rulesIn(text string) string {
	if _, err := strconv.ParseUint(text, 10, 32); err != nil && text != api.RulesOfNow {
		return ""
	}
	return text
}

// momentText makes a time as people write it in their zone one that an address can hold.
func momentText(text string, zone *time.Location) string {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly, "2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return text
}

func notPassed(field string) error {
	return domain.Invalid([]domain.Fault{{Pointer: field, Code: "moment", Message: "Give a time that has passed, such as 2026-03-31 12:00, or a position of the log."}})
}

// readOnly is the reason of the refusal to change the past.
const readOnly = "past_is_read_only"

// OfNow refuses a form that was sent from a page of another moment: who sees the past
// decides by what is no longer so.
func (r *Request) OfNow() error {
	if !r.URL.Query().Has(asOfName) && !r.PostForm.Has(asOfName) {
		return nil
	}
	return &domain.Error{Code: domain.CodeConflict, Reason: readOnly,
		Message: "The form came from a page of the past, where nothing can be changed. Nothing was changed now. Go back to now, look at what holds there, and decide again."}
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
	text := momentText(r.FormValue("at"), v.Zone)
	if _, is := s.momentIn(text); !is {
		return notPassed("/at")
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
	At     string // as the address has it
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
	p.Is, p.At, p.Words = true, r.URL.Query().Get(asOfName), "position "+grouped(m.Position)
	if !m.Time.IsZero() {
		p.Words = v.reader().Moment(m.Time)
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
