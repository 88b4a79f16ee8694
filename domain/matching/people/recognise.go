package people

import (
	"strings"
	"unicode"
)

// Kind is what an account is, before anybody is looked for.
type Kind uint8

// Kinds of accounts. Only a Person's gets a suggestion.
const (
	Person     Kind = iota
	Nobody          // no account was given, or nothing readable
	Machine         // NAME$
	BuiltIn         // an account that the operating system brings
	Shared          // a service or several people: on the list, or seen on many devices
	Technician      // one of the MSP's own
)

var kindNames = [...]string{"person", "nobody", "machine", "built-in", "shared", "technician"}

// String is the kind's name in read models.
func (k Kind) String() string { return kindNames[k] }

// accountRules are the word lists of a rule set, ready to be asked.
type accountRules struct {
	domains         map[string]struct{}
	builtIn         map[string]struct{} // words joined by a space, and without it
	builtInPrefixes []string
	servicePrefixes []string
	words           map[string]struct{}  // letters only
	starts          map[[2]byte][]string // the words by their first two letters
	alsoNames       map[string]struct{}  // words that people are called, too
	adminPrefixes   []string
	adminSuffixes   []string
}

func compileAccounts(w accountWords) accountRules {
	a := accountRules{
		domains: foldedSet(w.Domains), builtIn: foldedSet(w.BuiltIn), alsoNames: foldedSet(w.AlsoNames),
		builtInPrefixes: w.BuiltInPrefixes, servicePrefixes: w.ServicePrefixes,
		words: make(map[string]struct{}, len(w.Words)), starts: make(map[[2]byte][]string, len(w.Words)),
		adminPrefixes: w.AdminPrefixes, adminSuffixes: w.AdminSuffixes,
	}
	for _, phrase := range w.BuiltIn {
		a.builtIn[onlyLetters(phrase)] = struct{}{}
	}
	for _, phrase := range w.Words {
		word := onlyLetters(phrase)
		if _, twice := a.words[word]; twice || len(word) < 2 {
			continue
		}
		a.words[word] = struct{}{}
		if start := [2]byte{word[0], word[1]}; len(word) >= shortestJoined {
			a.starts[start] = append(a.starts[start], word)
		}
	}
	return a
}

func onlyLetters(s string) string {
	b, _ := letters(canonical(s), false)
	return b.text
}

const (
	shortestJoined = 2 // letters of a word inside of a joined one, such as the it of itsupport
	longestJoined  = 3 // words in a joined one
	enoughJoined   = 6 // letters of a joined word: less could be somebody's name
)

// kind tells what an account is by its name alone.
func (a *accountRules) kind(acc *account) Kind {
	switch {
	case acc.machine:
		return Machine
	case has(a.domains, acc.domain):
		return BuiltIn
	case acc.local == "" || strings.HasPrefix(acc.local, "s-1-") || acc.letters.text == "":
		return Nobody
	case has(a.builtIn, acc.local) || has(a.builtIn, acc.letters.text) && acc.letters.cuts == 0 || hasPrefix(a.builtInPrefixes, acc.local):
		return BuiltIn
	case hasPrefix(a.servicePrefixes, acc.local) || a.onlyWords(&acc.letters):
		return Shared
	}
	return Person
}

func hasPrefix(prefixes []string, s string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// onlyWords tells that nothing but words of the list make up an account: reception,
// till2, front-desk, scanstation.
func (a *accountRules) onlyWords(b *body) bool {
	if len(b.text) > maxAccount {
		return false
	}
	if has(a.words, b.text) {
		return true
	}
	if b.cuts == 0 {
		return len(b.text) >= enoughJoined && a.joined(b.text, longestJoined)
	}
	for at := 0; at < len(b.text); {
		end := b.limit(at)
		if !has(a.words, b.text[at:end]) {
			return false
		}
		at = end
	}
	return true
}

func (a *accountRules) joined(text string, most int) bool {
	if text == "" {
		return true
	}
	if most == 0 || len(text) < shortestJoined {
		return false
	}
	for _, word := range a.starts[[2]byte{text[0], text[1]}] {
		if strings.HasPrefix(text, word) && a.joined(text[len(word):], most-1) {
			return true
		}
	}
	return false
}

// oneWord tells that one part of an account is a word of the list, as in
// kiosk-lobby: a hint that counts where nobody fits.
func (a *accountRules) oneWord(b *body) bool {
	if b.cuts == 0 || len(b.text) > maxAccount {
		return false
	}
	for at := 0; at < len(b.text); {
		end := b.limit(at)
		word := b.text[at:end]
		if len(word) >= longPart && has(a.words, word) && !has(a.alsoNames, word) {
			return true
		}
		at = end
	}
	return false
}

// withoutAdmin takes the sign of somebody's second account, mostly for administration,
// off a name, in every way that it can be there. A sign of one letter may be an
// initial as well, so it isn't sure.
func (a *accountRules) withoutAdmin(local string, use func(rest string, sure bool)) {
	for _, p := range a.adminPrefixes {
		if rest, ok := strings.CutPrefix(local, p); ok && enoughLeft(rest) {
			use(rest, len(p) > 2)
		}
	}
	for _, p := range a.adminSuffixes {
		if rest, ok := strings.CutSuffix(local, p); ok && enoughLeft(rest) {
			use(rest, len(p) > 2)
		}
	}
}

func enoughLeft(rest string) bool {
	n := 0
	for _, c := range rest {
		if unicode.IsLetter(c) {
			n++
		}
	}
	return n >= part
}
