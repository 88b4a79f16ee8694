package matching

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Key is the form in which names are compared: without case, diacritics,
// punctuation, leading "the", and legal form; "&" and "+" read as "and". A name
// that consists of a legal form alone keeps it. "" means that nothing is left, and
// equals nothing.
func (r *Rules) Key(name string) string {
	words := split(name)
	words = trimThe(words)
	words = r.trimForms(words)
	return strings.Join(trimThe(words), " ")
}

// split folds a name into words of letters and digits.
func split(name string) []string {
	name = norm.NFKD.String(strings.ToLower(name))
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, norm.NFC.String(word.String()))
			word.Reset()
		}
	}
	for _, c := range name {
		switch {
		case c >= 0x300 && c <= 0x36F, isApostrophe(c):
			// part of its word: é is e, O'Brien is obrien
		case unicode.Is(unicode.M, c):
			word.WriteRune(c) // a mark that tells words apart, as in kana
		case folded[c] != "":
			word.WriteString(folded[c])
		case unicode.IsLetter(c), unicode.IsDigit(c):
			word.WriteRune(c)
		case c == '&', c == '+':
			end()
			words = append(words, "and")
		case c == '.':
			end()
			words = append(words, ".")
		default:
			end()
		}
	}
	end()
	return joinInitials(words)
}

// folded are letters that have no decomposition in Unicode.
var folded = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h",
}

func isApostrophe(c rune) bool {
	return c == '\'' || c == '’' || c == '‘' || c == '`' || c == '´' || c == 'ʼ'
}

// joinInitials makes one word of letters with dots between, so that S.p.A. is spa
// and J.B. Hunt is "jb hunt", and drops the dots.
func joinInitials(words []string) []string {
	out := words[:0]
	open := false // the last word of out is initials that may go on
	for i := 0; i < len(words); i++ {
		if words[i] == "." {
			continue
		}
		single := isSingle(words[i])
		afterDot := i > 0 && words[i-1] == "."
		if open && single && afterDot {
			out[len(out)-1] += words[i]
			continue
		}
		out = append(out, words[i])
		open = single
	}
	return out
}

func isSingle(word string) bool {
	for i := range word {
		if i > 0 {
			return false
		}
	}
	return true
}

// trimThe drops "the" at the beginning, and at the end as in "Chemours Company (The)".
func trimThe(words []string) []string {
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	if len(words) > 1 && words[len(words)-1] == "the" {
		words = words[:len(words)-1]
	}
	return words
}
