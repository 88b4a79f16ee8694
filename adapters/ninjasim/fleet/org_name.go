package fleet

import (
	"strconv"
	"strings"
)

// orgName is what a customer is called, in parts, so that the PSA's list can
// hold the same customer in other words.
type orgName struct {
	base   string // without a legal form
	suffix string // the legal form that the customer trades under, may be empty
	inRMM  string // as somebody typed it into the RMM
}

// composeName makes a name by one of the industry's patterns.
func composeName(d draw, ind *industry, city string) string {
	p := pick(d, saltOrgName, ind.patterns)
	l := pick(d, saltLast, plainSurnames)
	m := pick(d, saltFirst, plainSurnames)
	if l == m {
		m = plainSurnames[(d.n(saltLast, len(plainSurnames))+1)%len(plainSurnames)]
	}
	return strings.NewReplacer("{L}", l, "{M}", m, "{C}", city, "{F}", pick(d, saltOrgNames, features)).Replace(p)
}

// plainSurnames are those that a firm's sign carries: one ASCII word.
var plainSurnames = func() []string {
	var out []string
	for _, n := range lastNames[:240] {
		if isWord(n) && len(n) > 3 {
			out = append(out, n)
		}
	}
	return out
}()

// isWord says whether a name is one word of ASCII letters.
func isWord(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// words are the letters and digits of a name, lower case, by word.
func words(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}

// codeOf abbreviates a name as technicians do: initials, or the first letters
// of a lone word.
func codeOf(name string) string {
	var b strings.Builder
	list := words(name)
	for _, w := range list {
		if w == "the" || w == "of" || w == "and" {
			continue
		}
		b.WriteByte(w[0] &^ 0x20)
	}
	code := b.String()
	if len(code) < 2 {
		code = strings.ToUpper(strings.Join(list, ""))
	}
	return code[:min(len(code), 4)]
}

// domainOf gives the customer's mail domain. It ends in .example (RFC 2606),
// so that no demonstration ever writes to a real person.
func domainOf(name string) string {
	var b strings.Builder
	for _, w := range words(name) {
		if w == "the" || w == "of" || w == "and" || w == "associates" {
			continue
		}
		if b.Len()+len(w) > 22 {
			break
		}
		b.WriteString(w)
	}
	if b.Len() == 0 {
		b.WriteString("customer")
	}
	return b.String() + ".example"
}

// netbiosOf gives the Windows domain: at most 15 characters.
func netbiosOf(domain string) string {
	s := strings.ToUpper(strings.TrimSuffix(domain, ".example"))
	return s[:min(len(s), 15)]
}

// number makes a zero-padded decimal.
func number(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
