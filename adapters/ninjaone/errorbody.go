package ninjaone

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
)

// fault is what an answer says about what went wrong.
type fault struct {
	code, detail, incident string
	html                   bool
}

// rateLimitPage recognises the page that NinjaOne puts in place of an answer when
// it wants fewer requests, sometimes under status 200.
var rateLimitPage = regexp.MustCompile(`(?i)rate[\s-]*limit|too\s+many\s+requests|request[\s-]*limit`)

// readFault decodes every family of error body that NinjaOne is known to send
// (OAuth, application, billing, bare string, HTML), each member optional. What it
// repeats of the answer goes through tidy.
func readFault(body []byte, tidy func(string) string) fault {
	body = bytes.TrimSpace(body)
	if isHTML(body) {
		return fault{html: true}
	}
	var bare string
	if json.Unmarshal(body, &bare) == nil {
		return fault{detail: tidy(bare)}
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return fault{}
	}
	return fault{
		code:     tidy(firstText(members, "error", "resultCode", "errorCode")),
		detail:   tidy(firstText(members, "error_description", "errorMessage", "message")),
		incident: tidy(firstText(members, "incidentId")),
	}
}

// firstText returns the first of the named members that holds any text. A member
// that is an object gives its "code", as errorMessage sometimes is one.
func firstText(members map[string]json.RawMessage, names ...string) string {
	for _, name := range names {
		raw := members[name]
		var text string
		var number json.Number
		var nested struct {
			Code string `json:"code"`
		}
		switch {
		case len(raw) == 0:
		case json.Unmarshal(raw, &text) == nil && text != "":
			return text
		case json.Unmarshal(raw, &number) == nil && number != "":
			return number.String()
		case json.Unmarshal(raw, &nested) == nil && nested.Code != "":
			return nested.Code
		}
	}
	return ""
}

// isHTML reports whether an answer is a page and not data.
func isHTML(body []byte) bool {
	trimmed := bytes.TrimSpace(body)
	return len(trimmed) > 0 && trimmed[0] == '<'
}

// isRateLimitPage reports whether a page asks for fewer requests. Only its
// beginning is looked at.
func isRateLimitPage(body []byte) bool {
	return isHTML(body) && rateLimitPage.Match(body[:min(len(body), 64<<10)])
}

// maxSaid is how much of a text from an answer is repeated in an error.
const maxSaid = 160

// tidy makes text from an answer fit to be shown: one line, no control or
// formatting characters, no secret of ours, not long. Whoever answers may be
// hostile.
func (s *scrubber) tidy(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, text)
	runes := []rune(s.scrub(strings.Join(strings.Fields(text), " ")))
	if len(runes) > maxSaid {
		return string(runes[:maxSaid]) + "…"
	}
	return string(runes)
}
