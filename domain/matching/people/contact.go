package people

import (
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Contact is one contact of a customer, as the directory has it.
type Contact struct {
	ID    uuid.UUID
	Name  string
	Email string
}

// person is a contact made ready to be compared.
type person struct {
	id      uuid.UUID
	name    name
	second  name // read from the address, where it says another name
	local   string
	letters string // the local part's letters and digits
	domain  string
	own     bool // the address is at one of the customer's domains
}

// splitAddress takes an e-mail address apart, without a tag behind a plus.
func splitAddress(address string) (local, domain string) {
	address = fold(canonical(strings.TrimSpace(clip(address, 2*maxName))), false)
	at := strings.LastIndexByte(address, '@')
	if at <= 0 || at == len(address)-1 {
		return "", ""
	}
	local, domain = address[:at], address[at+1:]
	if tag := strings.IndexByte(local, '+'); tag > 0 {
		local = local[:tag]
	}
	return local, domain
}

// alike is a local part without its punctuation.
func alike(local string) string {
	for i := range len(local) {
		if !isPunctuation(local[i]) {
			continue
		}
		plain := append(make([]byte, 0, len(local)), local[:i]...)
		for _, c := range []byte(local[i:]) {
			if !isPunctuation(c) {
				plain = append(plain, c)
			}
		}
		return string(plain)
	}
	return local
}

func isPunctuation(c byte) bool { return c == '.' || c == '_' || c == '-' || c == '\'' }

// prepare reads contacts. The customer's own domains are those given, or those of
// its contacts that no provider of free mail has.
func (r *Rules) prepare(contacts []Contact, domains []string) (persons []person, known []string) {
	persons = make([]person, len(contacts))
	own := make(map[string]int, 4)
	for i, c := range contacts {
		p := &persons[i]
		p.id = c.ID
		p.local, p.domain = splitAddress(c.Email)
		p.letters = alike(p.local)
		if p.domain != "" && !has(r.freeMail, p.domain) {
			own[p.domain]++
		}
	}
	for _, d := range domains {
		own[fold(strings.TrimSpace(d), false)]++
	}
	reader := nameReader{rules: r, words: make([]word, 0, 3*len(contacts))}
	for i, c := range contacts {
		p := &persons[i]
		p.own = own[p.domain] > 0
		p.name = reader.read(c.Name)
		if !p.name.holds(p.local) {
			p.second = reader.read(strings.ReplaceAll(p.local, "_", "."))
			p.second.address = true
		}
	}
	for d := range own {
		known = append(known, d)
	}
	slices.Sort(known)
	return persons, known
}

// holds tells that a local part with dots says nothing that the name doesn't, or
// says no name.
func (n *name) holds(local string) bool {
	parts, known := 0, 0
	for part := range strings.FieldsFuncSeq(local, func(c rune) bool { return c == '.' || c == '_' }) {
		parts++
		if len(part) == 1 || strings.ContainsAny(part, "0123456789") {
			known++
			continue
		}
		for _, w := range n.words {
			if w.text == part || w.spelled == part {
				known++
				break
			}
		}
	}
	return parts < 2 || parts > 3 || known == parts
}

// sameOrganization tells that two domains are one organization's: acme.com,
// acme.local, acme.onmicrosoft.com, mail.acme.com.
func sameOrganization(a, b string) bool {
	if a == b || strings.HasSuffix(a, "."+b) || strings.HasSuffix(b, "."+a) {
		return true
	}
	label := func(domain string) string {
		first, _, _ := strings.Cut(domain, ".")
		return strings.ReplaceAll(first, "-", "")
	}
	return len(label(a)) > 2 && label(a) == label(b)
}
