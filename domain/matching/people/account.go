package people

import (
	"math/bits"
	"strings"
	"unicode"
)

// maxAccount is the greatest length of an account name that is read as a name; a UPN's
// local part has at most 64 characters.
const maxAccount = 63

// account is a login name taken apart: `DOMAIN\user`, `.\user`, `user@domain`,
// `AzureAD\FirstLast` (CON-15).
type account struct {
	domain string // what stands before the backslash or after the @, folded
	upn    bool   // it has an @
	local  string // the name itself, folded, with its punctuation
	// letters are the local part's letters, folded; spelled has ü as ue, "" where it is the same.
	letters body
	spelled body
	machine bool // it ends with $
	digits  int  // how many digits the local part holds
	tooLong bool
}

// body is the letters of an account and where it was punctuated.
type body struct {
	text string
	cuts uint64 // bit i: punctuation stood before byte i
}

// readAccount takes a login name apart. It keeps nothing that is no name: unlike
// contacts' names, accounts come from the machine and may hold anything.
func readAccount(raw string) account {
	text := strings.TrimSpace(strings.ReplaceAll(canonical(clip(raw, 4*maxName)), "´", "'"))
	var a account
	if i := strings.LastIndexAny(text, `\/`); i >= 0 {
		a.domain, text = fold(strings.TrimSpace(text[:i]), false), strings.TrimSpace(text[i+1:])
	}
	if outside, _, ok := strings.Cut(text, "#EXT#"); ok { // a guest: jo_acme.com#EXT#@tenant.onmicrosoft.com
		if i := strings.LastIndexByte(outside, '_'); i > 0 {
			outside = outside[:i] + "@" + outside[i+1:]
		}
		text = outside
	}
	if _, after, ok := strings.Cut(text, "#"); ok && strings.Contains(after, "@") { // live.com#jo@acme.com
		text = after
	}
	if i := strings.LastIndexByte(text, '@'); i >= 0 {
		a.upn, a.domain, text = true, fold(text[i+1:], false), text[:i]
	}
	if before, ok := strings.CutSuffix(text, "$"); ok {
		a.machine, text = true, before
	}
	a.local = fold(text, false)
	a.letters, a.digits = letters(text, false)
	if !isASCII(text) {
		if spelled, _ := letters(text, true); spelled.text != a.letters.text {
			a.spelled = spelled
		}
	}
	a.tooLong = len(a.letters.text) > maxAccount || len(a.spelled.text) > maxAccount
	return a
}

// Normalise is an account's name as it is compared with contacts: without domain,
// machine or $, in lower case, without diacritics.
func Normalise(account string) string {
	acc := readAccount(account)
	return strings.TrimSpace(acc.local)
}

// letters keeps the folded letters of a local part, and where something else stood
// between them. "Smith, John" keeps its order, for the matcher to try.
func letters(text string, spelledOut bool) (b body, digits int) {
	buffer := make([]byte, 0, len(text)+8)
	cut := false
	for _, c := range text {
		switch {
		case unicode.IsLetter(c) || unicode.Is(unicode.Mn, c) && len(buffer) > 0:
			if cut && len(buffer) > 0 && len(buffer) <= maxAccount {
				b.cuts |= 1 << len(buffer)
			}
			cut = false
			buffer = foldRune(buffer, c, spelledOut)
		case unicode.IsDigit(c):
			digits++
			cut = true
		case isApostrophe(c) || unicode.Is(unicode.Cf, c):
		case c == '+': // jo+laptop
			b.text = string(buffer)
			return b, digits
		default:
			cut = true
		}
	}
	b.text = string(buffer)
	return b, digits
}

// lastPart is what stands behind the last punctuation.
func (b *body) lastPart() string {
	if b.cuts == 0 {
		return b.text
	}
	return b.text[bits.Len64(b.cuts)-1:]
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
