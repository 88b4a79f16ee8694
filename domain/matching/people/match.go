package people

import "strings"

// attempt collects who fits one account.
type attempt struct {
	matcher *Matcher
	fits    []rated
	former  int // how many fits there were when persons began to come by, each once
}

// lastUser finds the contact behind an account.
func (m *Matcher) lastUser(acc *account) Verdict {
	var room [8]rated
	a := attempt{matcher: m, fits: room[:0]}
	if kind := a.look(acc); kind != Person {
		return Verdict{Kind: kind}
	}
	v := m.conclude(a.fits)
	if v.Outcome == NoSuggestion && m.rules.accounts.oneWord(&acc.letters) {
		v.Kind = Shared
	}
	return v
}

// look collects who fits an account, or says that it is nobody's. What is surer is
// tried first; signs of administration are left out, and slips allowed, only where
// nobody fits well.
func (a *attempt) look(acc *account) Kind {
	words := &a.matcher.rules.accounts
	kind := words.kind(acc)
	tryAddress := kind == Shared && acc.upn && has(words.alsoNames, acc.letters.text)
	if kind != Person && !tryAddress {
		return kind
	}
	a.addresses(acc)
	if tryAddress { // Sage Olson, whose account is sage@acme.com
		if len(a.fits) == 1 && a.fits[0].fit.form == Address && a.fits[0].person.name.has(acc.letters.text) {
			return Person
		}
		return Shared
	}
	if acc.tooLong || acc.digits >= manyDigits && len(acc.letters.text) <= fewLetters {
		return Person // a number with a letter or two is nobody's name
	}
	a.names(acc, 0, true)
	if !a.settled() {
		words.withoutAdmin(acc.local, func(rest string, sure bool) {
			plain := *acc
			plain.letters, plain.digits = letters(rest, false)
			plain.spelled = body{}
			a.names(&plain, AdminName, sure)
		})
	}
	if !a.settled() && acc.letters.cuts != 0 && !words.oneWord(&acc.letters) {
		a.segments(acc)
	}
	if !a.settled() {
		a.loosely(acc)
	}
	return Person
}

// An account of many digits and few letters is a number of staff or of a room.
const (
	manyDigits = 3
	fewLetters = 3
)

// settled tells that somebody fits as well as it takes to be assigned.
func (a *attempt) settled() bool {
	for i := range a.fits {
		if a.fits[i].percent >= a.matcher.rules.high {
			return true
		}
	}
	return false
}

// pass begins to go through persons once more.
func (a *attempt) pass(use func(i int), ways ...start) {
	a.matcher.index.candidates(use, func() { a.former = len(a.fits) }, ways...)
}

// add keeps the best fit of each person.
func (a *attempt) add(p *person, f fit) {
	if f.form == NoForm {
		return
	}
	percent, weight := a.matcher.worth(f)
	r := rated{person: p, fit: f, percent: percent, weight: weight}
	for i := range a.fits[:a.former] {
		if a.fits[i].person == p {
			if r.score() > a.fits[i].score() {
				a.fits[i] = r
			}
			return
		}
	}
	a.fits = append(a.fits, r)
}

// addresses compares an account with e-mail addresses (CON-04, CON-05).
func (a *attempt) addresses(acc *account) {
	local := acc.local
	if tag := strings.IndexByte(local, '+'); tag > 0 {
		local = local[:tag]
	}
	if len(local) < 2 {
		return
	}
	letters := alike(local)
	ways := []start{startOf(local)}
	if len(letters) > 1 && letters != local {
		ways = append(ways, startOf(letters))
	}
	a.pass(func(i int) {
		p := &a.matcher.persons[i]
		switch {
		case p.local == "" || p.local[0] != local[0]:
		case p.local == local:
			a.add(p, fit{form: a.matcher.addressForm(acc, p)})
		case p.letters == letters && len(letters) > fewLetters && p.own && (!acc.upn || a.matcher.familiar(acc.domain)):
			a.add(p, fit{form: LocalPartAlike})
		}
	}, ways...)
}

// addressForm says how much of a person's address an account is, its local part
// being the same.
func (m *Matcher) addressForm(acc *account, p *person) Form {
	switch {
	case acc.upn && acc.domain == p.domain:
		return Address
	case acc.upn && (sameOrganization(acc.domain, p.domain) || p.own && m.familiar(acc.domain)):
		return AliasAddress
	case !acc.upn && p.own:
		return LocalPart
	}
	return LocalPartElsewhere
}

// familiar tells that a domain may be the customer's: one of its own, one of the same
// organization, or one that exists inside of a network only.
func (m *Matcher) familiar(domain string) bool {
	for _, own := range m.domains {
		if sameOrganization(domain, own) {
			return true
		}
	}
	for _, inside := range [...]string{".onmicrosoft.com", ".local", ".lan", ".internal", ".corp", ".intern", ".localdomain", ".home"} {
		if strings.HasSuffix(domain, inside) {
			return true
		}
	}
	return len(m.domains) == 0
}

// names compares an account with names (CON-06, CON-07). One name alone counts only
// where it is sure that nothing of the account was taken off that belongs to the other.
func (a *attempt) names(acc *account, extra Notes, oneName bool) {
	if acc.digits > 0 {
		extra |= Digits
	}
	if acc.upn && !a.matcher.familiar(acc.domain) && !has(a.matcher.rules.freeMail, acc.domain) {
		extra |= Stranger
	}
	for _, b := range [...]*body{&acc.letters, &acc.spelled} {
		if len(b.text) < 2 || len(b.text) > maxAccount {
			continue
		}
		set := letterSetOf(b.text)
		a.pass(func(i int) {
			p := &a.matcher.persons[i]
			f := a.matcher.eitherName(b, set, p)
			if f.form != FirstOnly && f.form != LastOnly || oneName {
				f.notes |= extra
				a.add(p, f)
			}
		}, startOf(b.text))
	}
}

// eitherName compares an account with a contact's name, or with that of the address.
func (s *scorer) eitherName(b *body, set letterSet, p *person) fit {
	var best fit
	value := 0.0
	for _, n := range [...]*name{&p.name, &p.second} {
		if n.firsts.has(b.text[0]) && n.letters.lacks(set) == 0 {
			f := s.name(b, n)
			if f.form != NoForm && s.spelledOut(b, n, f) {
				f.notes |= SpelledOut
			}
			s.better(&best, &value, f)
		}
	}
	return best
}

// segments compares the parts of a punctuated account with names.
func (a *attempt) segments(acc *account) {
	b := &acc.letters
	if len(b.text) > maxAccount {
		return
	}
	var ways []start
	for at := 0; at+1 < len(b.text); at = b.limit(at) {
		ways = append(ways, startOf(b.text[at:]))
	}
	head, tail := letterSetOf(b.text[:b.limit(0)]), letterSetOf(b.lastPart())
	a.pass(func(i int) {
		p := &a.matcher.persons[i]
		if n := &p.name; len(n.words) > 1 && (n.letters.lacks(head) == 0 || n.letters.lacks(tail) == 0) {
			a.add(p, a.matcher.oneSegment(b, &p.name))
		}
	}, ways...)
}

// loosely compares an account with names that it may say more than, or that may be
// misspelt on either side.
func (a *attempt) loosely(acc *account) {
	b := &acc.letters
	if len(b.text) < longSurname || len(b.text) > maxAccount {
		return
	}
	first, tail := b.text[0], letterSetOf(b.lastPart())
	a.pass(func(i int) {
		p := &a.matcher.persons[i]
		n := &p.name
		if len(n.words) < 2 || !n.firsts.has(first) || n.letters.lacks(tail) > 1 {
			return
		}
		f := a.matcher.unwritten(b, n)
		if f.form == NoForm {
			f = a.matcher.typo(b, n)
		}
		if acc.digits > 0 {
			f.notes |= Digits
		}
		a.add(p, f)
	}, misspelt(b.text)...)
}

// has tells that one of the words of a name is the given one.
func (n *name) has(text string) bool {
	for i := range n.words {
		if n.words[i].text == text || n.words[i].spelled == text {
			return true
		}
	}
	return false
}

// formOf is the form by which a candidate's account is made from the name, whatever
// led to the candidate.
func (m *Matcher) formOf(acc *account, c Candidate) Form {
	if c.Form.named() {
		return c.Form
	}
	for i := range m.persons {
		if m.persons[i].id == c.Contact && len(acc.letters.text) <= maxAccount {
			return m.name(&acc.letters, &m.persons[i].name).form
		}
	}
	return NoForm
}
